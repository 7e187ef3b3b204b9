"""Token histograms by role: all rows as a grey ghost, kept rows in accent, percentiles and limits marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from explorer.charts import numbers
from explorer.charts.theme import COLOURS, Mode, axis, layout
from explorer.charts.theme import figure as whole
from explorer.queries import Histogram, Percentiles

# Pixels of one row of the figure, of the sentence above it, and of the bars.
_ROW_HEIGHT, _TITLE_HEIGHT, _PLOT_HEIGHT = 196, 24, 122
_LIMIT = "#d97706"


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
    """One figure, a row of it for each histogram: two bar traces a row, all rows and then the kept ones.

    labels: plural names of what is measured. limits: (column, low, high) drawn as lines, the outside shaded.
    """
    colours = COLOURS[mode]
    height = _ROW_HEIGHT * max(len(histograms), 1)
    data: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for row, (histogram, label) in enumerate(zip(histograms, labels, strict=True)):
        number = "" if row == 0 else str(row + 1)
        x, y = f"x{number}", f"y{number}"
        top = 1 - (row * _ROW_HEIGHT + _TITLE_HEIGHT) / height
        bottom = top - _PLOT_HEIGHT / height
        place, widths = _bars(histogram)
        hover = _hover(histogram, unit)
        for counts, colour in ((histogram.all, colours.ghost), (histogram.kept, colours.accent)):
            data.append(
                {
                    "type": "bar",
                    "x": place,
                    "y": counts,
                    "width": widths,
                    "xaxis": x,
                    "yaxis": y,
                    "marker": {"color": colour, "line": {"width": 0}},
                    "customdata": hover,
                    "hovertemplate": "%{customdata}<extra></extra>",
                    "name": histogram.column,
                }
            )
        found = percentiles[histogram.column]
        notes.append(
            {
                "text": finding(label, found, unit),
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": top,
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 13, "color": colours.text},
            }
        )
        _mark_percentiles(found, histogram, x, y, mode, shapes, notes)
        if limits is not None and limits[0] == histogram.column:
            _mark_limits(histogram, limits[1], limits[2], x, y, mode, shapes)
        axes[f"xaxis{number}"] = axis(mode, f"{unit} of the {label}", anchor=y, **_ticks(histogram))
        axes[f"yaxis{number}"] = axis(
            mode, "rows", anchor=x, domain=[max(bottom, 0.0), top], rangemode="tozero", tickformat="~s", nticks=4
        )
    look = layout(mode, height + 16, shapes=shapes, annotations=notes, dragmode="select", selectdirection="h", **axes)
    return whole(data, look)


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


def _ticks(histogram: Histogram) -> dict[str, Any]:
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


def _mark_percentiles(
    found: Percentiles,
    histogram: Histogram,
    x: str,
    y: str,
    mode: Mode,
    shapes: list[dict[str, Any]],
    notes: list[dict[str, Any]],
) -> None:
    colours = COLOURS[mode]
    for value, name in ((found.p5, "p5"), (found.p50, "p50"), (found.p95, "p95")):
        if value is not None:
            at = position(histogram, value)
            shapes.append(_line(at, x, y, {"color": colours.faint, "width": 1, "dash": "dot"}))
            notes.append(
                {
                    "text": name,
                    "xref": x,
                    "yref": f"{y} domain",
                    "x": at,
                    "y": 1,
                    "xanchor": "left",
                    "yanchor": "top",
                    "showarrow": False,
                    "font": {"size": 10, "color": colours.faint},
                }
            )


def _mark_limits(
    histogram: Histogram,
    low: float | None,
    high: float | None,
    x: str,
    y: str,
    mode: Mode,
    shapes: list[dict[str, Any]],
) -> None:
    ends = [position(histogram, float(histogram.edges[0])), position(histogram, float(histogram.edges[-1]))]
    for value, end in ((low, ends[0]), (high, ends[1])):
        if value is not None:
            at = position(histogram, value)
            shade = {"fillcolor": COLOURS[mode].shade, "line": {"width": 0}, "x0": min(at, end), "x1": max(at, end)}
            shapes.append({"type": "rect", "xref": x, "yref": f"{y} domain", "y0": 0, "y1": 1, **shade})
            shapes.append(_line(at, x, y, {"color": _LIMIT, "width": 2}))


def _line(at: float, x: str, y: str, line: dict[str, Any]) -> dict[str, Any]:
    return {"type": "line", "xref": x, "yref": f"{y} domain", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": line}
