"""Groups of rows that say the same, cut at any likeness, and the pairs that they hang together by."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from explorer.passes import linkage
from explorer.passes.near_duplicates import PAIRS, THRESHOLD
from explorer.view import View

Kind = Literal["exact", "near", "meaning"]

GROUPS: dict[Kind, str] = {"exact": "exact_group", "near": "near_group", "meaning": "meaning_group"}
"""The column of each kind of copies."""

FIRST = "-row_id"
"""The order by which the first row of a group stays."""


class Copies(NamedTuple):
    """Groups of two kept rows or more, the largest first.

    rows: int64, row ids, group by group, in their order. starts: int64, where each group begins in `rows`. likeness: float64, of
    each row to an earlier one of its group, 1 where that is not measured, 0 for the first.
    """

    rows: np.ndarray
    starts: np.ndarray
    likeness: np.ndarray

    @property
    def groups(self) -> int:
        """How many there are."""
        return len(self.starts)

    @property
    def spare(self) -> int:
        """Rows that go where one of each group stays."""
        return len(self.rows) - len(self.starts)

    def sizes(self) -> np.ndarray:
        """Rows of each group."""
        return np.diff(self.starts, append=len(self.rows))

    def group(self, number: int) -> list[int]:
        """Rows of a group."""
        return self.rows[self.starts[number] : self.starts[number] + self.sizes()[number]].tolist()


class Redundant(NamedTuple):
    """Of the kept rows: tokens of those that a rule drops, and of all; None where tokens are not counted yet."""

    rows: int
    tokens: int | None
    of_tokens: int | None


def spare(kind: Kind, threshold: float | None = None, order: str = FIRST) -> str:
    """The condition of the rows that go. order: of what the row that stays has most. threshold: of near copies."""
    if kind == "near" and threshold is not None:
        return f"is_spare({GROUPS[kind]}, {order}, {round(threshold, 4)})"
    return f"is_spare({GROUPS[kind]}, {order})"


def copies(view: View, kind: Kind, threshold: float | None = None) -> Copies:
    """The groups of the kept rows. threshold: of near copies, as they were found where it is None."""
    if kind == "near":
        return _sorted(*_cut(view, THRESHOLD if threshold is None else threshold))
    name = GROUPS[kind]
    sql = f"SELECT row_id, {name} FROM rows WHERE ({view.where}) AND {name} IS NOT NULL ORDER BY row_id"
    found = view.dataset.query(sql, reads=view.reads | {name})
    rows, first = (found[column].to_numpy().astype(np.int64) for column in ("row_id", name))
    return _sorted(rows, first, np.ones(len(rows)))


def _cut(view: View, threshold: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(row ids that are kept, the first row of the group of each, likeness), whatever group of the columns they have."""
    linked = view.dataset.query(
        "SELECT row_id, near_first, near_similarity FROM rows WHERE near_similarity IS NOT NULL",
        reads={"near_first", "near_similarity"},
    )
    joins, heights = np.arange(view.dataset.rows), np.zeros(view.dataset.rows)
    joins[linked["row_id"].to_numpy()] = linked["near_first"].to_numpy()
    heights[linked["row_id"].to_numpy()] = linked["near_similarity"].to_numpy()
    first = linkage.first_rows(joins, heights, threshold)
    grouped = np.flatnonzero(np.bincount(first, minlength=len(first))[first] > 1)
    if view.where != "TRUE":
        kept = view.dataset.query(f"SELECT row_id FROM rows WHERE {view.where}", reads=view.reads)["row_id"].to_numpy()
        grouped = np.intersect1d(grouped, kept)
    return grouped, first[grouped], np.where(heights[grouped] >= threshold, heights[grouped], 0.0)


def _sorted(rows: np.ndarray, first: np.ndarray, likeness: np.ndarray) -> Copies:
    _, groups, sizes = np.unique(first, return_inverse=True, return_counts=True)
    several = sizes[groups] > 1
    rows, likeness, groups = rows[several], likeness[several], groups[several]
    order = np.lexsort((rows, groups, -sizes[groups]))
    rows, likeness, groups = rows[order], likeness[order], groups[order]
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]) if len(rows) else np.zeros(0, np.int64)
    return Copies(rows, starts, likeness)


def redundant(view: View, condition: str) -> Redundant:
    """What a condition takes out of the kept rows."""
    gone = view.focused(condition)
    if "total_tokens" not in view.dataset.columns:
        sql = f"SELECT count(*) FROM rows WHERE {gone.where}"
        return Redundant(int(view.dataset.query(sql, reads=gone.reads).column(0)[0].as_py()), None, None)
    sql = f"SELECT count(*), coalesce(sum(total_tokens), 0)::BIGINT FROM rows WHERE {gone.where}"
    found = view.dataset.query(sql, reads=gone.reads | {"total_tokens"})
    whole = view.dataset.query(
        f"SELECT coalesce(sum(total_tokens), 0)::BIGINT FROM rows WHERE {view.where}",
        reads=view.reads | {"total_tokens"},
    )
    return Redundant(*(int(column[0].as_py()) for column in (*found.columns, whole.column(0))))


def closest_pairs(view: View, threshold: float, limit: int = 50) -> list[tuple[int, int, float]]:
    """(row, other row, likeness) of near duplicates, those nearest to the threshold first, on either side of it."""
    folder = view.dataset.beside("near")
    if folder is None or not (folder / PAIRS).exists():
        return []
    pairs = np.load(folder / PAIRS, allow_pickle=False)
    pairs = pairs[pairs[:, 2] < 1.0]
    if view.where != "TRUE":
        kept = np.zeros(view.dataset.rows, bool)
        kept[
            view.dataset.query(f"SELECT row_id FROM rows WHERE {view.where}", reads=view.reads)["row_id"].to_numpy()
        ] = True
        pairs = pairs[kept[pairs[:, 0].astype(np.int64)] & kept[pairs[:, 1].astype(np.int64)]]
    order = np.lexsort((pairs[:, 1], pairs[:, 0], np.abs(pairs[:, 2] - threshold)))[:limit]
    return [(int(one), int(other), float(alike)) for one, other, alike in pairs[order]]


class Conflict(NamedTuple):
    """Rows whose answers to one question cannot all be right. odds: for each row, how likely it is wrong."""

    group: int
    reason: str
    rows: list[int]
    odds: list[float]


def conflicts(view: View) -> list[Conflict]:
    """Those among the kept rows, the likeliest fault first."""
    names = ("conflict_group", "conflict_reason", "conflict_odds")
    sql = f"SELECT row_id, {', '.join(names)} FROM rows WHERE ({view.where}) AND conflict_group IS NOT NULL ORDER BY row_id"
    found: dict[int, Conflict] = {}
    for row in view.dataset.query(sql, reads=view.reads | set(names)).to_pylist():
        one = found.setdefault(row["conflict_group"], Conflict(row["conflict_group"], row["conflict_reason"], [], []))
        one.rows.append(int(row["row_id"]))
        one.odds.append(round(float(row["conflict_odds"]), 3))
    several = [one for one in found.values() if len(one.rows) > 1 or one.reason == "preference"]
    return sorted(several, key=lambda one: (-max(one.odds), one.group))
