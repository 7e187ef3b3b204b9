"""Lengths: how long rows are, what a cutoff keeps, and the rows at the ends."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer import filters, queries
from explorer.charts import lengths as charts
from explorer.charts import numbers
from explorer.queries import Lengths, Percentiles
from explorer.trainers import TEMPLATES
from explorer.ui import state
from explorer.ui.lengths import limits
from explorer.ui.parts import chart, inert, picklist
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import html
from explorer.view import View
from explorer.words import later, say, translated

RECOMMENDED = 4_096
"""Tokens a row should not exceed: what the guide to SFT data asks for."""

_TEXT_ALONE = later("text alone")

_ROLES = {
    "total_tokens": later("whole rows"),
    "prompt_tokens": later("prompts"),
    "response_tokens": later("responses"),
    "system_tokens": later("system texts"),
}
_MEASURES = (
    ("mean", later("mean")),
    ("minimum", later("min")),
    ("p5", "p5"),
    ("p25", "p25"),
    ("p50", later("median")),
    ("p75", "p75"),
    ("p95", "p95"),
    ("p99", "p99"),
    ("maximum", later("max")),
)


def draw(view: View) -> None:
    """The page."""
    columns = [name for name in _ROLES if name in view.dataset.columns]
    found = {p.column: p for p in ask(queries.percentiles, view, tuple(columns))}
    if not found["system_tokens"].maximum:
        columns.remove("system_tokens")
    if st.session_state.get("limits") not in (None, *columns):
        st.session_state["limits"] = columns[0]
    over = ask(queries.outside, view, "total_tokens", None, RECOMMENDED)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        column = st.segmented_control(
            say("Length of"),
            columns,
            format_func=lambda name: say(_ROLES[name]),
            required=True,
            **state.remember("limits", columns[0]),
        )
        column = column if column in columns else columns[0]
        extra = _template(view) if column == "total_tokens" else ""
        log = st.toggle(say("Log scale"), **state.remember("log_scale", _wide(found)))
        if over.rows and st.button(
            say(
                "Show {rows} over {limit:,} tokens",
                rows=numbers.counted(over.rows, "row"),
                limit=RECOMMENDED,
            ),
            key="show_over",
            icon=":material/filter_alt:",
        ):
            _narrow("total_tokens", RECOMMENDED + 1, None)
    measured: Lengths = ask(queries.lengths, view, column, extra)
    main = measured.histogram(bins=60, log=bool(log))
    others = [name for name in columns if name != column]
    small = ask(queries.histograms, view, tuple(others), bins=40, log=bool(log))
    low, high = limits.controls(measured, main)
    limits.outcome(view, measured, low, high)
    histograms = [main, *small]
    labels = [
        say("rows", about="what is measured") if name == "total_tokens" else say(_ROLES[name])
        for name in (column, *others)
    ]
    known = found | ({column: _with_template(measured, found[column])} if extra else {})
    inert.show(html('<div class="x-finding">{said}</div>', said=charts.finding(labels[0], known[column])))
    figure = charts.figure(histograms, labels, known, (column, low, high), chart.mode(), curve=measured.curve())
    drawn = chart.box(chart.show(figure, "lengths_figure", selection="box"))
    if drawn is not None:
        limits.take_box(drawn, histograms)
    _percentile_table(columns, found)
    _ends(view, column)


def _template(view: View) -> str:
    """The overhead that is counted in: a column, or "" for the text alone."""
    offered = {name: one.column for name, one in TEMPLATES.items() if one.column in view.dataset.columns}
    chosen = st.selectbox(
        say("Counted with"),
        [_TEXT_ALONE, *offered],
        format_func=lambda name: (
            say(name) if name == _TEXT_ALONE else say("{label} template", label=translated(TEMPLATES[name].label))
        ),
        width=190,
        help=say("A chat template adds tokens around every turn: trainers cut rows by the sum."),
        **state.remember("length_template", _TEXT_ALONE),
    )
    return offered.get(chosen or "", "")


def _with_template(found: Lengths, plain: Percentiles) -> Percentiles:
    """Percentiles of the rows with the template's tokens."""
    if not plain.rows:
        return plain
    p5, p25, p50, p75, p95, p99 = (float(found.reaching(share)) for share in (0.05, 0.25, 0.5, 0.75, 0.95, 0.99))
    held = found.values[found.kept > 0]
    mean = float((found.values * found.kept).sum() / found.kept.sum())
    ends = float(held[0]), float(held[-1])
    return Percentiles(found.column, plain.rows, mean, ends[0], p5, p25, p50, p75, p95, p99, ends[1])


def _wide(found: dict[str, Percentiles]) -> bool:
    total = found["total_tokens"]
    return bool(total.maximum and total.p50 and total.maximum > 30 * total.p50)


def _narrow(column: str, low: int | None, high: int | None) -> None:
    """Keep the rows within limits, on top of the limits that the focus sets for the column already."""
    for text in filters.conjuncts(state.view().focus):
        term = filters.read_term(text)
        if term is not None and term.kind == "between" and term.column.lower() == column.lower():
            before_low, before_high = (None if v is None else int(v) for v in term.values)
            low = before_low if low is None else max(low, low if before_low is None else before_low)
            high = before_high if high is None else min(high, high if before_high is None else before_high)
    state.replace(column, "between", filters.between(column, low, high))


def _percentile_table(columns: list[str], found: dict[str, Percentiles]) -> None:
    """As plain HTML: Streamlit's table takes the browser a tenth of the time that a change of the filter may take."""
    st.subheader(say("Percentiles of the kept rows, in tokens"), anchor=False)
    head = inert.join(html("<th>{label}</th>", label=say(label)) for _, label in _MEASURES)
    rows = inert.join(
        html(
            "<tr><th>{role}</th>{cells}</tr>",
            role=say(_ROLES[column]),
            cells=inert.join(
                html("<td>{value}</td>", value="–" if value is None else f"{value:,.0f}")
                for value in (getattr(found[column], name) for name, _ in _MEASURES)
            ),
        )
        for column in columns
    )
    inert.show(
        html(
            '<div class="x-table"><table><tr><th></th>{head}</tr>{rows}</table></div>',
            head=head,
            rows=rows,
        )
    )


def _ends(view: View, column: str) -> None:
    """The rows at both ends in one table, which redraws faster than two; a click opens one in the reader."""
    text = "response" if column == "response_tokens" else "system" if column == "system_tokens" else "prompt"
    st.subheader(say("Longest and shortest {what}", what=say(_ROLES[column])), anchor=False)
    found: list[tuple[str, dict[str, Any]]] = []
    for end, descending in ((later("longest"), True), (later("shortest"), False)):
        rows = ask(queries.page, view, (column, text), order=column, descending=descending, limit=5, snippet=200)
        seen = {row["row_id"] for _, row in found}
        # Of few rows, one can be among the longest and the shortest.
        found += [(end, row) for row in rows.to_pylist() if row["row_id"] not in seen]
    rows_shown = [
        {
            "end": say(end),
            "row": row["row_id"],
            "tokens": row[column],
            text: inert.line(inert.opening(row[text]) or say("(empty)"), 200),
        }
        for end, row in found
    ]
    config = {
        "end": st.column_config.TextColumn("", width=80),
        "row": st.column_config.NumberColumn(format="localized", width=90),
        "tokens": st.column_config.NumberColumn(format="localized", width=90),
        text: st.column_config.TextColumn(width="large"),
    }
    if (picked := picklist.pick("ends", view, rows_shown, config, leaves=True)) is not None:
        state.open_row(found[picked][1]["row_id"])
    st.caption(say("Click a row to read it."))
