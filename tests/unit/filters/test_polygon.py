"""A lasso is a filter: the even-odd rule, as any geometry book has it."""

from __future__ import annotations

import math
import random

import duckdb
import pytest

from explorer import filters
from explorer.filters import polygon

from .rows import COLUMNS, ids


def reference(points: list[tuple[float, float]], x: float, y: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


@pytest.mark.parametrize("corners", [3, 7, 40, 120, 500])
@pytest.mark.parametrize("shape", ["star", "scribble", "comb"])
def test_polygons_follow_the_even_odd_rule(table: duckdb.DuckDBPyConnection, corners: int, shape: str) -> None:
    rng = random.Random(corners)
    points = []
    for n in range(corners):
        radius, angle = (0.2 + rng.random() if shape == "star" else 1), 2 * math.pi * n / corners
        if shape == "comb":
            points.append((n / corners - 0.5, 0.9 if n % 2 else -0.9))
        elif shape == "scribble":
            points.append((rng.uniform(-1, 1), rng.uniform(-1, 1)))
        else:
            points.append((radius * math.cos(angle), radius * math.sin(angle)))
    text = filters.in_polygon("map_x", "map_y", points)
    term = filters.read_term(text)
    assert term is not None
    assert (term.kind, term.column, term.values[0]) == ("polygon", "map_x", "map_y")
    drawn = polygon.corners(str(term.values[1]))
    assert len(drawn) == corners
    dots = [(rng.uniform(-1.2, 1.2), rng.uniform(-1.2, 1.2)) for _ in range(300)]
    sql = filters.to_sql(filters.parse(text, COLUMNS), COLUMNS)
    values = ", ".join(f"({n}, {x!r}::DOUBLE, {y!r}::DOUBLE)" for n, (x, y) in enumerate(dots))
    found = ids(table, sql, f"(VALUES {values}) AS dots(row_id, map_x, map_y)")
    assert found == [n for n, (x, y) in enumerate(dots) if reference(drawn, x, y)]


def test_a_flat_polygon_holds_nothing(table: duckdb.DuckDBPyConnection) -> None:
    sql = filters.to_sql(filters.parse("in_polygon(map_x, map_y, '0 0.5, 1 0.5, 2 0.5')", COLUMNS), COLUMNS)
    assert ids(table, sql) == []
