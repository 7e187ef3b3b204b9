"""Categories, crossed categories, balance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from explorer.errors import FilterError
from explorer.queries.numeric import column_of
from explorer.store.table import literal, quoted
from explorer.view import View


class Categories(NamedTuple):
    """Values of a column by frequency in all rows. None stands for a missing value.

    other_all, other_kept: rows of values beyond the limit. entropy: normalised, 0 to 1, of the kept rows over all
    their values; effective: exp of the entropy, the number of equally large categories that would be as balanced;
    largest: share of the largest kept category.
    """

    column: str
    values: list[str | None]
    all: np.ndarray
    kept: np.ndarray
    distinct: int
    other_all: int
    other_kept: int
    entropy: float
    effective: float
    largest: float


def categories(view: View, column: str, limit: int = 30) -> Categories:
    """Counts of the most frequent values, and how balanced the kept rows are over all values."""
    column_of(view, column)
    sql = f"""
        WITH counted AS (
            SELECT {quoted(column)}::VARCHAR AS value, count(*) AS everything, count(*) FILTER (WHERE {view.where}) AS kept
            FROM rows GROUP BY value
        ),
        shares AS (SELECT kept / nullif(sum(kept) OVER (), 0)::DOUBLE AS share FROM counted),
        balance AS (SELECT -sum(share * ln(share)) AS entropy, count(*) AS filled, max(share) AS largest FROM shares WHERE share > 0),
        whole AS (SELECT count(value) AS values_, sum(everything) AS everything_, sum(kept) AS kept_ FROM counted)
        SELECT value, everything, kept, values_, everything_, kept_, entropy, filled, largest
        FROM counted, balance, whole ORDER BY everything DESC, value LIMIT {int(limit)}
    """
    rows = view.dataset.query(sql).to_pylist()
    if not rows:
        empty = np.zeros(0, dtype=np.int64)
        return Categories(column, [], empty, empty, 0, 0, 0, 0.0, 0.0, 0.0)
    first = rows[0]
    every = np.array([row["everything"] for row in rows], dtype=np.int64)
    kept = np.array([row["kept"] for row in rows], dtype=np.int64)
    entropy = max(0.0, first["entropy"] or 0.0)
    filled = first["filled"] or 0
    return Categories(
        column,
        [row["value"] for row in rows],
        every,
        kept,
        first["values_"],
        int(first["everything_"]) - int(every.sum()),
        int(first["kept_"]) - int(kept.sum()),
        entropy / math.log(filled) if filled > 1 else 0.0,
        math.exp(entropy) if filled else 0.0,
        first["largest"] or 0.0,
    )


class Cross(NamedTuple):
    """Two categorical columns crossed: counts by (value of the first, value of the second)."""

    rows_column: str
    columns_column: str
    row_values: list[str | None]
    column_values: list[str | None]
    kept: np.ndarray
    all: np.ndarray


def cross(view: View, a: str, b: str, limit: int = 20) -> Cross:
    """Counts of the `limit` most frequent values of each column."""
    column_of(view, a)
    column_of(view, b)
    if a == b:
        raise FilterError("A column cannot be crossed with itself.", "Choose another second column.")
    sql = f"""
        SELECT {quoted(a)}::VARCHAR AS a, {quoted(b)}::VARCHAR AS b, count(*) AS everything,
            count(*) FILTER (WHERE {view.where}) AS kept FROM rows GROUP BY ALL
    """
    top_a = categories(view, a, limit).values
    top_b = categories(view, b, limit).values
    place_a = {value: i for i, value in enumerate(top_a)}
    place_b = {value: i for i, value in enumerate(top_b)}
    every = np.zeros((len(top_a), len(top_b)), dtype=np.int64)
    kept = np.zeros_like(every)
    chosen = f"SELECT * FROM ({sql}) WHERE {_among('a', top_a)} AND {_among('b', top_b)}"
    for row in view.dataset.query(chosen).to_pylist():
        every[place_a[row["a"]], place_b[row["b"]]] = row["everything"]
        kept[place_a[row["a"]], place_b[row["b"]]] = row["kept"]
    return Cross(a, b, top_a, top_b, kept, every)


def _among(name: str, values: Sequence[str | None]) -> str:
    listed = ", ".join(literal(value) for value in values if value is not None)
    tests = [f"{name} IN ({listed})"] if listed else []
    if None in values:
        tests.append(f"{name} IS NULL")
    return f"({' OR '.join(tests) or 'FALSE'})"


def values_like(view: View, column: str, needle: str = "", limit: int = 50) -> list[tuple[str, int]]:
    """Values of a column that contain `needle`, whatever its case, with the number of all rows that have them."""
    column_of(view, column)
    sql = f"""
        SELECT {quoted(column)}::VARCHAR AS value, count(*) AS n FROM rows
        WHERE value IS NOT NULL AND contains(lower(value), lower(?)) GROUP BY value ORDER BY n DESC, value LIMIT {int(limit)}
    """
    return [(row["value"], row["n"]) for row in view.dataset.query(sql, [needle]).to_pylist()]
