"""What is dropped and what is looked at: the bar that every page shares.

The expression is the only truth. Every control reads its state back from it and writes to it through the builders of
`explorer.filters`, so that what the controls say, the chips say and the text says is always the same.
"""

from __future__ import annotations

import streamlit as st

from explorer import filters, queries
from explorer.charts import numbers
from explorer.columns import Column
from explorer.errors import FilterError
from explorer.ui import history, state
from explorer.ui.app import controls, drops, own_columns, share
from explorer.ui.app.open_dataset import Opened
from explorer.ui.parts import inert, look, needles, problem
from explorer.ui.parts.cached import ask
from explorer.view import View
from explorer.words import say

_CHIPS = 8  # conditions shown as chips; further ones are in the expression
_SEARCH = "filter_search"
_TEXT = "filter_text"
_COLUMN = "filter_column"


def draw(opened: Opened) -> None:
    """Draw the bar for the dataset that is open."""
    view = opened.view
    if view is not None:
        drops.draw(view)
        _search(view)
        _looking(view)
        _by_column(view)
    own_columns.draw(opened)
    _expression(opened)


# ---- search ----


def _search(view: View) -> None:
    if "prompt" not in view.dataset.columns:
        return
    needle, role = next(iter(needles.searched(view)), ("", ""))
    st.text_input(
        say("Search"),
        key=_SEARCH,
        value=controls.shown(_SEARCH, needles.as_typed(needle, role)),
        type="search",
        placeholder=say("Search, or assistant: …"),
        help=say("Begin with system:, user:, assistant: or tool: to look in those turns alone."),
        label_visibility="collapsed",
        max_chars=1_000,
        on_change=_searched,
    )
    if not role and (meant := needles.meant(needle)):
        st.button(
            say("Search {meant} instead", meant=inert.label(meant, 60)),
            key="search_meant",
            type="tertiary",
            icon=":material/spellcheck:",
            help=say("A role and a colon look in its turns alone: system, user, assistant or tool."),
            on_click=_search_for,
            args=(meant,),
        )


def _searched() -> None:
    _search_for(st.session_state.get(_SEARCH) or "")


def _search_for(text: str) -> None:
    needle, role = needles.typed(text)
    state.replace("", "search", filters.search(needle, role) if needle else None)


# ---- the focus ----


def _looking(view: View) -> None:
    """What is looked at, where that is not everything, and what can be done with it."""
    terms = filters.conjuncts(view.focus)
    if not terms:
        return
    looked = ask(queries.totals, view.looked_at()).rows_kept
    kept = ask(queries.totals, view).rows_kept
    for slip in queries.unknown_values(view.dataset, view.focus) if not looked else ():
        st.info(inert.label(slip.sentence(), 300), icon=":material/help:")
    gone = say(", {more:,} of them dropped", more=looked - kept) if looked - kept else ""
    st.caption(say("Looking at {looked}{gone}", looked=numbers.counted(looked, "row"), gone=gone))
    with st.container(horizontal=True, gap="xsmall", key="chips"):
        for position, term in enumerate(terms[:_CHIPS]):
            st.button(
                inert.label(_in_words(term, view), 80),
                key=f"chip_{position}",
                icon=":material/close:",
                icon_position="right",
                help=_told(term),
                on_click=_remove,
                args=(term,),
            )
    if len(terms) > _CHIPS:
        st.caption(say("and {more} more in the expression", more=len(terms) - _CHIPS))
    with st.container(horizontal=True, gap="xsmall", key="focus_actions"):
        words = filters.describe(view.focus, view.dataset.columns)
        if state.get("page") != "review":
            look.look_button(
                say("Review"), view.focus.text, "focus_review", say("Read these rows one after the other.")
            )
        st.button(say("Drop these"), key="focus_drop", disabled=not kept, on_click=_drop_these, args=(words,))
        st.button(
            say("Drop all others"),
            key="focus_keep",
            help=say("Adds a step that takes out every row but these."),
            on_click=_drop_others,
            args=(words,),
        )


def _is_area(term: str) -> bool:
    """Whether the term is an area drawn on the map, whose corners say nothing to a reader."""
    read = filters.read_term(term)
    return read is not None and (read.kind, read.column, read.values[0]) == ("polygon", "map_x", "map_y")


def _told(term: str) -> str:
    return say("Remove the area") if _is_area(term) else say("Remove: {term}", term=inert.label(term, 300))


def _in_words(term: str, view: View) -> str:
    columns = view.dataset.columns
    if _is_area(term):
        inside = ask(queries.totals, view.everything().focused(term)).rows_kept
        return say("Drawn area ({inside})", inside=numbers.counted(inside, "row"))
    return filters.describe(filters.parse(term, columns), columns)


def _remove(term: str) -> None:
    kept = [other for other in filters.conjuncts(state.view().focus) if other != term]
    state.set_focus(filters.combine(kept))


def _drop_these(words: str) -> None:
    history.add_step(words[:1].upper() + words[1:], state.focus())
    if state.get("page") != "review":  # there the list stays as it is under what is done to its rows
        state.keep_focus("")


def _drop_others(words: str) -> None:
    history.add_step(say("All but: {words}", words=words), filters.negate(state.focus()))
    state.keep_focus("")


# ---- one column ----


def _by_column(view: View) -> None:
    columns = view.dataset.columns
    names = [name for name, column in columns.items() if controls.fits(column)]
    chosen = st.selectbox(
        say("Look by column"),
        names,
        index=None,
        key=_COLUMN,
        persist_state="session",
        placeholder=say("Look by column"),
        format_func=lambda name: controls.name_of(columns[name]),
        label_visibility="collapsed",
    )
    if chosen in columns:
        column: Column = columns[chosen]
        controls.draw(view, column)


# ---- the expression ----


def _expression(opened: Opened) -> None:
    typed: str | None = state.get("typed")
    error = opened.filter_error
    if typed is not None and opened.dataset is not None:
        try:
            filters.parse(typed, opened.dataset.columns)
        except FilterError as found:
            error = found
    shown = typed if typed is not None else state.focus()
    if opened.dataset is not None:
        with st.expander(say("Expression"), expanded=error is not None, icon=":material/code:"):
            st.text_area(
                say("Expression"),
                key=_TEXT,
                value=controls.shown(_TEXT, shown),
                height=96,
                label_visibility="collapsed",
                placeholder="total_tokens > 4096 AND NOT is_empty",
                help=say("One SQL condition over the dataset's columns: the rows to look at. Ctrl+Enter applies it."),
                on_change=_typed,
            )
            if error is not None:
                problem.show_error(error)
            st.caption(
                say(
                    "`search('…')` looks through all text, `search('…', 'assistant')` in those turns. Ctrl+Enter applies."
                )
            )
    with st.container(horizontal=True, gap="xsmall", key="filter_actions"):
        if state.focus() or typed is not None:
            st.button(say("Show all"), key="filter_clear", type="tertiary", on_click=state.set_focus, args=("",))
            if opened.view is not None:
                st.button(
                    say("Invert"),
                    key="filter_invert",
                    type="tertiary",
                    help=say("Look at all other rows instead."),
                    on_click=_invert,
                )
        share.draw(opened)


def _typed() -> None:
    text = (st.session_state.get(_TEXT) or "").strip()
    opened = state.get("opened")
    try:
        filters.parse(text, opened.dataset.columns)
    except FilterError:
        state.put("typed", text)  # kept on the screen with what is wrong; the filter that held goes on holding
        return
    state.set_focus(text)


def _invert() -> None:
    state.set_focus(filters.negate(state.focus()))
