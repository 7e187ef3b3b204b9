"""The groups of copies, where they are, and the rows of one side by side."""

from __future__ import annotations

import streamlit as st

from explorer import queries
from explorer.charts import numbers
from explorer.labels import label_of
from explorer.queries import Copies
from explorer.queries.copies import Kind
from explorer.ui import state
from explorer.ui.duplicates import pairs
from explorer.ui.parts import category_columns, inert, picklist
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import html
from explorer.view import View
from explorer.words import column_label, say

_LISTED = 200  # groups in the list
_START = 160  # characters of a row in it
_VALUES = 8  # values of the column that rows are counted by
_MEMBERS = 50  # rows of a group that can be picked


def draw(view: View, kind: Kind, found: Copies, condition: str) -> None:
    """The list, largest first; where the rows to spare are; and the pair that is picked."""
    column = _column(view)
    with st.container(key="wraps_duplicates"):
        left, right = st.columns([62, 38], gap="medium")
    with right:
        _spread(view, condition, column)
    with left:
        picked = _list(view, found, column)
    if picked is None:
        st.caption(say("Click a group to see two of its rows side by side."))
        return
    _group(view, kind, found, picked)


def _column(view: View) -> str | None:
    names = [column.name for column in category_columns.choices(view) if column.group != "duplicates"]
    if not names:
        return None
    chosen = st.session_state.get("duplicates_by")
    return chosen if chosen in names else names[0]


def _spread(view: View, condition: str, column: str | None) -> None:
    """Rows to spare by a column: their share of each value, as bars."""
    if column is None:
        return
    names = [one.name for one in category_columns.choices(view) if one.group != "duplicates"]
    st.selectbox(
        say("Rows to spare by"),
        names,
        format_func=lambda name: _named(view, name),
        **state.remember("duplicates_by", column),
    )
    gone = ask(queries.categories, view.focused(condition), column, limit=_VALUES)
    whole = ask(queries.categories, view, column, limit=_VALUES * 100)
    there = dict(zip(whole.values, whole.kept.tolist(), strict=True))
    counted = sorted(zip(gone.values, gone.kept.tolist(), strict=True), key=lambda one: -one[1])
    largest = max((n for _, n in counted), default=1) or 1
    lines = [
        html(
            '<tr><td>{value}</td><td style="width:40%"><i style="width:{w}%"></i></td><td>{n}</td><td>{share}</td></tr>',
            value=inert.line(say("missing") if value is None else label_of(column, value), 40),
            w=f"{100 * n / largest:.1f}",
            n=numbers.count(n),
            share=numbers.share(n / there[value]) if there.get(value) else "",
        )
        for value, n in counted
        if n
    ]
    inert.show(html('<div class="x-facts x-spread"><table>{lines}</table></div>', lines=inert.join(lines)))


def _named(view: View, column: str) -> str:
    return inert.line(column_label(view.dataset.columns[column]), 40)


def _list(view: View, found: Copies, column: str | None) -> int | None:
    sizes = found.sizes()[:_LISTED]
    firsts = [int(row) for row in found.rows[found.starts[: len(sizes)]]]
    names = ["prompt", "response", *([column] if column else [])]
    said = {row["row_id"]: row for row in ask(queries.rows, view, sorted(firsts), names, snippet=_START).to_pylist()}
    lines = []
    for number, first in enumerate(firsts):
        own = said.get(first, {})
        line: dict[str, int | str] = {"rows": int(sizes[number])}
        if column:
            value = own.get(column)
            line["value"] = "" if value is None else inert.line(label_of(column, value), 40)
        line["how it starts"] = inert.line(inert.opening(own.get("prompt") or own.get("response")), _START)
        lines.append(line)
    named = {"value": st.column_config.TextColumn(_named(view, column))} if column else {}
    picked = picklist.pick("duplicates", view, lines, named)
    if found.groups > len(firsts):
        st.caption(
            say("The {listed:,} largest of {groups:,} groups are listed.", listed=len(firsts), groups=found.groups)
        )
    return picked


def _group(view: View, kind: Kind, found: Copies, number: int) -> None:
    rows = found.group(number)
    other = rows[1]
    if len(rows) > 2:
        other = st.selectbox(
            say("Beside row {row:,}", row=rows[0]),
            rows[1:_MEMBERS],
            format_func=lambda row: say("row {row:,}", row=row),
            key=f"duplicates_other_{rows[0]}",
            width=240,
        )
        other = other if other in rows else rows[1]
    likeness = float(found.likeness[found.starts[number] + rows.index(other)]) if kind == "near" else None
    pairs.side_by_side(view, kind, rows[0], other, likeness)
