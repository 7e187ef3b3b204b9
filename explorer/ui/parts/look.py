"""Look and Drop: what can be done wherever rows are counted. Looking changes nothing; dropping adds a step."""

from __future__ import annotations

import streamlit as st

from explorer import filters
from explorer.errors import FilterError
from explorer.ui import history, state
from explorer.ui.parts import inert
from explorer.view import View
from explorer.words import say, translated


def look_at(where: str) -> None:
    """Look at these rows alone, in Review, and change nothing else. where: a condition."""
    try:
        text = filters.combine([where])
    except FilterError as error:
        st.toast(inert.label(translated(error.message), 300), icon=":material/filter_alt_off:")
        return
    state.put("row", None)
    state.keep_focus(text)
    state.go("review")


def look_button(label: str, where: str, key: str, told: str = "", *, disabled: bool = False) -> None:
    """A button that opens rows. label: a fixed text. told: shown on hover."""
    if st.button(
        label,
        key=key,
        icon=":material/visibility:",
        type="tertiary",
        help=told or say("Opens these rows. Nothing is dropped."),
        disabled=disabled,
    ):
        look_at(where)


def within(view: View, name: str, where: str) -> tuple[str, str]:
    """Name and condition of a step that takes out what was counted: of the rows that are looked at, where those are not all."""
    if not view.focus.text:
        return name, where
    return say(
        "{name}, where {describe}", name=name, describe=filters.describe(view.focus, view.dataset.columns)
    ), filters.combine([*filters.conjuncts(view.focus), where])


def drop_button(label: str, name: str, where: str, key: str, reason: str = "", *, disabled: bool = False) -> None:
    """A button that adds a step. label: a fixed text. name, reason: of the step."""
    st.button(
        label,
        key=key,
        icon=":material/remove_circle:",
        type="tertiary",
        help=say("Adds a step to the list in the side bar; Undo takes it back. The source is not changed."),
        on_click=history.add_step,
        args=(name, where, reason),
        disabled=disabled,
    )
