"""The filter bar that every page shares.

The expression is the only truth. Every control reads its state back from it and writes to it through the builders of
`explorer.filters`, so that what the controls say, the chips say and the text says is always the same.
"""

from __future__ import annotations

import streamlit as st

from explorer import filters, queries
from explorer.charts import numbers
from explorer.columns import Column
from explorer.errors import FilterError
from explorer.ui import state
from explorer.ui.app import controls, share
from explorer.ui.app.open_dataset import Opened
from explorer.ui.parts import inert, problem
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import Html, html
from explorer.view import View

_CHIPS = 8  # conditions shown as chips; further ones are in the expression
_SEARCH = "filter_search"
_TEXT = "filter_text"
_COLUMN = "filter_column"


def draw(opened: Opened) -> None:
    """Draw the bar for the dataset that is open."""
    view = opened.view
    if view is not None:
        _kept(view)
        _search(view)
        _chips(view)
        _copies(view)
        _by_column(view)
    _expression(opened)


def _kept(view: View) -> None:
    counted = ask(queries.totals, view)
    bars = [_bar(counted.rows_kept, counted.rows, "rows")]
    if counted.tokens is not None:
        bars.append(_bar(counted.tokens_kept or 0, counted.tokens, "tokens"))
    inert.show(html('<div class="x-keep">{bars}</div>', bars=inert.join(bars)))


def _bar(kept: int, of: int, what: str) -> Html:
    share_kept = kept / of if of else 0.0
    dropped = of - kept
    said = f"{numbers.count(kept)} {what if kept != 1 else what[:-1]} kept"
    lost = f"{numbers.count(dropped)} dropped" if dropped else "none dropped"
    return html(
        '<div class="row" title="{title}"><span>{said}</span><span>{lost}</span></div>'
        '<div class="bar" title="{title}"><i style="width:{width}%"></i></div>',
        title=f"{kept:,} of {of:,} {what}: {numbers.share(share_kept)} kept, {numbers.share(1 - share_kept)} dropped",
        said=said,
        lost=lost,
        width=f"{100 * share_kept:.2f}",
    )


# ---- search ----


def _terms(view: View) -> list[tuple[str, filters.Term | None]]:
    return [(text, filters.read_term(text)) for text in filters.conjuncts(view.focus)]


def _search(view: View) -> None:
    if "prompt" not in view.dataset.columns:
        return
    needle = next((str(term.values[0]) for _, term in _terms(view) if term and term.kind == "search"), "")
    st.text_input(
        "Search",
        key=_SEARCH,
        value=controls.shown(_SEARCH, needle),
        type="search",
        placeholder="Search system, prompt, response",
        label_visibility="collapsed",
        max_chars=1_000,
        on_change=_searched,
    )


def _searched() -> None:
    needle = st.session_state.get(_SEARCH) or ""
    state.replace("", "search", filters.search(needle) if needle else None)


# ---- chips ----


def _chips(view: View) -> None:
    terms = filters.conjuncts(view.focus)
    if not terms:
        return
    with st.container(horizontal=True, gap="xsmall", key="chips"):
        for position, term in enumerate(terms[:_CHIPS]):
            st.button(
                inert.label(_in_words(term, view), 80),
                key=f"chip_{position}",
                icon=":material/close:",
                icon_position="right",
                help=f"Remove: {inert.label(term, 300)}",
                on_click=_remove,
                args=(term,),
            )
    if len(terms) > _CHIPS:
        st.caption(f"and {len(terms) - _CHIPS} more in the expression")


def _in_words(term: str, view: View) -> str:
    columns = view.dataset.columns
    return filters.describe(filters.parse(term, columns), columns)


def _remove(term: str) -> None:
    kept = [other for other in filters.conjuncts(state.view().focus) if other != term]
    state.set_where(filters.combine(kept))


# ---- one of each ----


def _copies(view: View) -> None:
    if "is_exact_copy" not in view.dataset.columns:
        return
    if "true" not in ask(queries.categories, view.everything(), "is_exact_copy", limit=3).values:
        return
    dropped = any(
        term is not None and term.kind == "flag" and term.column == "is_exact_copy" and term.values == (False,)
        for _, term in _terms(view)
    )
    st.toggle(
        "One of each exact copy",
        key="filter_copies",
        value=controls.shown("filter_copies", dropped),
        help="Keeps the first of rows that have the same prompt and the same response.",
        on_change=_copies_changed,
    )


def _copies_changed() -> None:
    wanted = st.session_state.get("filter_copies")
    state.replace("is_exact_copy", "flag", filters.flag("is_exact_copy", False) if wanted else None)


# ---- one column ----


def _by_column(view: View) -> None:
    columns = view.dataset.columns
    names = [name for name, column in columns.items() if controls.fits(column)]
    chosen = st.selectbox(
        "Filter by column",
        names,
        index=None,
        key=_COLUMN,
        persist_state="session",
        placeholder="Filter by column",
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
    shown = typed if typed is not None else state.where()
    if opened.dataset is not None:
        with st.expander("Expression", expanded=error is not None, icon=":material/code:"):
            st.text_area(
                "Expression",
                key=_TEXT,
                value=controls.shown(_TEXT, shown),
                height=96,
                label_visibility="collapsed",
                placeholder="total_tokens > 4096 AND NOT is_empty",
                help="One SQL condition over the dataset's columns. Ctrl+Enter applies it.",
                on_change=_typed,
            )
            if error is not None:
                problem.show_error(error)
            st.caption("`search('…')` looks through all text. Ctrl+Enter applies.")
    with st.container(horizontal=True, gap="xsmall", key="filter_actions"):
        if state.where() or typed is not None:
            st.button("Clear all", key="filter_clear", type="tertiary", on_click=state.set_where, args=("",))
            if opened.view is not None:
                st.button(
                    "Invert",
                    key="filter_invert",
                    type="tertiary",
                    help="Show what the filter drops, and drop what it keeps.",
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
    state.set_where(text)


def _invert() -> None:
    state.set_where(filters.negate(state.where()))
