"""Rows of the same meaning: groups of semantic duplicates, told from the vectors of the map."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

SAME, SAME_LONG = 0.93, 0.985
"""Likeness in the map's space (encoder and words) from which two short prompts ask the same, or two that are long.

Long prompts that carry the same definitions or passage are alike whatever they ask.
"""

SHORT = 160
"""Characters up to which a prompt is short."""

_LARGEST = 4_096  # rows compared with one another at once; larger clusters are cut along their first axis
_BLOCK = 1_024

Told = Callable[[int], None]


def same_meaning(vectors: np.ndarray, cluster: np.ndarray, lengths: np.ndarray, told: Told | None = None) -> np.ndarray:
    """For each row the earliest row that means the same, itself where there is none: int64 (rows,).

    Rows are compared within their cluster. Each is held against representatives, earlier rows that are like no row before
    them, so that a chain of small steps joins nothing. vectors: unit, float32 (rows, dimensions); a zero vector is alone.
    lengths: characters of each row's text.
    """
    leader = np.arange(len(vectors), dtype=np.int64)
    done = 0
    for rows in _blocks(vectors, cluster):
        leader[rows] = _led(vectors[rows], rows, lengths[rows] > SHORT)
        done += len(rows)
        if told is not None:
            told(done)
    return leader


def _blocks(vectors: np.ndarray, cluster: np.ndarray) -> list[np.ndarray]:
    """Row numbers, in order, of rows to compare with one another."""
    order = np.argsort(cluster, kind="stable")
    found = np.split(order, np.flatnonzero(np.diff(cluster[order])) + 1) if len(order) else []
    blocks: list[np.ndarray] = []
    for rows in found:
        if len(rows) <= _LARGEST:
            blocks.append(rows)
            continue
        # Rows of one meaning lie at one place of every axis: neighbours along the widest one stay together.
        some = vectors[rows]
        axis = int(np.argmax(some.var(axis=0)))
        along = rows[np.argsort(some[:, axis], kind="stable")]
        blocks += [np.sort(part) for part in np.array_split(along, -(-len(rows) // _LARGEST))]
    return blocks


def _led(vectors: np.ndarray, rows: np.ndarray, long: np.ndarray) -> np.ndarray:
    """The leader of each of some rows, among them."""
    leads = np.arange(len(rows))
    settled = np.zeros(len(rows), dtype=bool)  # led by an earlier row
    for start in range(0, len(rows), _BLOCK):
        stop = min(start + _BLOCK, len(rows))
        likeness = vectors[start:stop] @ vectors[:stop].T
        # Only earlier rows lead.
        likeness[:, start:stop] = np.tril(likeness[:, start:stop], -1)
        for place in np.flatnonzero((likeness >= SAME).any(axis=1)).tolist():
            earlier = np.flatnonzero(likeness[place] >= SAME)
            enough = np.where(long[earlier] | long[start + place], SAME_LONG, SAME)
            earlier = earlier[~settled[earlier] & (likeness[place, earlier] >= enough)]
            if len(earlier):
                leads[start + place] = earlier[0]
                settled[start + place] = True
    return rows[leads]
