"""`spread`: sound rows alone, every group of meaning by the root of its size, and inside a group the farthest surroundings first."""

from __future__ import annotations

import numpy as np

from explorer.choosing.pool import COPIES, Pool
from explorer.choosing.shares import allot, parse_mix
from explorer.choosing.strategy import CAP, Picked, Request, Strategy
from explorer.metrics.faults import FAULTS
from explorer.passes.embedding.bags import unit
from explorer.progress import Progress, Report
from explorer.words import later, say

_PART = 8_192  # rows that are held against one another: a larger group is cut along its widest axis
_STEP = 0.02  # likenesses that differ by less are a tie, which the longer answer wins


def pick(pool: Pool, request: Request, report: Report) -> Picked:
    """Rows of every group in turn, the most typical one of each first."""
    sound = pool.sound
    clusters, names = pool.values("cluster")
    takes = _quotas(pool, request, sound, clusters)
    progress = Progress("Choosing rows", 0, sum(rows for _, rows in takes), unit="rows")
    nothing = np.zeros(0, np.int64)
    found = [(nothing, nothing.astype(np.float32), nothing, nothing)]
    for number, (places, rows) in enumerate(takes):
        chosen, distances = _within(pool, places, rows)
        turns = np.arange(len(chosen))
        found.append((chosen, distances, turns, np.full(len(chosen), number)))
        progress.done += len(chosen)
        report(progress)
    chosen, distances, turns, groups = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((groups, turns))
    chosen, distances, turns, groups = chosen[order], distances[order], turns[order], groups[order]

    def why(place: int) -> str:
        places, rows = takes[groups[place]]
        name = names[clusters[chosen[place]]] or say("no cluster")
        if not turns[place]:
            return say(
                "most typical of {name}: {rows:,} of its {of:,} rows taken", name=name, rows=rows, of=len(places)
            )
        return say(
            "{turn:,} of {rows:,} of {name}: {distance:.2f} from the nearest before it",
            turn=turns[place] + 1,
            rows=rows,
            name=name,
            distance=distances[place],
        )

    return Picked(chosen, why)


def _quotas(pool: Pool, request: Request, sound: np.ndarray, clusters: np.ndarray) -> list[tuple[np.ndarray, int]]:
    """(places, rows to take of them) of each group of meaning, within each value of the column that rows are spread over."""
    outer = np.zeros(len(pool), np.int32)
    wanted = {0: min(request.count, len(sound))}
    if request.by:
        outer, values = pool.values(request.by)
        there = dict(zip(*(part.tolist() for part in np.unique(outer[sound], return_counts=True)), strict=True))
        shares = {str(value): 1 / len(there) for value in there}
        if request.mix:
            number = {str(value): place for place, value in enumerate(values)}
            shares = {str(number.get(name, f"?{name}")): share for name, share in parse_mix(request.mix).items()}
        taken = allot(
            request.count, shares, {str(value): rows for value, rows in there.items()}, request.fill or not request.mix
        ).taken
        wanted = {int(name): rows for name, rows in taken.items() if rows}
    found = []
    for value, count in wanted.items():
        here = sound[outer[sound] == value] if request.by else sound
        order = np.argsort(clusters[here], kind="stable")
        labels, starts = np.unique(clusters[here][order], return_index=True)
        groups = np.split(here[order], starts[1:])
        roots = np.sqrt([len(group) for group in groups])
        shares = {str(label): float(root / roots.sum()) for label, root in zip(labels, roots, strict=True)}
        sizes = {str(label): len(group) for label, group in zip(labels, groups, strict=True)}
        quota = allot(count, shares, sizes, fill=True).taken
        found += [(group, quota[str(label)]) for label, group in zip(labels, groups, strict=True) if quota[str(label)]]
    return found


def _within(pool: Pool, places: np.ndarray, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """(places that are picked, their distance to the nearest picked before) of one group."""
    vectors = pool.vectors(places)
    parts = _parts(vectors)
    sizes = {str(number): len(part) for number, part in enumerate(parts)}
    shares = {name: size / len(places) for name, size in sizes.items()}
    quota = allot(rows, shares, sizes, fill=True).taken
    chosen, distances = [], []
    for number, part in enumerate(parts):
        here, far = farthest_first(vectors[part], _length_ranks(pool.answer_tokens[places[part]]), quota[str(number)])
        chosen.append(places[part[here]])
        distances.append(far)
    return np.concatenate(chosen), np.concatenate(distances)


def _parts(vectors: np.ndarray) -> list[np.ndarray]:
    if len(vectors) <= _PART:
        return [np.arange(len(vectors))]
    axis = int(np.argmax(vectors.var(axis=0)))
    along = np.argsort(vectors[:, axis], kind="stable")
    return [np.sort(part) for part in np.array_split(along, -(-len(vectors) // _PART))]


def _length_ranks(tokens: np.ndarray) -> np.ndarray:
    """0 to 1, higher for the longer answer; those beyond the cap come last."""
    held = np.where(tokens > CAP, -1, tokens)
    return (np.searchsorted(np.sort(held), held) / max(len(held), 1)).astype(np.float32)


def farthest_first(vectors: np.ndarray, longer: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """(places, distances to the nearest picked before; 0 of the first) of `count` rows, each the farthest from those before it.

    The first is the nearest to the middle. Farthest rows alone are odd ones: each then gives way to the most typical of the rows
    around it. longer: 0 to 1, which wins among rows that are about as typical.
    """
    count = min(count, len(vectors))
    chosen, far = np.zeros(count, np.int64), np.zeros(count, np.float32)
    if not count:
        return chosen, far
    place = int(np.argmax(vectors @ vectors.mean(axis=0)))
    nearest = np.full(len(vectors), np.inf, np.float32)
    for turn in range(count):
        chosen[turn] = place
        np.minimum(nearest, 1 - vectors @ vectors[place], out=nearest)
        nearest[place] = -np.inf
        place = int(np.argmax(nearest))
        if turn + 1 < count:
            far[turn + 1] = nearest[place]
    for last in (False, True):
        chosen = _typical(vectors, chosen, longer if last else None)
    return chosen, np.maximum(far, 0)


def _typical(vectors: np.ndarray, chosen: np.ndarray, longer: np.ndarray | None) -> np.ndarray:
    """For each chosen row the most typical of the rows that are nearer to it than to any other chosen one."""
    if len(chosen) == len(vectors):
        return chosen
    own = np.argmax(vectors @ vectors[chosen].T, axis=1)
    own[chosen] = np.arange(len(chosen))  # copies of a row are as near to one as to the other
    order = np.argsort(own, kind="stable")
    starts = np.searchsorted(own[order], np.arange(len(chosen)))
    middles = unit(np.add.reduceat(vectors[order], starts, axis=0))
    like = np.einsum("ij,ij->i", vectors, middles[own])
    if longer is not None:
        like = np.floor(like / _STEP) + longer * 0.999
    return np.lexsort((-like, own))[starts]


SPREAD = Strategy(
    "spread",
    later("Spread"),
    later(
        "Rows without a fault and no near copies, spread over all subjects: small groups of meaning give more than their share, and each row "
        "taken is as unlike those before it as can be."
    ),
    pick,
    needs_vectors=True,
    spreads=True,
    reads=(*FAULTS, COPIES, "near_group", "cluster", "response_tokens"),
)
