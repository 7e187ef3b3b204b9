"""Totals, histograms, percentiles.

"all" counts every row (the grey ghost of a chart), "kept" those that the filter keeps.
"""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from explorer.columns import Column
from explorer.errors import FilterError
from explorer.filters import no_column
from explorer.queries.waterfall import waterfall
from explorer.store.schema import near_names
from explorer.store.table import aliases, quoted
from explorer.view import View

__all__ = [
    "Histogram",
    "Outside",
    "Percentiles",
    "Totals",
    "bin_edges",
    "column_of",
    "histogram",
    "histograms",
    "is_counted",
    "outside",
    "percentiles",
    "single_row",
    "totals",
    "value_counts",
]


class Totals(NamedTuple):
    """Rows and tokens, all and kept; tokens are None until they are counted."""

    rows: int
    rows_kept: int
    tokens: int | None
    tokens_kept: int | None


def column_of(view: View, name: str) -> Column:
    """The column, loaded so that it can be queried. FilterError where there is none or it is long text."""
    column = view.dataset.columns.get(name)
    if column is None:
        raise no_column(name, near_names(view.dataset.columns))
    if column.long_text:
        raise FilterError(f"'{name}' is long text, which has no distribution.", "Search it instead.")
    view.dataset.ensure([name])
    return column


def totals(view: View) -> Totals:
    """Rows and tokens, all and kept."""
    if view.has_drops and not view.has_focus:
        found = waterfall(view)
        return Totals(found.rows, found.kept, found.tokens, found.kept_tokens)
    counted = "total_tokens" in view.dataset.columns
    tokens = "sum(total_tokens), sum(total_tokens) FILTER (WHERE {0})" if counted else "NULL, NULL"
    sql = f"SELECT count(*), count(*) FILTER (WHERE {{0}}), {tokens} FROM rows".format(view.where)
    rows, kept, all_tokens, kept_tokens = single_row(view, sql, {*view.reads, "total_tokens"})
    if not counted:
        return Totals(rows, kept, None, None)
    return Totals(rows, kept, int(all_tokens or 0), int(kept_tokens or 0))


class Histogram(NamedTuple):
    """Counts between round edges. edges: n+1 ascending numbers. all, kept: n counts. nulls: rows without a value.

    Values equal to the last edge lie in the last bin. low, high: smallest and largest value of all rows.
    """

    column: str
    edges: np.ndarray
    all: np.ndarray
    kept: np.ndarray
    nulls: int
    log: bool
    low: float
    high: float


def histogram(
    view: View, column: str, bins: int = 60, log: bool = False, low: float | None = None, high: float | None = None
) -> Histogram:
    """Histogram of one numeric column between `low` and `high` (its own range by default)."""
    return histograms(view, [column], bins, log, low, high)[0]


def histograms(
    view: View,
    columns: Sequence[str],
    bins: int = 60,
    log: bool = False,
    low: float | None = None,
    high: float | None = None,
) -> list[Histogram]:
    """Histograms of several columns: one scan for each."""
    results = []
    for name in columns:
        column_of(view, name)
        found = _range(view, name)
        start = float((found.low if low is None else low) or 0)
        stop = float((found.high if high is None else high) or 0)
        counted = is_counted(view, name)
        cuts = bin_edges(start, stop, bins, log=log, whole=counted)
        every, kept = _bin_counts(view, name, cuts, log=log and start >= 0, counted=counted)
        results.append(
            Histogram(name, cuts, every, kept, found.nulls, log, float(found.low or 0), float(found.high or 0))
        )
    return results


_COUNTED = 1 << 18
"""Range of an integer column up to which rows are counted by value: exact for any bins, and quicker than binning."""


class ValueCounts(NamedTuple):
    """Distinct values of an integer column, ascending, with the rows and the kept rows that have each."""

    values: np.ndarray
    all: np.ndarray
    kept: np.ndarray


def value_counts(view: View, column: str) -> ValueCounts:
    """Counts by value. Histograms, percentiles and extremes of a column all follow from them, so they are kept."""

    def count() -> ValueCounts:
        q = quoted(column)
        table = view.dataset.query(
            f"SELECT {q}::BIGINT, count(*), count(*) FILTER (WHERE {view.where}) "
            f"FROM rows WHERE {q} IS NOT NULL GROUP BY {q}",
            reads={*view.reads, column},
        )
        values, every, kept = (table.column(place).to_numpy() for place in range(3))
        order = np.argsort(values)
        return ValueCounts(values[order], every[order], kept[order])

    return view.dataset.kept_result(("value_counts", column, view.key), count)


