"""Which column tells most about where faults sit: the one between whose values their rates differ most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from explorer.queries.faults import packed_bit, packed_faults
from explorer.queries.numeric import column_of
from explorer.store.table import alias, aliases, quoted
from explorer.view import View

LEAST = 20
"""Kept rows that a value needs before a rate among them says something."""

_VALUES = 60  # of each column, the most frequent
_BEYOND_CHANCE = 3.0  # standard errors that two rates lie apart


class Telling(NamedTuple):
    """A column and the fault whose rates differ most between its values: highest at `high`, lowest at `low`, 0 to 1."""

    column: str
    fault: str
    high: str | None
    high_rate: float
    low: str | None
    low_rate: float

    @property
    def spread(self) -> float:
        """How far the rates lie apart."""
        return self.high_rate - self.low_rate


def most_telling(view: View, columns: Sequence[str], faults: Sequence[str], least: int = LEAST) -> Telling | None:
    """Of some columns, the one with the largest spread of the rate of a fault; None where no rates differ beyond chance.

    Values with fewer than `least` kept rows do not count. One query: rows that are alike in all of it are counted first.
    """
    if not columns or not faults:
        return None
    for name in columns:
        column_of(view, name)
    where = view.where
    words = packed_faults(view)
    which, value, n, rows = aliases("which", "value", "n", "rows")
    cells = [alias(f"cell_{place}") for place in range(len(columns))]
    hits = [alias(f"fault_{place}") for place in range(len(faults))]
    counts = "".join(
        f", coalesce(sum({n}) FILTER (WHERE {packed_bit(view, words, fault)}), 0)::BIGINT AS {hit}"
        for hit, fault in zip(hits, faults, strict=True)
    )
    by_column = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {place} AS {which}, {cell}::VARCHAR AS {value}, sum({n})::BIGINT AS {rows}{counts} FROM grouped "
        f"GROUP BY {value} HAVING sum({n}) >= {int(least)} ORDER BY {rows} DESC, {value} LIMIT {_VALUES})"
        for place, cell in enumerate(cells)
    )
    named = ", ".join(f"{quoted(name)} AS {cell}" for name, cell in zip(columns, cells, strict=True))
    sql = (
        f"WITH grouped AS MATERIALIZED (SELECT {named}, {''.join(f'{word}, ' for word in words)}count(*) AS {n} "
        f"FROM rows WHERE {where} GROUP BY ALL) {by_column}"
    )
    found = view.dataset.query(sql, reads={*view.reads, *columns}).to_pylist()
    best: Telling | None = None
    for place, column in enumerate(columns):
        of_column = sorted((row for row in found if row[which] == place), key=lambda row: (-row[rows], str(row[value])))
        for hit, fault in zip(hits, faults, strict=True):
            told = _apart([(row[value], row[hit], row[rows]) for row in of_column])
            if told and (best is None or told[1] - told[3] > best.spread):
                best = Telling(column, fault, *told)
    return best


def _apart(counted: Sequence[tuple[str | None, int, int]]) -> tuple[str | None, float, str | None, float] | None:
    """(value with the highest rate, that rate, value with the lowest, that rate); None where chance could explain it.

    counted: (value, rows with the fault, rows).
    """
    if len(counted) < 2:
        return None
    high = max(counted, key=lambda one: one[1] / one[2])
    low = min(counted, key=lambda one: one[1] / one[2])
    above, below = high[1] / high[2], low[1] / low[2]
    pooled = (high[1] + low[1]) / (high[2] + low[2])
    error = math.sqrt(pooled * (1 - pooled) * (1 / high[2] + 1 / low[2]))
    return (high[0], above, low[0], below) if above - below > _BEYOND_CHANCE * error and above > below else None
