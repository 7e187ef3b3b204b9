"""Groups of like rows, at two levels; their middles, and the rows that are nearest to these."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from explorer.passes.embedding.bags import unit

_BLOCK = 65_536
_LARGEST = 0.2  # part of all rows that a topic holds at most, where it can be helped
_TOO_LARGE = 1e12  # above every cost of joining two groups

Leaning = Callable[[np.ndarray], np.ndarray]


def sizes(rows: int) -> tuple[int, int]:
    """How many topics, and how many clusters in all, suit so many rows: what a reader can take in."""
    topics = int(np.clip(round(np.sqrt(rows) / 1.9), 2, 24))
    return (topics, int(np.clip(round(np.sqrt(rows)), topics, 120))) if rows >= 40 else (1, 1)


def group(
    vectors: np.ndarray, landmarks: np.ndarray, seed: int = 0, leaning: Leaning | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """(topic, cluster) of every row; centres are found on the landmarks. vectors: unit (rows, dimensions).

    leaning: vectors -> further dimensions, float32 (rows, kinds), of what they are about in general: rows that a reader
    would call by one name are grouped together, though their words differ.
    """
    from sklearn.cluster import KMeans

    topics, clusters = sizes(len(vectors))
    few = vectors[landmarks].astype(np.float32)
    if clusters <= 1 or len(np.unique(few, axis=0)) < clusters:
        return np.zeros(len(vectors), dtype=np.int32), np.zeros(len(vectors), dtype=np.int32)
    few = _leant(few, leaning)
    narrow = np.asarray(KMeans(clusters, n_init="auto", random_state=seed).fit(few).cluster_centers_)
    weights = np.maximum(np.bincount(_closest(few, narrow), minlength=clusters), 1)
    # Topics are groups of clusters, so that no cluster lies in two of them.
    broad = merged(narrow, weights, topics)
    cluster = _closest(vectors, narrow, leaning)
    topic = broad[cluster]
    return _by_size(topic), _by_size(cluster)


def merged(centres: np.ndarray, weights: np.ndarray, wanted: int) -> np.ndarray:
    """The group of each centre, int (centres,): Ward's criterion, each centre counting by its weight (SciPy's has none).

    No group holds more than a fifth of all while another pair can be joined: what is like nothing gathers in one otherwise.
    """
    middle, size = centres.astype(np.float64), weights.astype(np.float64)
    label = np.arange(len(centres))
    most = _LARGEST * size.sum()
    for _ in range(len(centres) - wanted):
        apart = ((middle[:, None] - middle[None]) ** 2).sum(axis=2)
        joint = size[:, None] + size[None]
        cost = np.where(joint > 0, size[:, None] * size[None] / np.maximum(joint, 1.0) * apart, np.inf)
        cost[(size == 0)[:, None] | (size == 0)[None] | np.eye(len(size), dtype=bool)] = np.inf
        cost += np.where(joint > most, _TOO_LARGE, 0.0)
        one, other = np.unravel_index(int(cost.argmin()), cost.shape)
        middle[one] = (middle[one] * size[one] + middle[other] * size[other]) / joint[one, other]
        size[one], size[other] = joint[one, other], 0.0
        label[label == other] = one
    return np.unique(label, return_inverse=True)[1]


def _leant(vectors: np.ndarray, leaning: Leaning | None) -> np.ndarray:
    return vectors if leaning is None else np.hstack([vectors, leaning(vectors)])


def _closest(vectors: np.ndarray, centres: np.ndarray, leaning: Leaning | None = None) -> np.ndarray:
    found = np.empty(len(vectors), dtype=np.int32)
    half = (centres.astype(np.float32) ** 2).sum(axis=1) / 2
    across = centres.T.astype(np.float32)
    for start in range(0, len(vectors), _BLOCK):
        block = _leant(vectors[start : start + _BLOCK].astype(np.float32, copy=False), leaning)
        found[start : start + _BLOCK] = (block @ across - half).argmax(axis=1)
    return found


def _by_size(labels: np.ndarray) -> np.ndarray:
    """Renumbered so that 0 is the largest."""
    values, counts = np.unique(labels, return_counts=True)
    order = values[np.lexsort((values, -counts))]
    number = np.zeros(int(values.max()) + 1, dtype=np.int32)
    number[order] = np.arange(len(order))
    return number[labels]


def middles(vectors: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The mean direction of each label's rows, float32 (labels, dimensions). vectors: (rows, dimensions)."""
    sums = np.zeros((int(labels.max()) + 1, vectors.shape[1]), dtype=np.float64)
    for start in range(0, len(vectors), _BLOCK):
        block, own = vectors[start : start + _BLOCK], labels[start : start + _BLOCK]
        for label in np.unique(own):
            sums[label] += block[own == label].astype(np.float32).sum(axis=0)
    return unit(sums.astype(np.float32))


def typical(vectors: np.ndarray, labels: np.ndarray, count: int = 1) -> list[np.ndarray]:
    """Places of the rows that are nearest to the middle of each label, nearest first. vectors: unit (rows, dimensions)."""
    centres = middles(vectors, labels)
    likeness = np.empty(len(vectors), dtype=np.float32)
    for start in range(0, len(vectors), _BLOCK):
        block = slice(start, start + _BLOCK)
        likeness[block] = np.einsum("ij,ij->i", vectors[block].astype(np.float32), centres[labels[block]])
    order = np.lexsort((np.arange(len(labels)), -likeness, labels))
    starts = np.searchsorted(labels[order], np.arange(len(centres)))
    ends = np.searchsorted(labels[order], np.arange(len(centres)), side="right")
    return [order[start : min(end, start + count)] for start, end in zip(starts, ends, strict=True)]