class Range(NamedTuple):
    """Smallest and largest value of all rows, and rows without one."""

    low: float | None
    high: float | None
    nulls: int


def _range(view: View, column: str) -> Range:
    dataset = view.dataset

    def ask() -> Range:
        q = quoted(column)
        low, high, nulls = single_row(view, f"SELECT min({q}), max({q}), count(*) - count({q}) FROM rows", {column})
        return Range(low, high, int(nulls))

    return dataset.kept_result(("range", column), ask)


def is_counted(view: View, column: str) -> bool:
    """Whether rows are counted by value: an integer column whose values lie close together."""
    found = _range(view, column)
    # Beyond 53 bits neighbours are one number to a chart, whose axis is of floats.
    whole = view.dataset.columns[column].kind == "integer" and abs(float(found.high or 0)) <= 1 << 53
    return whole and float(found.high or 0) - float(found.low or 0) <= _COUNTED


def _bin_counts(
    view: View, column: str, cuts: np.ndarray, *, log: bool, counted: bool
) -> tuple[np.ndarray, np.ndarray]:
    bins = len(cuts) - 1
    if counted:
        values, every, kept = value_counts(view, column)
        inside = (values >= cuts[0]) & (values <= cuts[-1])
        place = np.minimum(np.searchsorted(cuts, values[inside], side="right") - 1, bins - 1)
        return (
            np.bincount(place, weights=every[inside], minlength=bins).astype(np.int64),
            np.bincount(place, weights=kept[inside], minlength=bins).astype(np.int64),
        )
    value = f"{quoted(column)}::DOUBLE"
    if log and bins > 2:
        # All edges but the first are in geometric progression.
        ratio = math.log(float(cuts[2] / cuts[1]))
        inner = f"1 + floor(ln({value} / {float(cuts[1])!r}) / {ratio!r} + 1e-9)"
        place_sql = f"CASE WHEN {value} < {float(cuts[1])!r} THEN 0 ELSE {inner} END"
    else:
        place_sql = f"floor(({value} - {float(cuts[0])!r}) / {float(cuts[1] - cuts[0])!r} + 1e-9)"
    place, everything, kept = aliases("bin", "everything", "kept")
    table = view.dataset.query(
        f"SELECT least(greatest({place_sql}, 0), {bins - 1})::INTEGER AS {place}, count(*) AS {everything}, "
        f"count(*) FILTER (WHERE {view.where}) AS {kept} FROM rows "
        f"WHERE {value} BETWEEN {float(cuts[0])!r} AND {float(cuts[-1])!r} GROUP BY {place}",
        reads={*view.reads, column},
    )
    all_counts, kept_counts = np.zeros(bins, dtype=np.int64), np.zeros(bins, dtype=np.int64)
    all_counts[table[place].to_numpy()] = table[everything].to_numpy()
    kept_counts[table[place].to_numpy()] = table[kept].to_numpy()
    return all_counts, kept_counts


def bin_edges(low: float, high: float, bins: int, *, log: bool = False, whole: bool = False) -> np.ndarray:
    """About `bins` bins with round edges that cover [low, high]. Logarithmic edges begin with a bin for 0."""
    if not math.isfinite(low) or not math.isfinite(high) or high < low:
        return np.array([0.0, 1.0])
    if high == low:
        return np.array([low, low + 1.0])
    if log and low >= 0:
        start = max(low, 1.0) if whole else max(low, high / 1e6)
        ratio = (high / start) ** (1 / max(bins - 1, 1)) if high > start else 2.0
        cuts = [start * ratio**i for i in range(bins)] + [high]
        if whole:
            cuts = [float(round(cut)) for cut in cuts]
        cuts = sorted({cut for cut in cuts if cut <= high})
        if low < cuts[0]:
            cuts.insert(0, 0.0)
        return np.array(cuts if len(cuts) > 1 else [cuts[0], cuts[0] + 1.0])
    step = _round_up((high - low) / bins)
    if whole:
        step = max(1.0, step)
    first = math.floor(low / step) * step
    count = max(1, math.ceil((high - first) / step + 1e-9))
    return first + step * np.arange(count + 1)


