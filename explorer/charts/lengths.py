"""Token histograms by role: all rows as a grey ghost, kept rows in accent, percentiles and limits marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from explorer.charts import numbers
from explorer.charts.theme import COLOURS, Mode, axis, counts, layout
from explorer.charts.theme import figure as whole
from explorer.queries import Histogram, Percentiles

# Pixels of one row of the figure, of the sentence above it, and of the bars.
_ROW_HEIGHT, _TITLE_HEIGHT, _PLOT_HEIGHT = 196, 24, 122
_LIMIT = "#d97706"
_ZERO = 0.25  # width of the bin of 0 on a log axis, in decades
_SLACK = 0.01
_NAME_WIDTH = 0.035  # room that a percentile's name takes, as a share of the axis


def finding(label: str, found: Percentiles, unit: str = "tokens") -> str:
    """What a histogram shows, in a sentence."""
    if not found.rows or found.p50 is None or found.p95 is None:
        return f"No {label}"
    if not found.p95:
        return f"At least 95 % of the {label} are empty; the longest has {numbers.count(found.maximum or 0)} {unit}"
    if not found.p50:
        return f"At least half of the {label} are empty, 95 % have at most {numbers.count(found.p95)} {unit}"
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
        for rows, colour in ((histogram.all, colours.ghost), (histogram.kept, colours.accent)):
            data.append(
                {
                    "type": "bar",
                    "x": place,
                    "y": rows,
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
        scale = ", log scale" if histogram.log else ""
        axes[f"xaxis{number}"] = axis(
            mode, f"{unit} of the {label}{scale}", anchor=y, range=_range(histogram), **_ticks(histogram)
        )
        # A fifth more than the tallest bar, so that the names of the percentiles stand above the bars.
        tallest = max(float(histogram.all.max(initial=0)), 1.0)
        span = {"domain": [max(bottom, 0.0), top], "range": [0, 1.2 * tallest]}
        axes[f"yaxis{number}"] = axis(mode, "rows", anchor=x, **span, **{**counts(tallest), "nticks": 4})
    margin = {"l": 58, "r": 14, "t": 8, "b": 8}
    look = layout(
        mode,
        height + 16,
        margin=margin,
        shapes=shapes,
        annotations=notes,
        dragmode="select",
        selectdirection="h",
        **axes,
    )
    return whole(data, look)


def position(histogram: Histogram, value: float) -> float:
    """Where a value stands on the x axis: log bins are drawn at their exponent, 0 in a bin of its own before them."""
    if not histogram.log:
        return value
    first = _first(histogram)
    return float(np.log10(value)) if value >= first else float(np.log10(first)) - _ZERO / 2


def value_at(histogram: Histogram, place: float) -> float:
    """The reverse of `position`, for selections drawn on the figure."""
    if not histogram.log:
        return place
    return 0.0 if place < float(np.log10(_first(histogram))) - _SLACK else float(10**place)


def _first(histogram: Histogram) -> float:
    """The lowest edge that has a logarithm."""
    edges = histogram.edges
    return float(edges[0]) if edges[0] > 0 else max(float(edges[1]), 1e-9)


def _edges(histogram: Histogram) -> np.ndarray:
    """Where the bins end on the x axis."""
    edges = histogram.edges.astype(float)
    if not histogram.log:
        return edges
    first = _first(histogram)
    placed = np.log10(np.maximum(edges, first))
    if edges[0] < first:
        placed[0] = np.log10(first) - _ZERO
    return placed


def _range(histogram: Histogram) -> list[float]:
    edges = _edges(histogram)
    room = 0.01 * float(edges[-1] - edges[0])
    return [float(edges[0]) - room, float(edges[-1]) + room]


def _bars(histogram: Histogram) -> tuple[np.ndarray, np.ndarray]:
    edges = _edges(histogram)
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
    first, top = _first(histogram), max(float(histogram.edges[-1]), 1.0)
    powers = range(int(np.floor(np.log10(first))), int(np.log10(top)) + 1)
    ticks = [10.0**power * step for power in powers for step in (1, 2, 5)]
    ticks = [tick for tick in ticks if first * 0.999 <= tick <= top * 1.001]
    if len(ticks) > 12:
        ticks = [tick for tick in ticks if np.isclose(np.log10(tick) % 1, 0)]
    values = [position(histogram, tick) for tick in ticks]
    labels = [numbers.count(tick) for tick in ticks]
    if histogram.edges[0] < first:
        values, labels = [position(histogram, 0), *values], ["0", *labels]
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
    left, right = _range(histogram)
    # (place, names): percentiles too close for a name each share one.
    marks: list[tuple[float, list[str]]] = []
    for value, name in ((found.p5, "p5"), (found.p50, "p50"), (found.p95, "p95")):
        if value is not None:
            at = position(histogram, value)
            shapes.append(_line(at, x, y, {"color": colours.faint, "width": 1, "dash": "dot"}))
            if marks and at - marks[-1][0] < _NAME_WIDTH * (right - left):
                marks[-1][1].append(name)
            else:
                marks.append((at, [name]))
    for at, names in marks:
        turned = at > right - 2 * _NAME_WIDTH * (right - left)
        notes.append(
            {
                "text": f"{', '.join(names)} ",
                "xref": x,
                "yref": f"{y} domain",
                "x": at,
                "y": 1,
                "xanchor": "right" if turned else "left",
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
    ends = _range(histogram)
    for value, end in ((low, ends[0]), (high, ends[1])):
        if value is not None:
            at = position(histogram, value)
            shade = {"fillcolor": COLOURS[mode].shade, "line": {"width": 0}, "x0": min(at, end), "x1": max(at, end)}
            shapes.append({"type": "rect", "xref": x, "yref": f"{y} domain", "y0": 0, "y1": 1, **shade})
            shapes.append(_line(at, x, y, {"color": _LIMIT, "width": 2}))


def _line(at: float, x: str, y: str, line: dict[str, Any]) -> dict[str, Any]:
    return {"type": "line", "xref": x, "yref": f"{y} domain", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": line}
