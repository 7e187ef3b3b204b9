"""The x axis of a histogram of lengths, plain or logarithmic: places of values, bars and ticks."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.charts import numbers
from explorer.queries import Histogram

_ZERO = 0.25  # width of the bin of 0 on a log axis, in decades
_SLACK = 0.01


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
    cuts = histogram.edges
    return float(cuts[0]) if cuts[0] > 0 else max(float(cuts[1]), 1e-9)


def edges(histogram: Histogram) -> np.ndarray:
    """Where the bins end on the x axis."""
    cuts = histogram.edges.astype(float)
    if not histogram.log:
        return cuts
    first = _first(histogram)
    placed = np.log10(np.maximum(cuts, first))
    if cuts[0] < first:
        placed[0] = np.log10(first) - _ZERO
    return placed


def span(histogram: Histogram) -> list[float]:
    """The range of the axis, with a little room at both ends."""
    cuts = edges(histogram)
    room = 0.01 * float(cuts[-1] - cuts[0])
    return [float(cuts[0]) - room, float(cuts[-1]) + room]


def bars(histogram: Histogram) -> tuple[np.ndarray, np.ndarray]:
    """(middles, widths) of the bars on the axis."""
    cuts = edges(histogram)
    widths = np.diff(cuts)
    return cuts[:-1] + widths / 2, widths * 0.94


def ticks(histogram: Histogram, is_small: bool = False) -> dict[str, Any]:
    """What the axis names; fewer places where it is small."""
    if not histogram.log:
        return {"tickformat": ",.0f"}
    first, top = _first(histogram), max(float(histogram.edges[-1]), 1.0)
    powers = range(int(np.floor(np.log10(first))), int(np.log10(top)) + 1)
    places = [10.0**power * step for power in powers for step in (1, 2, 5)]
    places = [tick for tick in places if first * 0.999 <= tick <= top * 1.001]
    if len(places) > (5 if is_small else 12):
        places = [tick for tick in places if np.isclose(np.log10(tick) % 1, 0)]
    if is_small and len(places) > 3:  # on a telephone it is 90 pixels wide
        places = places[::-2][::-1]
    values = [position(histogram, tick) for tick in places]
    labels = [numbers.count(tick) for tick in places]
    if histogram.edges[0] < first:
        crowded = is_small and bool(values) and values[0] - position(histogram, 0) < 0.2 * (values[-1] - values[0])
        values, labels = [position(histogram, 0), *values[crowded:]], ["0", *labels[crowded:]]
    return {"tickvals": values, "ticktext": labels}
