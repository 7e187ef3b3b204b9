"""Groups of like rows, at two levels; their middles, and the rows that are nearest to these."""

from __future__ import annotations

import numpy as np

from explorer.passes.embedding.bags import unit

_BLOCK = 65_536


def sizes(rows: int) -> tuple[int, int]:
    """How many topics, and how many clusters in all, suit so many rows: what a reader can take in."""
    topics = int(np.clip(round(np.sqrt(rows) / 3), 2, 24))
    return (topics, int(np.clip(round(np.sqrt(rows) / 1.2), topics, 120))) if rows >= 40 else (1, 1)


def group(vectors: np.ndarray, landmarks: np.ndarray, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """(topic, cluster) of every row; centres are found on the landmarks. vectors: unit (rows, dimensions)."""
    from sklearn.cluster import KMeans

    topics, clusters = sizes(len(vectors))
    few = vectors[landmarks].astype(np.float32)
    if clusters <= 1 or len(np.unique(few, axis=0)) < clusters:
        return np.zeros(len(vectors), dtype=np.int32), np.zeros(len(vectors), dtype=np.int32)
    narrow = np.asarray(KMeans(clusters, n_init="auto", random_state=seed).fit(few).cluster_centers_)
    # Topics are groups of clusters, so that no cluster lies in two of them.
    sizes_ = np.bincount(_closest(few, narrow), minlength=clusters)
    weights = np.maximum(sizes_, 1)
    broad = np.asarray(KMeans(topics, n_init="auto", random_state=seed).fit(narrow, sample_weight=weights).labels_)
    cluster = _closest(vectors, narrow)
    topic = broad[cluster]
    return _by_size(topic), _by_size(cluster)


def _closest(vectors: np.ndarray, centres: np.ndarray) -> np.ndarray:
    found = np.empty(len(vectors), dtype=np.int32)
    half = (centres.astype(np.float32) ** 2).sum(axis=1) / 2
    across = centres.T.astype(np.float32)
    for start in range(0, len(vectors), _BLOCK):
        block = vectors[start : start + _BLOCK].astype(np.float32, copy=False)
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
