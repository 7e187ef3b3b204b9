"""Shares of abilities, languages and domains in two datasets, over all rows."""

from __future__ import annotations

from typing import NamedTuple

from explorer.gaps.verdicts import Verdict, judge, to_add
from explorer.store.table import aliases, quoted
from explorer.view import View

COMPARED = ("ability", "language", "domain")
"""Columns that are compared, by name."""

_NO_LABEL = frozenset({"other", "und"})  # says that the label is unknown: to lack it is no gap


class LabelGap(NamedTuple):
    """A value of a column in both datasets.

    here, there: rows that have it. share_here, share_there: of the rows that are looked at, 0 to 1. to_add: rows that
    would even it out.
    """

    value: str
    here: int
    there: int
    share_here: float
    share_there: float
    verdict: Verdict
    to_add: int


def _counts(view: View, column: str) -> dict[str, int]:
    value, n = aliases("value", "n")
    sql = f"SELECT {quoted(column)}::VARCHAR AS {value}, count(*) AS {n} FROM rows WHERE {view.where} GROUP BY {value}"
    found = view.dataset.query(sql, reads={*view.reads, column}).to_pylist()
    return {row[value]: row[n] for row in found if row[value] is not None}


def label_gaps(view: View, reference: View, column: str) -> list[LabelGap]:
    """Every value of a column that either has, the reference's most frequent first; none where one lacks the column."""
    if column not in view.dataset.columns or column not in reference.dataset.columns:
        return []
    ours, theirs = _counts(view, column), _counts(reference, column)
    rows_here, rows_there = sum(ours.values()), sum(theirs.values())
    found = []
    for value in ours.keys() | theirs.keys():
        here, there = ours.get(value, 0), theirs.get(value, 0)
        verdict = "even" if value in _NO_LABEL else judge(here, rows_here, there, rows_there)
        more = to_add(here, rows_here, there, rows_there) if verdict in ("missing", "thin") else 0
        found.append(LabelGap(value, here, there, here / max(rows_here, 1), there / max(rows_there, 1), verdict, more))
    return sorted(found, key=lambda gap: (-gap.share_there, -gap.share_here, gap.value))
