"""`like`: for each row of a reference in turn, the nearest row that is not taken yet."""

from __future__ import annotations

import numpy as np

from explorer.choosing.pool import Pool
from explorer.choosing.strategy import Picked, Request, Strategy
from explorer.contamination.items import asked
from explorer.diversity.formulas import sampled
from explorer.errors import ExportError
from explorer.passes import map_vectors
from explorer.progress import Progress, Report
from explorer.queries import row_ids
from explorer.words import later, say

_MOST = 2_000  # rows of the reference that are looked at, chosen by the seed
_BLOCK = 32_768
_SPARE = 4  # rows that are held ready for each one that a reference row will take, since others take some of them


def pick(pool: Pool, request: Request, report: Report) -> Picked:
    """Round by round: every reference row takes its nearest."""
    assert request.reference is not None
    there = np.asarray(row_ids(request.reference, limit=request.reference.dataset.rows), np.int64)
    there = there[sampled(len(there), _MOST, request.seed)]
    texts = [text for _, text in asked(request.reference.dataset, there)]
    if not texts:
        raise ExportError("The reference has no rows.", "Name another one.")
    report(Progress("Reading the reference"))
    wanted = map_vectors.of_texts(pool.dataset, texts)
    count = min(request.count, len(pool))
    chosen = np.zeros(0, np.int64)
    owner = np.zeros(0, np.int64)
    likeness = np.zeros(0, np.float32)
    taken = np.zeros(len(pool), bool)
    while len(chosen) < count:
        ready = _SPARE * -(-(count - len(chosen)) // len(wanted))
        near, how = _nearest(pool, wanted, taken, ready, report)
        new, by, like = _in_turn(near, how, count - len(chosen), taken)
        chosen, owner, likeness = np.append(chosen, new), np.append(owner, by), np.append(likeness, like)

    def why(place: int) -> str:
        return say(
            "like row {row:,} of the reference: {likeness:.2f}", row=int(there[owner[place]]), likeness=likeness[place]
        )

    return Picked(chosen, why)


def _nearest(
    pool: Pool, wanted: np.ndarray, taken: np.ndarray, ready: int, report: Report
) -> tuple[np.ndarray, np.ndarray]:
    """(places, likeness) of the nearest rows that are free, for each wanted vector, nearest first; place -1 where there are no more."""
    places = np.full((len(wanted), ready), -1, np.int64)
    best = np.full((len(wanted), ready), -np.inf, np.float32)
    free = np.flatnonzero(~taken)
    progress = Progress("Comparing rows with the reference", 0, len(free), unit="rows")
    for start in range(0, len(free), _BLOCK):
        here = free[start : start + _BLOCK]
        found = wanted @ pool.vectors(here, wanted.shape[1]).T
        both = np.hstack([best, found])
        which = np.hstack([places, np.broadcast_to(here, found.shape)])
        few = np.argpartition(-both, ready - 1, axis=1)[:, :ready]
        best, places = np.take_along_axis(both, few, 1), np.take_along_axis(which, few, 1)
        progress.done += len(here)
        report(progress)
    order = np.lexsort((places, -best), axis=1)
    return np.take_along_axis(places, order, 1), np.take_along_axis(best, order, 1)


def _in_turn(
    near: np.ndarray, how: np.ndarray, count: int, taken: np.ndarray
) -> tuple[list[int], list[int], list[float]]:
    """What each takes in turn, until there are enough or none has a free row left; `taken` is set."""
    chosen: list[int] = []
    owner: list[int] = []
    likeness: list[float] = []
    reached = [0] * len(near)
    alive = list(range(len(near)))
    while alive and len(chosen) < count:
        still = []
        for row in alive:
            if len(chosen) == count:
                break
            at = reached[row]
            while at < near.shape[1] and near[row, at] >= 0 and taken[near[row, at]]:
                at += 1
            reached[row] = at + 1
            if at < near.shape[1] and near[row, at] >= 0:
                place = int(near[row, at])
                taken[place] = True
                chosen.append(place)
                owner.append(row)
                likeness.append(float(how[row, at]))
                still.append(row)
        alive = still
    return chosen, owner, likeness


LIKE = Strategy(
    "like",
    later("Like a reference"),
    later("For each row of a reference in turn, the nearest row in meaning that is not taken yet."),
    pick,
    needs_vectors=True,
    wants="reference",
)
