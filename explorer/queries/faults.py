"""Faults: how often, which together, where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from explorer.columns import Column
from explorer.metrics.faults import FAULTS
from explorer.queries.numeric import column_of
from explorer.store.condition_cache import BITS, Patterns
from explorer.store.table import alias, aliases, quoted
from explorer.view import View

FAULT_GROUPS = ("checks", "judgements")


class FlagCount(NamedTuple):
    """Rows on which a yes/no check fires."""

    column: Column
    all: int
    kept: int


def fault_columns(view: View) -> list[Column]:
    """The yes/no columns that blame a row, as far as they are built."""
    return [c for c in view.dataset.columns.values() if c.kind == "boolean" and c.group in FAULT_GROUPS]


def _counted(view: View) -> list[str]:
    """Names of the columns that are counted together: `fault_columns` first, then what else makes a row bad."""
    shown = [column.name for column in fault_columns(view)]
    return [*shown, *(name for name in FAULTS if name in view.dataset.columns and name not in shown)]


def _patterns(view: View) -> Patterns:
    """Combinations of the faults, in the order of `_counted`; kept, since several sections of a page ask for them."""
    names = _counted(view)
    faults = [quoted(name) for name in names]
    return view.dataset.kept_result(("faults", view.key), lambda: view.patterns(faults, set(names)))


def flags(view: View) -> list[FlagCount]:
    """All faults that are built, in the columns' order."""
    checks = fault_columns(view)
    if not checks:
        return []
    kept, every = _patterns(view), _patterns(view.everything())
    return [FlagCount(column, every.hits(i), kept.hits(i)) for i, column in enumerate(checks)]


def flag_counts(view: View, names: Sequence[str]) -> dict[str, int]:
    """Kept rows on which each of some yes/no columns is true."""
    found = view.patterns([quoted(column_of(view, name).name) for name in names], set(names))
    return {name: found.hits(place) for place, name in enumerate(names)}


class Together(NamedTuple):
    """How many kept rows have how many of `explorer.metrics.faults`, and the commonest combinations of two and more.

    per_row: number of faults -> kept rows. combinations: (names of the faults, kept rows), most frequent first.
    """

    per_row: dict[int, int]
    combinations: list[tuple[tuple[str, ...], int]]


def together(view: View, limit: int = 20) -> Together:
    """Rows with several faults at once. Those with none are clean, by the very list that the scorecard counts by."""
    counted = _counted(view)
    names = [name for name in counted if name in FAULTS]
    if not names:
        return Together({}, [])
    found = _patterns(view)
    fired = np.column_stack([found.holds(counted.index(name)) for name in names])
    several = fired.sum(axis=1)
    per_row = {int(n): int(found.rows[several == n].sum()) for n in np.unique(several)}
    ranked = sorted(
        (
            (-int(rows), tuple(np.flatnonzero(which).tolist()))
            for which, rows, n in zip(fired, found.rows, several, strict=True)
            if n > 1
        )
    )
    combinations = [(tuple(names[place] for place in which), -rows) for rows, which in ranked[:limit]]
    return Together(per_row, combinations)


def packed_faults(view: View) -> list[str]:
    """Names of the columns that hold all faults as bits, as `flags` counts them, whatever is asked for. See `packed_bit`."""
    every = _counted(view)
    return view.dataset.packed([quoted(name) for name in every], reads=set(every))


def packed_bit(view: View, words: Sequence[str], fault: str) -> str:
    """SQL that is true where a fault holds. words: of `packed_faults`, or what a query calls them."""
    at = _counted(view).index(fault)
    return f"{words[at // BITS]} >> {at % BITS} & 1 = 1"


class Rates(NamedTuple):
    """Faults by the values of a column: `counts[value, fault]` kept rows of `rows[value]` kept ones."""

    column: str
    values: list[str | None]
    faults: list[Column]
    rows: np.ndarray
    counts: np.ndarray


def rates(view: View, column: str, faults: Sequence[str], limit: int = 20) -> Rates:
    """How often each of `faults` fires among the kept rows of the most frequent values of a column."""
    column_of(view, column)
    known = [view.dataset.columns[name] for name in faults]
    where = view.where
    words = packed_faults(view)  # of all faults: which of them are asked for changes with the filter
    cell, value, n, rows = aliases("cell", "value", "n", "rows")
    hits = [alias(f"fault_{i}") for i in range(len(faults))]
    counts = "".join(
        f", sum({n}) FILTER (WHERE {packed_bit(view, words, name)}) AS {hit}"
        for hit, name in zip(hits, faults, strict=True)
    )
    # Rows with the same faults are counted together first: few groups are left to be told apart.
    sql = f"""
        WITH grouped AS (
            SELECT {quoted(column)} AS {cell}, {"".join(f"{word}, " for word in words)}count(*) AS {n}
            FROM rows WHERE {where} GROUP BY ALL
        )
        SELECT {cell}::VARCHAR AS {value}, sum({n})::BIGINT AS {rows}{counts} FROM grouped
        GROUP BY {value} ORDER BY {rows} DESC, {value} LIMIT {int(limit)}
    """
    found = view.dataset.query(sql, reads={*view.reads, column}).to_pylist()
    table = [[row[hit] or 0 for hit in hits] for row in found]
    return Rates(
        column,
        [row[value] for row in found],
        known,
        np.array([row[rows] for row in found], dtype=np.int64),
        np.array(table, dtype=np.int64).reshape(len(found), len(faults)),
    )
