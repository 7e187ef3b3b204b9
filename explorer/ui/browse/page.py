"""The body of the Browse page: a page of rows, and the reader for the one that is chosen."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer import queries
from explorer.columns import Column
from explorer.errors import FilterError
from explorer.ui import state
from explorer.ui.app import controls
from explorer.ui.browse import reader
from explorer.ui.parts import inert, problem
from explorer.ui.parts.cached import ask
from explorer.view import View
from explorer.words import column_help, column_label, later, say

_DEFAULT = ("prompt", "response", "total_tokens", "dialect")
_SIZES = (50, 100)
_LINE = 35  # pixels of a table line
_PREFIX = {
    "row": later("row"),
    "source": later("source"),
    "tokens": later("tokens"),
    "attributes": later("attributes"),
    "checks": later("check"),
    "duplicates": later("duplicates"),
    "judgements": later("judgements"),
    "map": later("map"),
    "field": later("field"),
    "decision": later("decision"),
    "own": later("yours", about="columns"),
}


def draw(view: View) -> None:
    """Draw the table, and the reader under it where a row is open."""
    order, descending = _order(view)
    rows = ask(queries.totals, view).rows_kept
    row_id: int | None = state.get("row")
    if row_id is not None and row_id >= view.dataset.rows:
        st.warning(
            say("There is no row {row_id:,}; the last one is {more:,}.", row_id=row_id, more=view.dataset.rows - 1),
            icon=":material/search_off:",
        )
        row_id = None
    columns, size = _toolbar(view, order, descending)
    pages = max(1, -(-rows // size))
    shown = _page_number(view, order, descending, size, pages)
    _table(view, columns, order, descending, (shown - 1) * size, size, compact=row_id is not None)
    if pages > 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.pagination(pages, key="page", bind="query-params")
            first = (shown - 1) * size + 1
            st.caption(
                say("Rows {first:,} to {rows:,} of {rows_2:,}", first=first, rows=min(rows, shown * size), rows_2=rows),
                width="content",
            )
    if row_id is not None:
        _open_row(view, row_id, order, descending)


# ---- order, columns, page ----


def _order(view: View) -> tuple[str, bool]:
    name, _, direction = str(state.get("order") or "row_id").rpartition(" ")
    if direction != "desc":
        name, direction = str(state.get("order") or "row_id"), ""
    column = view.dataset.columns.get(name)
    if column is None or column.long_text:
        return "row_id", False
    return name, direction == "desc"


def _set_order(name: str, descending: bool) -> None:
    text = f"{name} desc" if descending else name
    state.put("order", "" if text == "row_id" else text)


def _toolbar(view: View, order: str, descending: bool) -> tuple[list[str], int]:
    columns = view.dataset.columns
    sortable = [name for name, column in columns.items() if not column.long_text]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            say("Sort by"),
            sortable,
            key="order_by",
            index=sortable.index(controls.shown("order_by", order)),
            format_func=lambda name: controls.name_of(columns[name]),
            width=220,
            on_change=_order_changed,
        )
        st.toggle(
            say("Descending"),
            key="order_descending",
            value=controls.shown("order_descending", descending),
            on_change=_order_changed,
        )
        with st.popover(say("Columns"), icon=":material/view_column:", key="columns_open"):
            names = [name for name in columns if name != "row_id"]
            if any(name not in columns for name in st.session_state.get("columns", ())):
                st.session_state["columns"] = [name for name in st.session_state["columns"] if name in columns]
            chosen = st.multiselect(
                say("Columns of the table"),
                names,
                default=[name for name in _DEFAULT if name in columns],
                format_func=lambda name: f"{say(_PREFIX[columns[name].group])}: {controls.name_of(columns[name])}",
                key="columns",
                bind="query-params",
                select_all=False,
            )
        size = st.selectbox(say("Rows per page"), _SIZES, key="page_size", persist_state="session", width=110)
        st.number_input(
            say("Go to row"),
            min_value=0,
            max_value=max(0, view.dataset.rows - 1),
            value=None,
            step=1,
            key="jump",
            placeholder=say("number", about="row"),
            width=150,
            on_change=_jump,
        )
    return chosen, int(size)


def _order_changed() -> None:
    _set_order(st.session_state["order_by"], bool(st.session_state["order_descending"]))


def _jump() -> None:
    wanted = st.session_state.get("jump")
    if wanted is not None:
        state.put("row", int(wanted))
        st.session_state["jump"] = None


def _page_number(view: View, order: str, descending: bool, size: int, pages: int) -> int:
    """The page of the table; the first one again where the rows or their order have changed."""
    about = (view.dataset.fingerprint, view.focus.text, order, descending, size)
    before = state.get("page_about")
    state.put("page_about", about)
    now = st.session_state.get("page")
    if now is not None and ((before is not None and before != about) or not 1 <= now <= pages):
        st.session_state["page"] = now = 1
    if now is None:
        asked = st.query_params.get("page", "1")
        now = int(asked) if asked.isdecimal() and 1 <= int(asked) <= pages else 1
    return int(now)


# ---- the table ----


def _table(view: View, columns: list[str], order: str, descending: bool, offset: int, size: int, compact: bool) -> None:
    try:
        found = ask(queries.page, view, columns, order=order, descending=descending, offset=offset, limit=size)
    except FilterError as error:
        problem.show_error(error)
        return
    ids = found["row_id"].to_pylist()
    state.put("table_rows", ids)
    state.put("table_columns", found.column_names)
    known = view.dataset.columns
    lines = min(len(ids), 5 if compact else 16)
    key = f"table_{abs(hash((view.key, order, descending, offset, size, tuple(columns)))):x}"
    state.put("table_key", key)
    st.dataframe(
        found,
        key=key,
        hide_index=True,
        height=_LINE * lines + _LINE + 3,
        column_config={name: _config(known[name], order, descending) for name in found.column_names},
        on_select=_selected,
        selection_mode=["single-row", "single-column"],
        selection_default=_default_selection(ids),
        placeholder="",
        lazy=False,
        alt=say("Rows that the filter keeps"),
    )


def _default_selection(ids: list[int]) -> Any:
    row_id = state.get("row")
    return {"selection": {"rows": [ids.index(row_id)]}} if row_id in ids else None


def _config(column: Column, order: str, descending: bool) -> Any:
    arrow = (" ↓" if descending else " ↑") if column.name == order else ""
    words = inert.line(column_label(column), 30) + arrow
    told = inert.label(column_help(column), 300) + ("" if column.long_text else say(" Click the head to sort."))
    if column.name == "row_id":
        return st.column_config.NumberColumn(words, help=told, pinned=True, width=70)
    if column.kind == "boolean":
        return st.column_config.CheckboxColumn(words, help=told, width="small")
    if column.kind in ("integer", "number", "id"):
        return st.column_config.NumberColumn(
            words, help=told, format="localized" if column.kind != "id" else None, width="small"
        )
    return st.column_config.TextColumn(
        words, help=told, width=265 if column.long_text else "small" if column.kind == "category" else "medium"
    )


def _selected() -> None:
    """A row was chosen: open it. A column's head was clicked: sort by it, the other way round at the second click."""
    selection = st.session_state[state.get("table_key")]["selection"]
    ids, names = state.get("table_rows", []), state.get("table_columns", [])
    if selection["columns"]:
        name = selection["columns"][0]
        if name in names:
            view = state.view()
            now, descending = _order(view)
            if not view.dataset.columns[name].long_text:
                _set_order(name, descending=name == now and not descending)
    elif selection["rows"]:
        position = selection["rows"][0]
        if position < len(ids):
            state.put("row", ids[position])
    else:
        state.put("row", None)


# ---- the open row ----


def _open_row(view: View, row_id: int, order: str, descending: bool) -> None:
    before, after, position = ask(queries.neighbours, view, row_id, order=order, descending=descending)
    rows = ask(queries.totals, view).rows_kept
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(say("Row {row_id:,}", row_id=row_id), anchor=False, width="content")
        where = (
            say("{position:,} of {rows:,}", position=position + 1, rows=rows)
            if position is not None
            else say("dropped by the filter")
        )
        st.caption(where, width="stretch")
        st.button(
            say("Previous"),
            key="row_previous",
            shortcut="U",
            icon=":material/arrow_upward:",
            disabled=before is None,
            on_click=_go,
            args=(before,),
        )
        st.button(
            say("Next"),
            key="row_next",
            shortcut="J",
            icon=":material/arrow_downward:",
            disabled=after is None,
            on_click=_go,
            args=(after,),
        )
        st.button(
            say("Close"),
            key="row_close",
            shortcut="Esc",
            icon=":material/close:",
            type="tertiary",
            on_click=state.close_row,
        )
    reader.draw(view, row_id)


def _go(row_id: int | None) -> None:
    if row_id is not None:
        state.put("row", row_id)
