"""Points inside a drawn area: its corners as text, and the even-odd rule as SQL."""

from __future__ import annotations

import math
from collections.abc import Iterable

from explorer.errors import FilterError

MAX_CORNERS = 500
_LARGEST = 1e15  # beyond it differences of corners are not exact

Corner = tuple[float, float]


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
    """Corners as text, with six digits each: finer than any screen, short enough for a URL."""
    return ", ".join(f"{float(x):.6g} {float(y):.6g}" for x, y in points)


def sql(x: str, y: str, points: list[Corner]) -> str:
    """SQL that is true for the points (x, y) inside by the even-odd rule; NULL or false where a coordinate is missing.

    A ray to the right crosses an odd number of edges from a point inside. Edges are sorted into a tree of y ranges, so
    that a row is compared with the few edges at its height: 500 corners cost about what 30 do.
    """
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    edges = [
        (a, b) if a[1] < b[1] else (b, a) for a, b in zip(points, points[1:] + points[:1], strict=True) if a[1] != b[1]
    ]
    if not edges:
        return "FALSE"
    return (
        f"({x} BETWEEN {_number(min(xs))} AND {_number(max(xs))} AND {y} >= {_number(min(ys))} AND {y} < {_number(max(ys))}"
        f" AND ({_crossings(x, y, edges, sorted(set(ys)))}) % 2 = 1)"
    )


def _crossings(x: str, y: str, edges: list[tuple[Corner, Corner]], heights: list[float]) -> str:
    """SQL for the number of edges to the right of a point with heights[0] <= y < heights[-1]."""
    low, high = heights[0], heights[-1]
    rest = [edge for edge in edges if edge[0][1] > low or edge[1][1] < high]
    parts = [_right_of(x, y, edge) for edge in edges if edge[0][1] <= low and edge[1][1] >= high]
    if rest:
        middle = len(heights) // 2
        at = heights[middle]
        below = _crossings(x, y, [edge for edge in rest if edge[0][1] < at], heights[: middle + 1])
        above = _crossings(x, y, [edge for edge in rest if edge[1][1] > at], heights[middle:])
        parts.append(f"CASE WHEN {y} < {_number(at)} THEN {below} ELSE {above} END")
    return _sum(parts)


def _sum(parts: list[str]) -> str:
    """A sum in balanced brackets: the database bounds how deep an expression may be."""
    if len(parts) <= 8:
        return " + ".join(parts) or "0"
    middle = len(parts) // 2
    return f"({_sum(parts[:middle])}) + ({_sum(parts[middle:])})"


def _right_of(x: str, y: str, edge: tuple[Corner, Corner]) -> str:
    (x1, y1), (x2, y2) = edge
    along = f"({y} - {_number(y1)}) / {_number(y2 - y1)}"
    return f"({x} < {_number(x1)} + {along} * {_number(x2 - x1)})::INTEGER"


def _number(value: float) -> str:
    """A double literal: without an exponent DuckDB reads a decimal, which rounds."""
    shown = repr(float(value))
    shown = shown if "e" in shown else f"{shown}e0"
    return f"({shown})" if shown.startswith("-") else shown
