"""Faults: how often, which together, where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from explorer.columns import Column
from explorer.queries.numeric import column_of, single_row
from explorer.store.table import quoted
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


def flags(view: View) -> list[FlagCount]:
    """All faults that are built, in the columns' order."""
    checks = fault_columns(view)
    if not checks:
        return []
    counts = ", ".join(
        f"count(*) FILTER (WHERE {quoted(c.name)}), count(*) FILTER (WHERE {quoted(c.name)} AND {view.where})"
        for c in checks
    )
    found = single_row(view, f"SELECT {counts} FROM rows")
    return [FlagCount(column, found[2 * i], found[2 * i + 1]) for i, column in enumerate(checks)]


class Together(NamedTuple):
    """How many kept rows have how many faults, and the commonest combinations of two and more.

    per_row: number of faults -> kept rows. combinations: (names of the faults, kept rows), most frequent first.
    """

    per_row: dict[int, int]
    combinations: list[tuple[tuple[str, ...], int]]


def together(view: View, limit: int = 20) -> Together:
    """Rows that fail several checks at once."""
    names = [column.name for column in fault_columns(view)]
    if not names:
        return Together({}, [])
    listed = ", ".join(f"CASE WHEN {quoted(name)} THEN {place} END" for place, name in enumerate(names))
    sql = f"""
        WITH fired AS (SELECT list_filter([{listed}], lambda x: x IS NOT NULL) AS which FROM rows WHERE {view.where})
        SELECT which, count(*) AS n FROM fired GROUP BY which ORDER BY n DESC, which
    """
    per_row: dict[int, int] = {}
    combinations: list[tuple[tuple[str, ...], int]] = []
    for row in view.dataset.query(sql).to_pylist():
        several = len(row["which"])
        per_row[several] = per_row.get(several, 0) + row["n"]
        if several > 1 and len(combinations) < limit:
            combinations.append((tuple(names[place] for place in row["which"]), row["n"]))
    return Together(dict(sorted(per_row.items())), combinations)


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
    counts = "".join(f", count(*) FILTER (WHERE {quoted(name)}) AS f{i}" for i, name in enumerate(faults))
    sql = f"""
        SELECT {quoted(column)}::VARCHAR AS value, count(*) AS n{counts} FROM rows WHERE {view.where}
        GROUP BY value ORDER BY n DESC, value LIMIT {int(limit)}
    """
    found = view.dataset.query(sql).to_pylist()
    table = [[row[f"f{i}"] for i in range(len(faults))] for row in found]
    return Rates(
        column,
        [row["value"] for row in found],
        known,
        np.array([row["n"] for row in found], dtype=np.int64),
        np.array(table, dtype=np.int64).reshape(len(found), len(faults)),
    )