def _round_up(step: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    for factor in (1.0, 2.0, 2.5, 5.0, 10.0):
        if step <= factor * power * (1 + 1e-9):
            return factor * power
    return 10.0 * power


class Percentiles(NamedTuple):
    """Of the kept rows that have a value; all but `column` and `rows` are None where there is none."""

    column: str
    rows: int
    mean: float | None
    minimum: float | None
    p5: float | None
    p25: float | None
    p50: float | None
    p75: float | None
    p95: float | None
    p99: float | None
    maximum: float | None


_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


def percentiles(view: View, columns: Sequence[str]) -> list[Percentiles]:
    """Mean, extremes and percentiles of numeric columns, exact: the smallest value that enough rows do not exceed."""
    for name in columns:
        column_of(view, name)
    return [_percentiles(view, name) for name in columns]


def _percentiles(view: View, name: str) -> Percentiles:
    q = quoted(name)
    if is_counted(view, name):
        values, _, counts = value_counts(view, name)
        values, counts = values[counts > 0], counts[counts > 0]
        rows = int(counts.sum())
        if rows:
            reached = np.cumsum(counts)
            cuts = [float(values[np.searchsorted(reached, math.ceil(share * rows))]) for share in _QUANTILES]
            mean, low, high = float(values @ counts) / rows, float(values[0]), float(values[-1])
            p5, p25, p50, p75, p95, p99 = cuts
            return Percentiles(name, rows, mean, low, p5, p25, p50, p75, p95, p99, high)
    else:
        shift = _shift(view, name)
        rows, units, low, high, found = single_row(
            view,
            f"SELECT count({q}), sum({_in_units(q, shift)}), min({q})::DOUBLE, max({q})::DOUBLE, "
            f"quantile_disc({q}, {list(_QUANTILES)}) FROM rows WHERE {view.where} AND {q} IS NOT NULL",
            {*view.reads, name},
        )
        if rows:
            mean = float(Fraction(int(units), rows) / Fraction(2) ** shift)
            p5, p25, p50, p75, p95, p99 = (float(cut) for cut in found)
            return Percentiles(name, rows, mean, low, p5, p25, p50, p75, p95, p99, high)
    return Percentiles(name, 0, None, None, None, None, None, None, None, None, None)


_UNIT_BITS = 62  # what a number is made to fit, beside its sign


def _shift(view: View, column: str) -> int:
    """The power of two by which numbers of a column are multiplied before they are summed as whole ones; 0 for integers.

    Numbers with a fraction add up to another last digit in every order, and threads are done in any order; whole numbers
    add up to the same. The largest takes 62 bits, so what is rounded away is less than a sum of fractions would lose.
    """
    if view.dataset.columns[column].kind == "integer":
        return 0
    found = _range(view, column)
    largest = max(abs(float(found.low or 0)), abs(float(found.high or 0)))
    return _UNIT_BITS - math.frexp(largest)[1] if largest else 0


def _in_units(number: str, shift: int) -> str:
    """SQL for a number, multiplied by two to the power of `shift`, as a whole one."""
    if not shift:
        return f"{number}::HUGEINT"
    first, second = 2.0 ** (shift // 2), 2.0 ** (shift - shift // 2)  # one factor alone may be larger than any number
    return f"round({number}::DOUBLE * {first!r}::DOUBLE * {second!r}::DOUBLE)::BIGINT"


class Outside(NamedTuple):
    """Kept rows outside two limits, and their total tokens."""

    rows: int
    tokens: int
    below: int
    above: int


def outside(view: View, column: str, low: float | None, high: float | None) -> Outside:
    """How many kept rows have a value below `low` or above `high`."""
    column_of(view, column)
    q = quoted(column)
    below = f"{q} < {float(low)!r}" if low is not None else "FALSE"
    above = f"{q} > {float(high)!r}" if high is not None else "FALSE"
    tokens = "total_tokens" if "total_tokens" in view.dataset.columns else "0"
    sql = (
        f"SELECT count(*) FILTER (WHERE {below} OR {above}), sum({tokens}) FILTER (WHERE {below} OR {above}), "
        f"count(*) FILTER (WHERE {below}), count(*) FILTER (WHERE {above}) FROM rows WHERE {view.where}"
    )
    rows, lost, under, over = single_row(view, sql, {*view.reads, column, "total_tokens"})
    return Outside(rows, int(lost or 0), under, over)


def single_row(view: View, sql: str, reads: Set[str]) -> list[Any]:
    """The values of a query that gives one row. reads: the columns that it reads."""
    table: pa.Table = view.dataset.query(sql, reads=reads)
    return [table.column(i)[0].as_py() for i in range(table.num_columns)]
