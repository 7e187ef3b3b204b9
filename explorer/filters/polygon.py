"""Points inside a drawn area: its corners as text, and the even-odd rule as SQL."""

from __future__ import annotations

import math
from collections.abc import Iterable

from explorer.errors import FilterError

MAX_CORNERS = 500
_LARGEST = 1e15  # beyond it differences of corners are not exact

_FEW = 8  # edges that are not worth a further split
_FITS = 9_500  # characters; a filter has at most 10,000

Corner = tuple[float, float]
Edge = tuple[Corner, Corner]  # the lower end first


def corners(text: str) -> list[Corner]:
    """The corners of 'x1 y1, x2 y2, …'. FilterError unless they are 3 to 500 pairs of finite numbers."""
    pairs = text.split(",")
    if not 3 <= len(pairs) <= MAX_CORNERS:
        raise FilterError(
            f"An area has 3 to {MAX_CORNERS} corners, not {len(pairs):,}.", "Write 'x1 y1, x2 y2, x3 y3'."
        )
    found = []
    for pair in pairs:
        parts = pair.split()
        try:
            x, y = (float(part) for part in parts)
        except ValueError:
            x = y = math.nan
        if not (abs(x) <= _LARGEST and abs(y) <= _LARGEST):
            raise FilterError("A corner of the area is not two numbers.", "Write 'x1 y1, x2 y2, x3 y3'.")
        found.append((x, y))
    return found


def as_text(points: Iterable[tuple[float, float]]) -> str:
    """Corners as text that fits in a filter: six digits each, finer than any screen, or fewer where there are many."""
    listed = [(float(x), float(y)) for x, y in points]
    text = ""
    for digits in (6, 5, 4):
        text = ", ".join(f"{x:.{digits}g} {y:.{digits}g}" for x, y in listed)
        if len(text) <= _FITS:
            break
    return text


def sql(x: str, y: str, points: list[Corner]) -> str:
    """SQL that is true for the points (x, y) inside by the even-odd rule; NULL or false where a coordinate is missing.

    A ray to the right crosses an odd number of edges from a point inside. Edges are sorted into a tree of y ranges, so
    that a row is compared with the few edges at its height and not with all of them.
    """
    xs, ys = [point[0] for point in points], sorted({point[1] for point in points})
    edges = [
        (a, b) if a[1] < b[1] else (b, a) for a, b in zip(points, points[1:] + points[:1], strict=True) if a[1] != b[1]
    ]
    if not edges:
        return "FALSE"
    return (
        f"({x} BETWEEN {_number(min(xs))} AND {_number(max(xs))} AND {y} >= {_number(ys[0])} AND {y} < {_number(ys[-1])}"
        f" AND {_odd(x, y, edges, ys)})"
    )


def _odd(x: str, y: str, edges: list[Edge], heights: list[float]) -> str:
    """SQL: an odd number of edges lies to the right of a point with heights[0] <= y < heights[-1]."""
    low, high = heights[0], heights[-1]
    rest = [edge for edge in edges if edge[0][1] > low or edge[1][1] < high]
    if len(rest) <= _FEW:
        return _parity([_right_of(x, y, edge, low, high) for edge in edges])
    parts = [_right_of(x, y, edge, low, high) for edge in edges if edge[0][1] <= low and edge[1][1] >= high]
    middle = len(heights) // 2
    at = heights[middle]
    below = _odd(x, y, [edge for edge in rest if edge[0][1] < at], heights[: middle + 1])
    above = _odd(x, y, [edge for edge in rest if edge[1][1] > at], heights[middle:])
    return _parity([*parts, f"CASE WHEN {y} < {_number(at)} THEN {below} ELSE {above} END"])


def _parity(parts: list[str]) -> str:
    """SQL: an odd number of the parts is true. In balanced brackets, for the database bounds an expression's depth."""
    if len(parts) <= 1:
        return parts[0] if parts else "FALSE"
    middle = len(parts) // 2
    return f"({_parity(parts[:middle])} <> {_parity(parts[middle:])})"


def _right_of(x: str, y: str, edge: Edge, low: float, high: float) -> str:
    """SQL: the point is as high as the edge, lower end included, and left of it. low, high: what is known of its y."""
    (x1, y1), (x2, y2) = edge
    slope = (x2 - x1) / (y2 - y1)
    rise = f"({y} - {_number(y1)})"
    along = (
        f"{rise} * {_number(slope)}" if math.isfinite(slope) else f"{rise} / {_number(y2 - y1)} * {_number(x2 - x1)}"
    )
    parts = [f"{y} >= {_number(y1)}"] if y1 > low else []
    parts += [f"{y} < {_number(y2)}"] if y2 < high else []
    return f"({' AND '.join([*parts, f'{x} < {_number(x1)} + {along}'])})"


def _number(value: float) -> str:
    """A double literal: without an exponent DuckDB reads a decimal, which rounds."""
    shown = repr(float(value))
    shown = shown if "e" in shown else f"{shown}e0"
    return f"({shown})" if shown.startswith("-") else shown
