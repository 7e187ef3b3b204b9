"""Columns of the user's own, on every page: what there is, and a form for one more.

Expressions stand in the address, as steps do. Python columns come from files that were named when the app was started, and
from nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from explorer import custom, filters
from explorer.custom import CustomColumn
from explorer.errors import FilterError
from explorer.ui import state
from explorer.ui.app import started
from explorer.ui.parts import inert, problem
from explorer.words import say

if TYPE_CHECKING:
    from explorer.ui.app.open_dataset import Opened

_NAME, _TEXT = "own_column_name", "own_column_text"


def chosen() -> tuple[tuple[CustomColumn, ...], FilterError | None]:
    """(the columns of the address and those that were allowed at the start, why one of them cannot be read)."""
    allowed: tuple[CustomColumn, ...] = ()
    try:
        allowed = started.python_columns()
        return custom.checked([*map(custom.read, _written()), *allowed]), None
    except FilterError as error:
        return allowed, error


def _written() -> tuple[str, ...]:
    """The expressions of this session, "NAME=EXPRESSION" each."""
    return state.get("column") or ()


def draw(opened: Opened) -> None:
    """Draw the list and the form."""
    if opened.dataset is None:
        return
    columns = opened.options.custom
    words = say("Your columns") if not columns else say("Your columns ({n})", n=len(columns))
    with st.expander(words, icon=":material/function:"):
        used = custom.needed(columns, state.focus(), *(step.where for step in state.steps()), *_texts(columns))
        for place, column in enumerate(columns):
            _line(place, column, column in used)
        _form(opened)


def _texts(columns: tuple[CustomColumn, ...]) -> list[str]:
    return [column.text for column in columns if not column.is_python]


def _line(place: int, column: CustomColumn, is_used: bool) -> None:
    if column.is_python:
        st.caption(say("{name}: a Python function", name=inert.label(column.name)))
        return
    st.button(
        inert.label(f"{column.name} = {column.text}", 80),
        key=f"own_column_{place}",
        type="tertiary",
        icon=":material/close:",
        icon_position="right",
        disabled=is_used,
        help=say("A step, another column or what is looked at uses it.") if is_used else say("Remove"),
        on_click=_remove,
        args=(column.as_option,),
    )


def _remove(option: str) -> None:
    state.put("column", tuple(one for one in _written() if custom.read(one).as_option != option))


def _form(opened: Opened) -> None:
    with st.form("own_column_form", border=False, enter_to_submit=True):
        st.text_input(say("Name"), key=_NAME, placeholder="ratio", max_chars=60)
        st.text_input(
            say("Expression"),
            key=_TEXT,
            placeholder="response_tokens / prompt_tokens",
            max_chars=2_000,
            help=say("One value from one row, of the functions and columns that conditions know."),
        )
        st.form_submit_button(say("Add the column"), key="own_column_add", on_click=_add, args=(opened,))
    if isinstance(wrong := state.get("own_column_error"), FilterError):
        problem.show_error(wrong)


def _add(opened: Opened) -> None:
    """Take the form's column, or keep what is wrong with it."""
    state.put("own_column_error", None)
    dataset = opened.dataset
    assert dataset is not None
    try:
        column = custom.expression(st.session_state.get(_NAME) or "", st.session_state.get(_TEXT) or "")
        if column.name.lower() in {name.lower() for name in dataset.columns}:
            raise FilterError(f"There is a column '{column.name}' already.", "Give your own column another name.")
        filters.expression(column.text, dataset.columns)
        custom.checked([*opened.options.custom, column])
    except FilterError as error:
        state.put("own_column_error", error)
        return
    state.put("column", (*_written(), column.as_option))
    st.session_state[_NAME] = st.session_state[_TEXT] = ""
