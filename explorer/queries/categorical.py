"""Categories, crossed categories, evenness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from explorer.errors import FilterError
from explorer.evenness import UNTOLD, Evenness, evenness
from explorer.queries.numeric import column_of
from explorer.store.table import aliases, literal, quoted
from explorer.view import View


class Categories(NamedTuple):
    """Values of a column by frequency in all rows. None stands for a missing value.

    other_all, other_kept: rows of values beyond the limit. spread: of the kept rows whose value could be told, over all
    their values.
    """

    column: str
    values: list[str | None]
    all: np.ndarray
    kept: np.ndarray
    distinct: int
    other_all: int
    other_kept: int
    spread: Evenness


def categories(view: View, column: str, limit: int = 30) -> Categories:
    """Counts of the most frequent values, and how even the kept rows are over all values."""
    column_of(view, column)
    value, everything, kept, n = aliases("value", "everything", "kept", "n")
    distinct, whole, chosen, sizes, times = aliases("distinct", "whole", "chosen", "sizes", "times")
    told = f"{value} <> {literal(UNTOLD.get(column, ''))}" if column in UNTOLD else f"{value} IS NOT NULL"
    sql = f"""
        WITH counted AS (
            SELECT {quoted(column)}::VARCHAR AS {value}, count(*) AS {everything}, count(*) FILTER (WHERE {view.where}) AS {kept}
            FROM rows GROUP BY {value}
        ),
        summed AS (SELECT count({value}) AS {distinct}, sum({everything}) AS {whole}, sum({kept}) AS {chosen} FROM counted),
        by_size AS (SELECT {kept}, count(*) AS {n} FROM counted WHERE {kept} > 0 AND {told} GROUP BY {kept}),
        listed AS (SELECT list({kept} ORDER BY {kept}) AS {sizes}, list({n} ORDER BY {kept}) AS {times} FROM by_size)
        SELECT * FROM counted, summed, listed ORDER BY {everything} DESC, {value} LIMIT {int(limit)}
    """
    rows = view.dataset.query(sql, reads={*view.reads, column}).to_pylist()
    if not rows:
        empty = np.zeros(0, dtype=np.int64)
        return Categories(column, [], empty, empty, 0, 0, 0, evenness([]))
    first = rows[0]
    all_counts = np.array([row[everything] for row in rows], dtype=np.int64)
    kept_counts = np.array([row[kept] for row in rows], dtype=np.int64)
    return Categories(
        column,
        [row[value] for row in rows],
        all_counts,
        kept_counts,
        first[distinct],
        int(first[whole]) - int(all_counts.sum()),
        int(first[chosen]) - int(kept_counts.sum()),
        evenness(first[sizes] or [], first[times] or []),
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
    first, second, everything, kept_rows = aliases("first", "second", "everything", "kept")
    sql = f"""
        SELECT {quoted(a)}::VARCHAR AS {first}, {quoted(b)}::VARCHAR AS {second}, count(*) AS {everything},
            count(*) FILTER (WHERE {view.where}) AS {kept_rows} FROM rows GROUP BY ALL
    """
    top_a = categories(view, a, limit).values
    top_b = categories(view, b, limit).values
    place_a = {value: i for i, value in enumerate(top_a)}
    place_b = {value: i for i, value in enumerate(top_b)}
    every = np.zeros((len(top_a), len(top_b)), dtype=np.int64)
    kept = np.zeros_like(every)
    chosen = f"SELECT * FROM ({sql}) WHERE {_among(first, top_a)} AND {_among(second, top_b)}"
    for row in view.dataset.query(chosen, reads={*view.reads, a, b}).to_pylist():
        every[place_a[row[first]], place_b[row[second]]] = row[everything]
        kept[place_a[row[first]], place_b[row[second]]] = row[kept_rows]
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
    value, n = aliases("value", "n")
    sql = f"""
        SELECT {quoted(column)}::VARCHAR AS {value}, count(*) AS {n} FROM rows
        WHERE {value} IS NOT NULL AND contains(lower({value}), lower(?))
        GROUP BY {value} ORDER BY {n} DESC, {value} LIMIT {int(limit)}
    """
    return [(row[value], row[n]) for row in view.dataset.query(sql, [needle], reads={column}).to_pylist()]
