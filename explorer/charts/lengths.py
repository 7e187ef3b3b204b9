"""Token histograms by role: all rows as a grey ghost, kept rows in accent, percentiles and limits marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from explorer.charts import numbers
from explorer.charts.theme import COLOURS, Mode, style
from explorer.queries import Histogram, Percentiles

_ROW_HEIGHT = 190


def finding(label: str, found: Percentiles, unit: str = "tokens") -> str:
    """What a histogram shows, in a sentence."""
    if not found.rows or found.p50 is None or found.p95 is None:
        return f"No {label}"
    return (
        f"Half of the {label} have at most {numbers.count(found.p50)} {unit}, 95 % at most {numbers.count(found.p95)}"
    )


def figure(
    histograms: Sequence[Histogram],
    labels: Sequence[str],
    percentiles: Mapping[str, Percentiles],
    limits: tuple[str, float | None, float | None] | None,
    mode: Mode,
    unit: str = "tokens",
) -> Any:
    """One figure, a row of it for each histogram.

    labels: plural names of what is measured. limits: (column, low, high) drawn as lines, the outside shaded.
    """
    import plotly.graph_objects as go
    from plotly.subplots import make_subplots

    colours = COLOURS[mode]
    rows = len(histograms)
    titles = [finding(label, percentiles[h.column], unit) for h, label in zip(histograms, labels, strict=True)]
    made = make_subplots(rows=rows, cols=1, subplot_titles=titles, vertical_spacing=min(0.32 / max(rows, 1), 0.12))
    for row, (histogram, label) in enumerate(zip(histograms, labels, strict=True), 1):
        x, widths = _bars(histogram)
        hover = _hover(histogram, unit)
        for counts, colour in ((histogram.all, colours.ghost), (histogram.kept, colours.accent)):
            made.add_trace(
                go.Bar(
                    x=x,
                    y=counts,
                    width=widths,
                    marker={"color": colour, "line": {"width": 0}},
                    customdata=hover,
                    hovertemplate="%{customdata}<extra></extra>",
                    name=f"{label} {histogram.column}",
                ),
                row=row,
                col=1,
            )
        _percentile_lines(made, percentiles[histogram.column], histogram, row, mode)
        if limits is not None and limits[0] == histogram.column:
            _limit_lines(made, histogram, limits[1], limits[2], row, mode)
        made.update_xaxes(title_text=f"{unit} of the {label}", row=row, col=1, **_axis(histogram))
        made.update_yaxes(title_text="rows", row=row, col=1, rangemode="tozero", tickformat="~s", nticks=4)
    style(made, mode, 46 + _ROW_HEIGHT * rows)
    made.update_annotations(x=0, xanchor="left", font={"size": 13, "color": colours.text}, selector={"yref": "paper"})
    made.update_layout(margin={"t": 28})
    return made


def position(histogram: Histogram, value: float) -> float:
    """Where a value stands on the x axis: log bins are drawn at their exponent, 0 half a decade before the first."""
    if not histogram.log:
        return value
    first = max(float(histogram.edges[1]), 1e-9)
    return float(np.log10(value)) if value >= first else _zero(histogram)


def value_at(histogram: Histogram, place: float) -> float:
    """The reverse of `position`, for selections drawn on the figure."""
    if not histogram.log:
        return place
    return 0.0 if place <= _zero(histogram) + 0.1 else float(10**place)


def _zero(histogram: Histogram) -> float:
    return float(np.log10(max(float(histogram.edges[1]), 1e-9))) - 0.25


def _bars(histogram: Histogram) -> tuple[np.ndarray, np.ndarray]:
    if not histogram.log:
        edges = histogram.edges.astype(float)
    else:
        edges = np.array([position(histogram, float(edge)) for edge in histogram.edges])
    widths = np.diff(edges)
    return edges[:-1] + widths / 2, widths * 0.94


def _hover(histogram: Histogram, unit: str) -> list[str]:
    edges, whole = histogram.edges, max(int(histogram.all.sum()), 1)
    said = []
    for i in range(len(histogram.all)):
        low, high = float(edges[i]), float(edges[i + 1])
        integral = low.is_integer() and high.is_integer() and i < len(histogram.all) - 1
        top = high - 1 if integral else high
        span = numbers.count(low) if top <= low else f"{numbers.count(low)} to {numbers.count(top)}"
        kept, every = int(histogram.kept[i]), int(histogram.all[i])
        said.append(f"{span} {unit}<br>{kept:,} of {every:,} rows kept<br>{numbers.share(every / whole)} of all rows")
    return said


def _axis(histogram: Histogram) -> dict[str, Any]:
    if not histogram.log:
        return {"tickformat": ",.0f"}
    top = max(float(histogram.edges[-1]), 1.0)
    ticks = [10.0**power * step for power in range(int(np.log10(top)) + 1) for step in (1, 2, 5)]
    ticks = [tick for tick in ticks if float(histogram.edges[1]) <= tick <= top * 1.05]
    if len(ticks) > 9:
        ticks = [tick for tick in ticks if np.isclose(np.log10(tick) % 1, 0)]
    values = [position(histogram, tick) for tick in ticks]
    labels = [numbers.count(tick) for tick in ticks]
    if float(histogram.edges[0]) == 0 and float(histogram.edges[1]) > 0:
        values, labels = [_zero(histogram), *values], ["0", *labels]
    return {"tickvals": values, "ticktext": labels}


def _percentile_lines(made: Any, found: Percentiles, histogram: Histogram, row: int, mode: Mode) -> None:
    colours = COLOURS[mode]
    for value, name in ((found.p5, "p5"), (found.p50, "p50"), (found.p95, "p95")):
        if value is None:
            continue
        made.add_vline(
            x=position(histogram, value), line={"color": colours.faint, "width": 1, "dash": "dot"}, row=row, col=1
        )
        made.add_annotation(
            x=position(histogram, value),
            y=1.0,
            yref="y domain" if row == 1 else f"y{row} domain",
            text=name,
            showarrow=False,
            xanchor="left",
            yanchor="top",
            font={"size": 10, "color": colours.faint},
            row=row,
            col=1,
        )


def _limit_lines(made: Any, histogram: Histogram, low: float | None, high: float | None, row: int, mode: Mode) -> None:
    colours = COLOURS[mode]
    edges = [position(histogram, float(histogram.edges[0])), position(histogram, float(histogram.edges[-1]))]
    for value, end in ((low, edges[0]), (high, edges[1])):
        if value is None:
            continue
        place = position(histogram, value)
        made.add_vrect(x0=min(place, end), x1=max(place, end), fillcolor=colours.shade, line_width=0, row=row, col=1)
        made.add_vline(x=place, line={"color": "#d97706", "width": 2}, row=row, col=1)
