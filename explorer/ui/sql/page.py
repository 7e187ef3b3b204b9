"""The body of the SQL page. A statement runs when somebody asks for it here, never because a link holds it; the page's own first one at once."""

from __future__ import annotations

import csv
import io
from typing import cast

import pyarrow as pa
import streamlit as st

from explorer.charts import results
from explorer.charts.numbers import counted
from explorer.charts.results import Drawing, Kind
from explorer.errors import FilterError
from explorer.export.tabular import safe_cell
from explorer.queries.sql import sql
from explorer.store.sandbox import LIMITS, Found
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.parts import chart, inert, problem
from explorer.ui.sql import saved
from explorer.view import View
from explorer.words import later, say

_START = "SELECT ability, count(*) AS rows, round(avg(response_tokens)) AS tokens\nFROM rows\nGROUP BY ability\nORDER BY rows DESC"
_EXAMPLES = {
    later("Rows by ability"): _START,
    later("Openings of answers"): (
        "SELECT lower(array_to_string(string_split(response, ' ')[1:3], ' ')) AS opening, count(*) AS rows\n"
        "FROM rows\nGROUP BY opening\nORDER BY rows DESC\nLIMIT 20"
    ),
    later("Prompt against answer"): (
        "SELECT prompt_tokens, response_tokens\nFROM rows\nWHERE prompt_tokens < 2000 AND response_tokens < 2000\nLIMIT 2000"
    ),
    later("Longest answer of each language"): (
        "SELECT language, max(response_tokens) AS tokens, arg_max(row_id, response_tokens) AS row\n"
        "FROM rows\nGROUP BY language\nORDER BY tokens DESC"
    ),
}
_KINDS: dict[str, str] = {
    "bars": later("Bars"),
    "line": later("Line"),
    "points": later("Points"),
    "histogram": later("Histogram"),
}
_CELL = 300  # characters of a cell in the table; the download has all


def draw(view: View) -> None:
    """The page: of the rows that are kept and looked at."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        _examples()
        saved.draw(view)
    text = _editor(view)
    if not text:
        return
    try:
        with st.spinner(say("The statement runs, for up to {seconds} seconds.", seconds=LIMITS.seconds)):
            found = _found(view, text)
    except FilterError as error:
        problem.show_error(error)
        return
    _result(found)


def _found(view: View, text: str) -> Found:
    """The result, kept by the session while it is on the screen: it may be too large to be kept for everybody."""
    key = (view.key, text)
    held: tuple[object, Found] | None = state.get("sql_found")
    if held is None or held[0] != key:
        held = (key, sql(view, text))
        state.put("sql_found", held)
    return held[1]


def _examples() -> None:
    for place, (name, text) in enumerate(_EXAMPLES.items()):
        if st.button(say(name), key=f"sql_example_{place}", type="tertiary"):
            st.session_state["sql_text"] = text
            state.put("sql", text)
            state.put("sql_asked", text)


def _editor(view: View) -> str:
    """The statement to run: what somebody asked for in this session, the page's own where nobody asked for any."""
    st.session_state.setdefault("sql_text", state.get("sql") or _START)
    with st.form("sql_form", border=False):
        text = st.text_area(
            say("Statement"),
            key="sql_text",
            height=120,
            help=say(
                "One SELECT over the table rows: every column by its name, the rows that are kept and looked at. It reaches nothing else."
            ),
        )
        ran = st.form_submit_button(say("Run"), type="primary", icon=":material/play_arrow:")
    if ran:
        state.put("sql", text.strip())
        state.put("sql_asked", text.strip())
    own = _START if not state.get("sql") and {"ability", "response_tokens"} <= view.dataset.columns.keys() else ""
    return state.get("sql_asked") or own


def _result(found: Found) -> None:
    table = found.table
    told = counted(table.num_rows, "row")
    st.caption(
        say("The first {rows} of the result; it has more.", rows=told)
        if found.is_cut
        else say("{rows} in the result.", rows=told)
    )
    if not table.num_rows:
        return
    if results.choice(table) is None:
        _table(table)
    else:
        with st.container(key="wraps_sql"):
            left, right = st.columns([58, 42], gap="medium")
        with left:
            _chart(table)
        with right:
            _table(table)


def _table(table: pa.Table) -> None:
    """The result as it is, and its download."""
    shown = {
        f"{place}": [_cell(value) for value in column.to_pylist()] if not _plain(column.type) else column.to_pylist()
        for place, column in enumerate(table.columns)
    }
    names = {
        f"{place}": st.column_config.Column(inert.line(name, 60) or " ")
        for place, name in enumerate(table.column_names)
    }
    st.dataframe(shown, column_config=names, hide_index=True, width="stretch", key="sql_result")
    if not open_dataset.policy().may("download"):
        return
    st.download_button(
        say("Download as CSV"),
        lambda: _csv(table),
        "result.csv",
        "text/csv",
        icon=":material/download:",
        key="sql_download",
    )


def _plain(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)


def _cell(value: object) -> str | None:
    return None if value is None else inert.line(value, _CELL)


def _csv(table: pa.Table) -> bytes:
    """The whole result; no cell is a formula to a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in table.column_names])
    for batch in table.to_batches(10_000):
        columns = [column.to_pylist() for column in batch.columns]
        writer.writerows([safe_cell(cell) for cell in row] for row in zip(*columns, strict=True))
    return out.getvalue().encode("utf-8", "replace")


def _chart(table: pa.Table) -> None:
    first = results.choice(table)
    if first is None:
        return
    names, numbers = table.column_names, results.numeric(table)
    key = "\0".join(names)
    across, up, kind = st.columns(3)
    x = across.selectbox(say("Across"), names, names.index(first.x), key=f"sql_x_{hash(key)}", format_func=inert.line)
    heights = [name for name in numbers if name != x]
    y = up.selectbox(
        say("Height"),
        ["", *heights],
        1 + heights.index(first.y) if first.y in heights else 0,
        key=f"sql_y_{hash((key, x))}",
        format_func=_height,
    )
    offered = results.kinds(table, x, y)
    if not offered:
        st.caption(say("Choose a column of numbers as the height."))
        return
    chosen = kind.selectbox(
        say("Chart"), offered, key=f"sql_kind_{hash((key, x, y))}", format_func=lambda one: say(_KINDS[one])
    )
    drawing = Drawing(cast("Kind", chosen), x, y)
    chart.show(results.draw(table, drawing, chart.mode()), key="sql_chart")
    if (few := results.drawn(table, drawing)) < table.num_rows:
        st.caption(say("The first {few:,} of {rows:,} are drawn.", few=few, rows=table.num_rows))


def _height(name: str) -> str:
    return inert.line(name) if name else say("(how many)")
