"""Bags of words as sparse matrices, and vectors of length 1: what every tier of the embedding counts with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np


def vocabulary(listed: Sequence[Sequence[str]], most: int, fewest: int = 1) -> tuple[dict[str, int], np.ndarray]:
    """(word -> its place, the most frequent first; texts that hold it, float64 (words,)).

    fewest: texts that a word must be in. Words of equal frequency stand in the order in which they are first met, so that the same texts give the same places.
    """
    counts = Counter(word for one in listed for word in dict.fromkeys(one))
    kept = [(word, n) for word, n in counts.most_common(most) if n >= fewest]
    return {word: place for place, (word, _) in enumerate(kept)}, np.array([n for _, n in kept], dtype=np.float64)


def bags(
    listed: Sequence[Sequence[str]], places: dict[str, int], weights: np.ndarray, norm: Literal["l1", "l2"]
) -> Any:
    """Words of texts as a sparse float32 matrix (texts, words); repeated words count by the logarithm.

    norm: "l1" where rows are to add up to 1, "l2" where they are to have length 1. A text without a known word is zero.
    """
    from scipy.sparse import csr_matrix
    from sklearn.preprocessing import normalize

    indices: list[int] = []
    values: list[int] = []
    ends = [0]
    for one in listed:
        found = Counter(place for word in one if (place := places.get(word)) is not None)
        indices += found.keys()
        values += found.values()
        ends.append(len(indices))
    data = (1.0 + np.log(np.array(values, dtype=np.float32))) * weights[np.array(indices, dtype=np.int64)]
    matrix = csr_matrix((data, np.array(indices, dtype=np.int32), np.array(ends)), (len(listed), len(places)))
    return normalize(matrix, norm=norm, copy=False) if matrix.nnz else matrix


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows of length 1, float32; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0).astype(np.float32, copy=False)
