"""Single linkage: which rows hang together at which likeness, kept so that any threshold is cut from it at once.

Links are followed from the most alike to the least. Two groups that meet become one, led by the earlier of their first rows:
the other first row has then found what it is a copy of, and how alike the two groups were. So of each row two values are
kept, and a group at any threshold follows from them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_ROUNDS = 4  # times that links which were refused are made up for by others

Judge = Callable[[np.ndarray], np.ndarray]


def spanning(pairs: np.ndarray, likeness: np.ndarray, rows: int) -> np.ndarray:
    """Places of the pairs that link all rows which any of them link, the most alike: no group of n rows needs more than n - 1."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import minimum_spanning_tree

    if not len(pairs):
        return np.zeros(0, np.int64)
    # A weight of 0 would be no link at all.
    graph = coo_matrix((2.0 - likeness, (pairs[:, 0], pairs[:, 1])), shape=(rows, rows)).tocsr()
    tree = minimum_spanning_tree(graph).tocoo()
    keys = pairs[:, 0].astype(np.int64) * rows + pairs[:, 1]
    order = np.argsort(keys)
    wanted = np.sort(tree.row.astype(np.int64) * rows + tree.col)
    return order[np.searchsorted(keys[order], wanted)]


def confirmed(pairs: np.ndarray, likeness: np.ndarray, rows: int, judge: Judge) -> np.ndarray:
    """Places of pairs that link rows and that `judge`, asked about no more of them than needed, takes for pairs.

    pairs: int64 (pairs, 2), distinct, the smaller row first. judge: places -> bool, for each.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    left = np.arange(len(pairs))
    found = np.zeros(0, np.int64)
    joined = np.arange(rows)
    for _ in range(_ROUNDS):
        ends = np.sort(joined[pairs[left]], axis=1)
        left = left[ends[:, 0] != ends[:, 1]]
        ends = np.sort(joined[pairs[left]], axis=1)
        if not len(left):
            break
        # Of the links between two groups, the most alike.
        order = np.lexsort((-likeness[left], ends[:, 1], ends[:, 0]))
        left, ends = left[order], ends[order]
        first = np.r_[True, (ends[1:] != ends[:-1]).any(axis=1)]
        asked = np.flatnonzero(first)[spanning(ends[first], likeness[left][first], rows)]
        held = judge(left[asked])
        found = np.concatenate([found, left[asked[held]]])
        left = np.delete(left, asked)
        links = pairs[found]
        graph = coo_matrix((np.ones(len(links), np.int8), (links[:, 0], links[:, 1])), shape=(rows, rows))
        _, labels = connected_components(graph, directed=False)
        _, leads = np.unique(labels, return_index=True)
        joined = leads[labels]
    return np.sort(found)


def merges(pairs: np.ndarray, likeness: np.ndarray, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """(the row that each row joined, itself where none; how alike the two groups were, 0 where none)."""
    ends, places = np.unique(pairs, return_inverse=True)
    top = list(range(len(ends)))  # towards the first row of the group, in as few steps as are known

    def first_of(row: int) -> int:
        while top[row] != row:
            top[row] = top[top[row]]
            row = top[row]
        return row

    joined, heights = np.arange(rows), np.zeros(rows)
    numbered = places.reshape(pairs.shape)
    order = np.lexsort((pairs[:, 1], pairs[:, 0], -likeness))
    for (one, other), alike in zip(numbered[order].tolist(), likeness[order].tolist(), strict=True):
        a, b = first_of(one), first_of(other)
        if a != b:
            a, b = min(a, b), max(a, b)
            top[b] = a
            joined[ends[b]] = ends[a]
            heights[ends[b]] = alike
    return joined, heights


def first_rows(joins: np.ndarray, heights: np.ndarray, threshold: float) -> np.ndarray:
    """The first row of the group that each row belongs to at a threshold, itself where it is alone or the first."""
    first = np.where(heights >= threshold, joins, np.arange(len(joins)))
    while True:
        further = first[first]
        if (further == first).all():
            return first
        first = further
