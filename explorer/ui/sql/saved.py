"""Saved queries on the SQL page: buttons that run one, a form that keeps the statement, and those of a recipe.

They stand in the address, and in the recipe of every export of this session.
"""

from __future__ import annotations

import streamlit as st

from explorer import recipe, saved_queries
from explorer.errors import ExplorerError, FilterError
from explorer.saved_queries import SavedQuery
from explorer.store import sandbox
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.parts import inert, problem
from explorer.view import View
from explorer.words import say

_MOST_BYTES = 4 << 20  # of a recipe
_ERROR = "sql_saved_error"


def held() -> tuple[SavedQuery, ...]:
    """Those of this session; what cannot be read of an address is left out."""
    found = []
    for text in state.get("query") or ():
        try:
            found.append(saved_queries.read(text))
        except FilterError:
            continue
    return tuple(found[: saved_queries.MOST])


def draw(view: View) -> None:
    """Draw the saved ones, and what keeps another."""
    queries = held()
    with st.container(horizontal=True, gap="small"):
        for place, query in enumerate(queries):
            st.button(
                inert.label(query.name, 60),
                key=f"sql_saved_{place}",
                icon=":material/bookmark:",
                help=inert.label(query.statement, 300),
                on_click=_run,
                args=(query.statement,),
            )
        with st.popover(say("Saved queries"), icon=":material/bookmarks:", key="sql_saved"):
            _keep(view, queries)
            _from_recipe(view)
    if isinstance(wrong := state.get(_ERROR), ExplorerError):
        problem.show_error(wrong)


def _run(statement: str) -> None:
    st.session_state["sql_text"] = statement
    state.put("sql", statement)
    state.put("sql_asked", statement)


def _keep(view: View, queries: tuple[SavedQuery, ...]) -> None:
    with st.form("sql_save_form", border=False):
        st.text_input(say("Name"), key="sql_save_name", max_chars=saved_queries.MAX_NAME)
        st.form_submit_button(
            say("Save the statement"),
            on_click=_save,
            args=(view,),
            help=say("The one that ran last. It stands in the link and in the recipe of what you export."),
        )
    for place, query in enumerate(queries):
        st.button(
            say("Remove {name}", name=inert.label(query.name, 60)),
            key=f"sql_unsave_{place}",
            type="tertiary",
            icon=":material/close:",
            on_click=_remove,
            args=(query.name,),
        )


def _from_recipe(view: View) -> None:
    if not open_dataset.policy().may("upload"):
        return
    file = st.file_uploader(say("Queries of a recipe"), type="json", key="sql_recipe", max_upload_size=4)
    if file is not None and st.button(say("Take them"), key="sql_recipe_take"):
        _take(view, file.getvalue()[:_MOST_BYTES], file.name)
        st.rerun()


def _take(view: View, data: bytes, name: str) -> None:
    """Those of a recipe, each of which the sandbox has to read first."""
    state.put(_ERROR, None)
    try:
        made = recipe.loads(data, name)
        _put([*held(), *recipe.queries_of(made, view.dataset)])
    except ExplorerError as error:
        state.put(_ERROR, error)


def _save(view: View) -> None:
    state.put(_ERROR, None)
    try:
        query = saved_queries.named(st.session_state.get("sql_save_name") or "", state.get("sql") or "")
        sandbox.read(query.statement, view.dataset.columns)
        _put([*held(), query])
    except FilterError as error:
        state.put(_ERROR, error)


def _remove(name: str) -> None:
    _put([query for query in held() if query.name != name])


def _put(queries: list[SavedQuery]) -> None:
    state.put("query", tuple(query.text for query in saved_queries.checked(queries)))
