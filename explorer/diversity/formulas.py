"""Diversity of a set of unit vectors, in four formulas. Seeded where they sample: the same vectors give the same figures."""

from __future__ import annotations

from typing import Protocol

import numpy as np

NEIGHBOURS = 10
"""Of a row, from which the density around it is told."""

_BLOCK = 1_024
_TINY = 1e-6  # copies have no distance; their density is large, not endless


def sampled(rows: int, most: int, seed: int) -> np.ndarray:
    """Ascending places of at most so many of `rows`, int64."""
    if rows <= most:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))


class Vectors(Protocol):
    """What gives vectors block by block."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(rows, dimensions)."""
        ...

    def __len__(self) -> int: ...

    def __getitem__(self, places: slice, /) -> np.ndarray: ...


def vendi(vectors: Vectors) -> float:
    """Vendi score with the linear kernel, exact: exp of the entropy of the eigenvalues of X'X / n.

    From 1, where all rows point one way, to the number of dimensions. vectors: unit (rows, dimensions), read block by block.
    """
    dimensions = vectors.shape[1]
    gram = np.zeros((dimensions, dimensions), np.float64)
    filled = 0
    for start in range(0, len(vectors), 16 * _BLOCK):
        # In double precision: sums of single ones differ from one processor to another in the seventh digit.
        block = np.asarray(vectors[start : start + 16 * _BLOCK], np.float64)
        gram += block.T @ block
        filled += int((np.abs(block).max(axis=1, initial=0) > 0).sum())
    if not filled:
        return 0.0
    values = np.linalg.eigvalsh(gram / filled)
    values = values[values > 1e-12]
    values /= values.sum()
    return float(np.exp(-(values * np.log(values)).sum()))


def densities(vectors: np.ndarray, among: np.ndarray) -> np.ndarray:
    """How dense the reference `among` is around each vector: 1 over the mean distance to its nearest rows there, float64 (rows,)."""
    count = min(NEIGHBOURS, len(among) - 1)
    found = np.ones(len(vectors))
    if count < 1:
        return found
    for start in range(0, len(vectors), _BLOCK):
        distances = 1 - vectors[start : start + _BLOCK] @ among.T
        # One more, without the nearest: a row of the reference is its own neighbour, which says nothing.
        nearest = np.sort(np.partition(distances, count, axis=1)[:, : count + 1], axis=1)[:, 1:]
        found[start : start + _BLOCK] = 1 / np.maximum(nearest.mean(axis=1, dtype=np.float64), _TINY)
    return found


def novelsum(vectors: np.ndarray, density: np.ndarray) -> float:
    """NovelSum: how far each row is from the others, near ones counting most, rows in dense regions counting more.

    The mean over rows of sum(d * density^0.5 / rank) / sum(1 / rank), over all other rows in the order of their distance d.
    """
    rows = len(vectors)
    if rows < 2:
        return 0.0
    weights = 1 / np.arange(1, rows, dtype=np.float64)
    sigma = np.sqrt(density).astype(np.float32)
    total = 0.0
    for start in range(0, rows, _BLOCK):
        block = vectors[start : start + _BLOCK]
        distances = np.maximum(1 - block @ vectors.T, 0)
        distances[np.arange(len(block)), start + np.arange(len(block))] = -1.0  # itself: first, and left out
        order = np.argsort(distances, axis=1, kind="stable")[:, 1:]
        sorted_ = np.take_along_axis(distances, order, axis=1) * sigma[order]
        total += float((sorted_ @ weights).sum())
    return total / rows / float(weights.sum())


def coverage(sample: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """For each row of a sample its likeness to the nearest kept row, cosine: float32 (rows,)."""
    best = np.zeros(len(sample), np.float32)
    if not len(kept):
        return best
    for start in range(0, len(sample), _BLOCK):
        here = best[start : start + _BLOCK]
        here[:] = -1.0
        for first in range(0, len(kept), 8 * _BLOCK):
            np.maximum(
                here, (sample[start : start + _BLOCK] @ kept[first : first + 8 * _BLOCK].T).max(axis=1), out=here
            )
    return best
