"""`score`: the highest of any column first, and none that is much like one that is taken."""

from __future__ import annotations

import numpy as np

from explorer.choosing.pool import Pool
from explorer.choosing.strategy import Picked, Request, Strategy
from explorer.progress import Progress, Report
from explorer.words import later, say

ALIKE = 0.9
"""Likeness to a row that is taken from which a row is left out."""

_BLOCK = 1_024


def pick(pool: Pool, request: Request, report: Report) -> Picked:
    """Down the column; fewer than were asked for where too few rows differ."""
    column, _, direction = request.score.rpartition(" ")
    if direction.lower() not in ("asc", "desc") or not column:
        column, direction = request.score, "desc"
    value = pool.numbers(column.strip().strip('"'))
    known = np.flatnonzero(~np.isnan(value))
    order = known[np.argsort(value[known] if direction.lower() == "asc" else -value[known], kind="stable")]
    count = min(request.count, len(order))
    progress = Progress("Choosing rows", 0, count, unit="rows")
    chosen: list[int] = []
    nearest: list[float] = []
    taken: np.ndarray | None = None
    for start in range(0, len(order), _BLOCK):
        here = order[start : start + _BLOCK]
        vectors = pool.vectors(here)
        if taken is None:
            taken = np.zeros((count, vectors.shape[1]), np.float32)
        before = (vectors @ taken[: len(chosen)].T).max(axis=1, initial=-1.0)
        among = vectors @ vectors.T
        new: list[int] = []
        for place in np.flatnonzero(before < ALIKE).tolist():
            like = float(max(before[place], among[place, new].max(initial=-1.0)))
            if like >= ALIKE:
                continue
            taken[len(chosen)] = vectors[place]
            new.append(place)
            chosen.append(int(here[place]))
            nearest.append(like)
            if len(chosen) == count:
                break
        progress.done = len(chosen)
        report(progress)
        if len(chosen) == count:
            break
    found = np.array(chosen, np.int64)

    def why(place: int) -> str:
        said = say("{column} {value:g}", column=column, value=value[found[place]])
        return (
            said
            if not place
            else say("{said}; likeness to one taken before: {likeness:.2f}", said=said, likeness=nearest[place])
        )

    return Picked(found, why)


SCORE = Strategy(
    "score",
    later("By a score"),
    later(
        "The highest of any column first (a rating, a score of your own), without rows that are 0.9 alike to one taken before."
    ),
    pick,
    needs_vectors=True,
    wants="score",
)
