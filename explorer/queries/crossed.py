"""Two columns at once where one or both are numbers: density by bins, and percentiles by value. One aggregate each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from explorer.errors import FilterError
from explorer.queries.numeric import bin_edges, column_of, single_row
from explorer.store.table import aliases, quoted
from explorer.view import View

_WIDE = 30
"""A column of numbers from 0 up whose largest is so many times its median is shown on a log scale."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


class Axis(NamedTuple):
    """Bins of a column of numbers. edges: n+1 ascending; a value equal to the last one lies in the last bin."""

    column: str
    edges: np.ndarray
    log: bool
    whole: bool

    @property
    def bins(self) -> int:
        """How many bins there are."""
        return len(self.edges) - 1


class Binned(NamedTuple):
    """Rows by the bins of a column of numbers. without: rows that have no number."""

    axis: Axis
    all: np.ndarray
    kept: np.ndarray
    without: int


class Density(NamedTuple):
    """Rows by the bins of two columns of numbers. all, kept: counts as [bin of y, bin of x]. without: rows that lack one."""

    x: Axis
    y: Axis
    all: np.ndarray
    kept: np.ndarray
    without: int


class Summaries(NamedTuple):
    """A column of numbers by the values of another, the most frequent in all rows first.

    rows_all, rows_kept: rows of each value that have a number. all, kept: their percentiles as [value, `QUANTILES`], NaN
    where there is no row. distinct: how many values there are. without: rows that have no number.
    """

    axis: Axis
    by: str
    values: list[str | None]
    rows_all: np.ndarray
    rows_kept: np.ndarray
    all: np.ndarray
    kept: np.ndarray
    distinct: int
    without: int


def axis_of(view: View, column: str, bins: int) -> Axis:
    """Round bins over all rows of a column of numbers, on a log scale where its range asks for one."""
    column_of(view, column)
    whole = view.dataset.columns[column].kind == "integer"
    low, high, median = view.dataset.kept_result(("spread", column), lambda: _spread(view, column))
    log = low >= 0 and median > 0 and high > _WIDE * median
    edges = bin_edges(low, high, bins, log=log, whole=whole)
    if not whole:  # they are read in filters: no 0.30000000000000004
        edges = np.unique([float(f"{edge:.{4 if log else 12}g}") for edge in edges])
        if len(edges) < 2:
            edges = np.array([edges[0], math.nextafter(edges[0], math.inf)])
    # What rounding left out.
    edges[0] = min(float(edges[0]), low)
    edges[-1] = max(float(edges[-1]), high)
    return Axis(column, edges, log, whole)


def _spread(view: View, column: str) -> tuple[float, float, float]:
    """Smallest, largest and middle value of all rows; zeros where there is none."""
    q = _number(view, column)
    found = single_row(
        view,
        f"SELECT min({q})::DOUBLE, max({q})::DOUBLE, quantile_disc({q}, 0.5)::DOUBLE FROM rows WHERE {_is_number(view, column)}",
        {column},
    )
    low, high, median = (float(value or 0.0) for value in found)
    return low, high, median


def _number(view: View, column: str) -> str:
    """SQL for the column as a number of DuckDB's own, whatever its type in the source."""
    return quoted(column) if view.dataset.columns[column].kind == "integer" else f"{quoted(column)}::DOUBLE"


def _is_number(view: View, column: str) -> str:
    """SQL for rows that have a number that can be drawn: no NaN, nothing infinite."""
    q = _number(view, column)
    return f"{q} IS NOT NULL" if view.dataset.columns[column].kind == "integer" else f"coalesce(isfinite({q}), FALSE)"


def bin_sql(number: str, edges: Sequence[float]) -> str:
    """SQL for the bin of a number between the first and the last edge: a search by halves, exact for edges of any kind."""

    def within(first: int, last: int) -> str:
        if first == last:
            return str(first)
        middle = (first + last + 1) // 2
        return (
            f"CASE WHEN {number} < {float(edges[middle])!r}::DOUBLE THEN {within(first, middle - 1)} "
            f"ELSE {within(middle, last)} END"
        )

    return within(0, max(len(edges) - 2, 0))


