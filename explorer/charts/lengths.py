"""Token histograms by role: all rows as a grey ghost, kept rows in accent, percentiles and limits marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from explorer.charts import hovers, length_axis, numbers
from explorer.charts.theme import COLOURS, Mode, axis, counts, layout
from explorer.charts.theme import figure as whole
from explorer.queries import Histogram, Percentiles
from explorer.words import later, say

# Pixels of the large histogram with its axis and of its bars; of the row of small ones and of their bars; of two lines above
# these: where there is little room, one would run into its neighbour's.
_LARGE, _LARGE_PLOT = 306, 252
_SMALL, _SMALL_PLOT = 184, 92
_TITLE_HEIGHT = 56
_LIMIT = "#d97706"
TOKENS = later("tokens", about="unit")
_NAME_WIDTH = 0.035  # room that a percentile's name takes, as a share of the axis


def finding(label: str, found: Percentiles, unit: str = TOKENS) -> str:
    """What a histogram shows, in a sentence."""
    unit = say(unit, about="unit")
    if not found.rows or found.p50 is None or found.p95 is None:
        return say("No {label}", label=label)
    if not found.p95:
        return say(
            "At least 95 % of the {label} are empty; the longest has {maximum} {unit}",
            label=label,
            maximum=numbers.count(found.maximum or 0),
            unit=unit,
        )
    if not found.p50:
        return say(
            "At least half of the {label} are empty, 95 % have at most {p95} {unit}",
            label=label,
            p95=numbers.count(found.p95),
            unit=unit,
        )
    return say(
        "Half of the {label} have at most {p50} {unit}, 95 % at most {p95}",
        label=label,
        p50=numbers.count(found.p50),
        unit=unit,
        p95=numbers.count(found.p95),
    )


def figure(
    histograms: Sequence[Histogram],
    labels: Sequence[str],
    percentiles: Mapping[str, Percentiles],
    limits: tuple[str, float | None, float | None] | None,
    mode: Mode,
    unit: str = TOKENS,
    curve: tuple[np.ndarray, np.ndarray] | None = None,
) -> Any:
    """One figure: the first histogram large, the others small in a row below it; all rows as a ghost behind the kept ones.

    labels: plural names of what is measured. limits: (column, low, high) drawn as lines, the outside shaded. curve:
    (lengths, share of the kept rows at most so long), drawn over the large one.
    """
    unit = say(unit, about="unit")
    data: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    height = _LARGE + (_SMALL if len(histograms) > 1 else 0)
    for place, (histogram, label) in enumerate(zip(histograms, labels, strict=True)):
        number = "" if place == 0 else str(place + 1)
        x, y = f"x{number}", f"y{number}"
        across, up = _domains(place, len(histograms), height)
        data += _traces(histogram, x, y, mode, unit)
        found = percentiles[histogram.column]
        if place:  # the large one's sentence stands above the figure, where it can wrap
            notes.append(_title(_short(label, found), across, up, mode))
        if place == 0:
            _mark_percentiles(found, histogram, x, y, mode, shapes, notes)
        if limits is not None and limits[0] == histogram.column:
            _mark_limits(histogram, limits[1], limits[2], x, y, mode, shapes)
        scale = say(", log scale") if histogram.log else ""
        title = say("{unit} of the {label}{scale}", unit=unit, label=label, scale=scale) if place == 0 else ""
        few = {} if place == 0 else {"nticks": 4, "tickfont": {"size": 10}, "tickangle": 0}
        axes[f"xaxis{number}"] = axis(
            mode,
            title,
            anchor=y,
            domain=across,
            range=length_axis.span(histogram),
            **length_axis.ticks(histogram, place > 0) | few,
        )
        # A fifth more than the tallest bar, so that the names of the percentiles stand above the bars.
        tallest = max(float(histogram.all.max(initial=0)), 1.0)
        span = {"domain": up, "range": [0, 1.2 * tallest]}
        rows = {**counts(tallest), "nticks": 4 if place == 0 else 2}
        axes[f"yaxis{number}"] = axis(mode, say("rows") if place == 0 else "", anchor=x, **span, **rows)
    if curve is not None and len(curve[0]) and histograms:
        data.append(_curve(histograms[0], curve, mode, unit))
        axes["yaxis9"] = axis(
            mode,
            say("rows at most so long"),
            anchor="x",
            overlaying="y",
            side="right",
            range=[0, 1.2],
            tickvals=[0, 0.5, 1],
            tickformat=".0%",
            showgrid=False,
        )
    margin = {"l": 58, "r": 62 if curve is not None else 14, "t": 8, "b": 8}
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


def _domains(place: int, number: int, height: int) -> tuple[list[float], list[float]]:
    """(across, up) of a histogram, as shares of the figure."""
    if place == 0:
        return [0.0, 1.0], [max(1 - _LARGE_PLOT / height, 0.0), 1.0]
    wide = 1 / (number - 1)
    left = (place - 1) * wide
    top = (_SMALL - _TITLE_HEIGHT) / height
    return [left, left + wide - (0.04 if place < number - 1 else 0.0)], [top - _SMALL_PLOT / height, top]


def _traces(histogram: Histogram, x: str, y: str, mode: Mode, unit: str) -> list[dict[str, Any]]:
    place, widths = length_axis.bars(histogram)
    hover = _hover(histogram, unit)
    return [
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
        for rows, colour in ((histogram.all, COLOURS[mode].ghost), (histogram.kept, COLOURS[mode].accent))
    ]


def _curve(histogram: Histogram, curve: tuple[np.ndarray, np.ndarray], mode: Mode, unit: str) -> dict[str, Any]:
    values, shares = curve
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [length_axis.position(histogram, float(value)) for value in values],
        "y": shares,
        "xaxis": "x",
        "yaxis": "y9",
        "line": {"color": COLOURS[mode].faint, "width": 1.5, "shape": "hv"},
        "customdata": [
            say("{share} of the rows have at most {length:,.0f} {unit}", share=numbers.share(s), length=v, unit=unit)
            for v, s in zip(values, shares, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "name": "cumulative",
    }


def _title(text: str, across: list[float], up: list[float], mode: Mode) -> dict[str, Any]:
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": across[0],
        "y": up[1],
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "align": "left",
        "font": {"size": 12, "color": COLOURS[mode].text},
    }


def _short(label: str, found: Percentiles) -> str:
    """What a small histogram shows."""
    if not found.rows or found.p50 is None or found.p95 is None:
        return say("No {label}", label=label)
    return say(
        "{label}<br>median {p50}<br>p95 {p95}",
        label=label.capitalize(),
        p50=numbers.count(found.p50),
        p95=numbers.count(found.p95),
    )


def _hover(histogram: Histogram, unit: str) -> list[str]:
    edges, whole = histogram.edges, max(int(histogram.all.sum()), 1)
    said = []
    for i in range(len(histogram.all)):
        low, high = float(edges[i]), float(edges[i + 1])
        integral = low.is_integer() and high.is_integer() and i < len(histogram.all) - 1
        top = high - 1 if integral else high
        span = (
            numbers.count(low)
            if top <= low
            else say("{low} to {high}", low=numbers.count(low), high=numbers.count(top))
        )
        kept, every = int(histogram.kept[i]), int(histogram.all[i])
        said.append(f"{span} {unit}<br>{hovers.share_of_all(kept, every, whole)}")
    return said


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
    left, right = length_axis.span(histogram)
    # (place, names): percentiles too close for a name each share one.
    marks: list[tuple[float, list[str]]] = []
    for value, name in ((found.p5, "p5"), (found.p50, "p50"), (found.p95, "p95")):
        if value is not None:
            at = length_axis.position(histogram, value)
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
    ends = length_axis.span(histogram)
    for value, end in ((low, ends[0]), (high, ends[1])):
        if value is not None:
            at = length_axis.position(histogram, value)
            shade = {"fillcolor": COLOURS[mode].shade, "line": {"width": 0}, "x0": min(at, end), "x1": max(at, end)}
            shapes.append({"type": "rect", "xref": x, "yref": f"{y} domain", "y0": 0, "y1": 1, **shade})
            shapes.append(_line(at, x, y, {"color": _LIMIT, "width": 2}))


def _line(at: float, x: str, y: str, line: dict[str, Any]) -> dict[str, Any]:
    return {"type": "line", "xref": x, "yref": f"{y} domain", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": line}
