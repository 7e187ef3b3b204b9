"""Lengths: token histograms by role, limits that become a filter, and the rows at the ends."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer import filters, queries
from explorer.charts import lengths as charts
from explorer.charts import numbers
from explorer.queries import Histogram, Outside, Percentiles
from explorer.ui import history, state
from explorer.ui.parts import chart, headline, inert, look, picklist
from explorer.ui.parts.cached import ask
from explorer.ui.parts.headline import Figure
from explorer.ui.parts.inert import html
from explorer.view import View

RECOMMENDED = 4_096
"""Tokens a row should not exceed: what the guide to SFT data asks for."""

_OF_KEPT = "Of the rows that are kept and looked at."

_ROLES = {
    "total_tokens": "whole rows",
    "prompt_tokens": "prompts",
    "response_tokens": "responses",
    "system_tokens": "system texts",
}
_MEASURES = (
    ("mean", "mean"),
    ("minimum", "min"),
    ("p5", "p5"),
    ("p25", "p25"),
    ("p50", "median"),
    ("p75", "p75"),
    ("p95", "p95"),
    ("p99", "p99"),
    ("maximum", "max"),
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
    _headlines(found, over)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        column = st.segmented_control(
            "Limits for",
            columns,
            format_func=lambda name: _ROLES[name],
            required=True,
            **state.remember("limits", columns[0]),
        )
        log = st.toggle("Log scale", **state.remember("log_scale", _wide(found)))
        if over.rows and st.button(
            f"Show {numbers.counted(over.rows, 'row')} over {RECOMMENDED:,} tokens",
            key="show_over",
            icon=":material/filter_alt:",
        ):
            _narrow("total_tokens", RECOMMENDED + 1, None)
    column = column if column in columns else columns[0]
    histograms: list[Histogram] = ask(queries.histograms, view, tuple(columns), bins=60, log=bool(log))
    low, high = _limits(view, column, found[column], next(h for h in histograms if h.column == column))
    labels = ["rows" if name == "total_tokens" else _ROLES[name] for name in columns]
    figure = charts.figure(histograms, labels, found, (column, low, high), chart.mode())
    drawn = chart.box(chart.show(figure, "lengths_figure", selection="box"))
    if drawn is not None:
        _take_box(drawn, columns, histograms)
    _percentile_table(columns, found)
    _ends(view, column)


def _wide(found: dict[str, Percentiles]) -> bool:
    total = found["total_tokens"]
    return bool(total.maximum and total.p50 and total.maximum > 30 * total.p50)


def _headlines(found: dict[str, Percentiles], over: Outside) -> None:
    shown = []
    for column, label in (("prompt_tokens", "prompt"), ("response_tokens", "response"), ("total_tokens", "whole row")):
        p = found[column]
        if p.p50 is not None and p.p95 is not None and p.maximum is not None:
            shown += [
                Figure(f"Median {label}", numbers.count(p.p50), f"tokens; p95 {numbers.count(p.p95)}", _OF_KEPT),
                Figure(f"Longest {label}", numbers.count(p.maximum), "tokens", _OF_KEPT),
            ]
    told = "Rows this long are cut or dropped by many trainers; good SFT rows rarely need it."
    note = f"{numbers.count(over.tokens)} tokens" if over.rows else "none"
    headline.draw([*shown, Figure(f"Rows over {RECOMMENDED:,}", numbers.count(over.rows), note, told)])


def _narrow(column: str, low: int | None, high: int | None) -> None:
    """Keep the rows within limits, on top of the limits that the focus sets for the column already."""
    for text in filters.conjuncts(state.view().focus):
        term = filters.read_term(text)
        if term is not None and term.kind == "between" and term.column.lower() == column.lower():
            before_low, before_high = (None if v is None else int(v) for v in term.values)
            low = before_low if low is None else max(low, low if before_low is None else before_low)
            high = before_high if high is None else min(high, high if before_high is None else before_high)
    state.replace(column, "between", filters.between(column, low, high))


def _limits(view: View, column: str, found: Percentiles, histogram: Histogram) -> tuple[int | None, int | None]:
    """The limits that were set, with what falls outside and the buttons that act on it."""
    lowest, highest = int(found.minimum or 0), int(found.maximum or 0)
    low_key, high_key = f"limit_low_{column}", f"limit_high_{column}"
    if highest > lowest:
        stops = sorted({round(float(edge)) for edge in histogram.edges if lowest < edge < highest} | {lowest, highest})
        slider = f"limit_slider_{column}"
        low, high = st.session_state.get(low_key), st.session_state.get(high_key)
        st.session_state[slider] = (_near(stops, low, 0), _near(stops, high, -1))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            st.number_input(
                "Lower limit",
                0,
                None,
                value=None,
                step=1,
                key=low_key,
                placeholder="none",
                width=130,
                help="Smallest length to keep.",
            )
            st.select_slider(
                "Limits, in tokens",
                stops,
                value=(stops[0], stops[-1]),  # that there are two makes it a range; what they are, the line above says
                key=slider,
                format_func=lambda stop: f"{stop:,}",
                help="Drag the ends, type numbers beside them, or draw a box on the chart.",
                on_change=_slid,
                args=(slider, low_key, high_key, lowest, highest),
            )
            st.number_input(
                "Upper limit",
                0,
                None,
                value=None,
                step=1,
                key=high_key,
                placeholder="none",
                width=130,
                help="Largest length to keep.",
            )
    low, high = st.session_state.get(low_key), st.session_state.get(high_key)
    if low is None and high is None:
        st.caption("No limit is set. Rows outside the limits are counted here before anything is dropped.")
        return None, None
    lost = ask(queries.outside, view, column, low, high)
    counted = ask(queries.totals, view)
    sides = ", ".join(f"{n:,} {side}" for n, side in ((lost.below, "below"), (lost.above, "above")) if n)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"**{numbers.counted(lost.rows, 'row')}** ({numbers.share(lost.rows / max(counted.rows_kept, 1))}) and "
            f"**{numbers.count(lost.tokens)} tokens** fall outside{f': {sides}' if lost.rows else ''}.",
            width="content",
        )
        # In callbacks, which run before the limits' widgets exist: later their values cannot be reset.
        st.button(
            f"Drop {numbers.counted(lost.rows, 'row')}",
            key="drop_outside",
            type="primary",
            disabled=not lost.rows,
            on_click=_drop,
            args=(view, column, low, high),
        )
        look.look_button("Look at them", _outside(column, low, high), "show_outside", disabled=not lost.rows)
        st.button("Clear limits", key="clear_limits", on_click=_reset, args=(low_key, high_key))
    return low, high


def _drop(view: View, column: str, low: int | None, high: int | None) -> None:
    _reset(f"limit_low_{column}", f"limit_high_{column}")
    words = view.dataset.columns[column].label
    bounds = [*([f"below {low:,}"] if low is not None else []), *([f"above {high:,}"] if high is not None else [])]
    name = f"{words[:1].upper()}{words[1:]} {' or '.join(bounds)}"
    history.add_step(*look.within(view, name, _outside(column, low, high)))


def _outside(column: str, low: int | None, high: int | None) -> str:
    terms = []
    if low is not None:
        terms.append(filters.between(column, None, low - 1))
    if high is not None:
        terms.append(filters.between(column, high + 1, None))
    return " OR ".join(terms)


def _near(stops: list[int], value: int | None, otherwise: int) -> int:
    return stops[otherwise] if value is None else min(stops, key=lambda stop: abs(stop - value))


def _slid(slider: str, low_key: str, high_key: str, lowest: int, highest: int) -> None:
    low, high = st.session_state[slider]
    st.session_state[low_key] = None if low <= lowest else low
    st.session_state[high_key] = None if high >= highest else high


def _reset(*keys: str) -> None:
    for key in keys:
        st.session_state[key] = None


def _take_box(drawn: tuple[float, float, str], columns: list[str], histograms: list[Histogram]) -> None:
    """A box that was drawn on one of the histograms sets the limits of its column."""
    left, right, axis = drawn
    row = int(axis.removeprefix("x") or 1) - 1
    if not 0 <= row < len(columns):
        return
    histogram = histograms[row]
    low, high = (max(0, round(charts.value_at(histogram, place))) for place in (left, right))
    # A box that reaches beyond the data sets no limit on that side.
    limits = (low if low > histogram.low else None, high if high < histogram.high else None)
    state.put("drawn_limits", (columns[row], *limits))
    st.rerun()


def take_drawn() -> None:
    """Apply limits drawn in the last run, before their widgets exist in this one."""
    drawn: Any = state.get("drawn_limits")
    if drawn:
        column, low, high = drawn
        st.session_state["limits"] = column
        st.session_state[f"limit_low_{column}"] = low
        st.session_state[f"limit_high_{column}"] = high
        state.put("drawn_limits", None)


def _percentile_table(columns: list[str], found: dict[str, Percentiles]) -> None:
    """As plain HTML: Streamlit's table takes the browser a tenth of the time that a change of the filter may take."""
    st.subheader("Percentiles of the kept rows, in tokens", anchor=False)
    head = inert.join(html("<th>{label}</th>", label=label) for _, label in _MEASURES)
    rows = inert.join(
        html(
            "<tr><th>{role}</th>{cells}</tr>",
            role=_ROLES[column],
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
    st.subheader(f"Longest and shortest {_ROLES[column]}", anchor=False)
    found: list[tuple[str, dict[str, Any]]] = []
    for end, descending in (("longest", True), ("shortest", False)):
        rows = ask(queries.page, view, (column, text), order=column, descending=descending, limit=5, snippet=200)
        seen = {row["row_id"] for _, row in found}
        # Of few rows, one can be among the longest and the shortest.
        found += [(end, row) for row in rows.to_pylist() if row["row_id"] not in seen]
    rows_shown = [
        {
            "end": end,
            "row": row["row_id"],
            "tokens": row[column],
            text: inert.line(row[text] or "(empty)", 200),
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
    st.caption("Click a row to read it.")