def binned(view: View, column: str, bins: int = 60) -> Binned:
    """Rows by the bins of one column of numbers."""
    axis = axis_of(view, column, bins)
    place, everything, kept = aliases("place", "everything", "kept")
    sql = (
        f"SELECT CASE WHEN {_is_number(view, column)} THEN {bin_sql(_number(view, column), axis.edges.tolist())} END AS {place}, "
        f"count(*) AS {everything}, count(*) FILTER (WHERE {view.where}) AS {kept} FROM rows GROUP BY {place}"
    )
    every = np.zeros(axis.bins, dtype=np.int64)
    chosen = np.zeros_like(every)
    without = 0
    for row in view.dataset.query(sql, reads={*view.reads, column}).to_pylist():
        if row[place] is None:
            without = row[everything]
        else:
            every[row[place]], chosen[row[place]] = row[everything], row[kept]
    return Binned(axis, every, chosen, without)


def density(view: View, x: str, y: str, bins: int = 40) -> Density:
    """Rows by the bins of two different columns of numbers. FilterError where they are the same."""
    if x == y:
        raise FilterError("A column cannot be crossed with itself.", "Choose another second column.")
    across, up = axis_of(view, x, bins), axis_of(view, y, bins)
    i, j, everything, kept = aliases("i", "j", "everything", "kept")
    both = f"{_is_number(view, x)} AND {_is_number(view, y)}"
    sql = (
        f"SELECT CASE WHEN {both} THEN {bin_sql(_number(view, x), across.edges.tolist())} END AS {i}, "
        f"CASE WHEN {both} THEN {bin_sql(_number(view, y), up.edges.tolist())} END AS {j}, "
        f"count(*) AS {everything}, count(*) FILTER (WHERE {view.where}) AS {kept} FROM rows GROUP BY {i}, {j}"
    )
    found = view.dataset.query(sql, reads={*view.reads, x, y}).to_pylist()
    every = np.zeros((up.bins, across.bins), dtype=np.int64)
    chosen = np.zeros_like(every)
    without = 0
    for row in found:
        if row[i] is None or row[j] is None:
            without += row[everything]
        else:
            every[row[j], row[i]], chosen[row[j], row[i]] = row[everything], row[kept]
    return Density(across, up, every, chosen, without)


def summaries(view: View, by: str, column: str, limit: int = 20, bins: int = 60) -> Summaries:
    """Percentiles of a column of numbers for the most frequent values of another column: exact, in one query."""
    if by == column:
        raise FilterError("A column cannot be crossed with itself.", "Choose another second column.")
    column_of(view, by)
    axis = axis_of(view, column, bins)
    value, everything, kept, all_cuts, kept_cuts, distinct, numbered = aliases(
        "value", "everything", "kept", "all_cuts", "kept_cuts", "distinct", "numbered"
    )
    q, shares = _number(view, column), list(QUANTILES)
    cuts = f"quantile_disc({q}, {shares}) FILTER (WHERE {view.where})"
    before = cuts if view.is_everything else f"quantile_disc({q}, {shares})"
    sql = f"""
        WITH summed AS (
            SELECT {quoted(by)}::VARCHAR AS {value}, count(*) AS {everything}, count(*) FILTER (WHERE {view.where}) AS {kept},
                {before} AS {all_cuts}, {cuts} AS {kept_cuts}
            FROM rows WHERE {_is_number(view, column)} GROUP BY {value}
        )
        SELECT *, count({value}) OVER () AS {distinct}, (sum({everything}) OVER ())::BIGINT AS {numbered} FROM summed
        ORDER BY {everything} DESC, {value} LIMIT {int(limit)}
    """
    found = view.dataset.query(sql, reads={*view.reads, by, column}).to_pylist()
    nothing = [math.nan] * len(QUANTILES)

    def stacked(name: str) -> np.ndarray:
        return np.array([row[name] or nothing for row in found], dtype=float).reshape(len(found), len(QUANTILES))

    return Summaries(
        axis,
        by,
        [row[value] for row in found],
        np.array([row[everything] for row in found], dtype=np.int64),
        np.array([row[kept] for row in found], dtype=np.int64),
        stacked(all_cuts),
        stacked(kept_cuts),
        found[0][distinct] if found else 0,
        view.dataset.rows - (found[0][numbered] if found else 0),
    )
