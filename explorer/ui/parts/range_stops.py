"""Places of a slider over a histogram. Pure functions."""

from __future__ import annotations


def between(edges: list[float], low: float, high: float, whole: bool) -> list[float]:
    """Places of the slider: the edges of the bins, no two of which read the same."""
    found = {short(low): low}
    for edge in edges:
        if low < edge < high:
            found.setdefault(short(edge), float(int(edge)) if whole else edge)
    found.setdefault(short(high), high)
    return list(found.values())


def nearest(stops: list[float], value: float | None, otherwise: int) -> float:
    """The stop that is nearest to a value; the one at position `otherwise` where there is no value."""
    if value is None:
        return stops[otherwise]
    return min(stops, key=lambda stop: abs(stop - float(value)))


def fraction(edges: list[float], value: float | None, otherwise: float) -> float:
    """Where a value lies among the bins, which are drawn equally wide: 0 left, 1 right."""
    if value is None or len(edges) < 2:
        return otherwise
    bins = len(edges) - 1
    for position in range(bins):
        if float(value) < edges[position + 1]:
            inside = (float(value) - edges[position]) / (edges[position + 1] - edges[position])
            return min(1.0, max(0.0, (position + inside) / bins))
    return 1.0


def short(value: float) -> str:
    """A number as it stands on a slider."""
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,.6g}"
