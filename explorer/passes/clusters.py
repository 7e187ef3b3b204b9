"""Groups of like rows, at two levels, named by the words that set them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from explorer.passes.embedding.words import words
from explorer.passes.stopwords import STOPWORDS

_BLOCK = 65_536
_NAME_WORDS = 3
_READ = 400  # texts of a cluster that its name is made from
_FEW = 50  # words of a group, below which one that occurs once may name it
_RARITY = 2  # how much more a word that is rare elsewhere tells than one that is frequent
_LONGEST = 600  # characters of each that are read

Told = Callable[[int], None]


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


def names(
    texts: Callable[[np.ndarray], Sequence[str]], labels: np.ndarray, seed: int = 0, taken: Iterable[str] = ()
) -> list[str]:
    """A name for each label: the words that are frequent in it and rare elsewhere (c-TF-IDF), no two names alike.

    texts: places of rows -> their texts. taken: words that say nothing here, beside the stop words.
    """
    count = int(labels.max()) + 1 if len(labels) else 0
    rng = np.random.default_rng(seed)
    chosen = []
    for label in range(count):
        places = np.flatnonzero(labels == label)
        chosen.append(np.sort(rng.choice(places, min(len(places), _READ), replace=False)))
    # All texts at once: reading them label by label would go through the whole dataset as often.
    wanted = np.sort(np.concatenate(chosen)) if chosen else np.zeros(0, dtype=np.int64)
    read = dict(zip(wanted.tolist(), texts(wanted), strict=True))
    spoken: list[Counter[str]] = []
    shown: Counter[str] = Counter()
    for places in chosen:
        counted: Counter[str] = Counter()
        for place in places.tolist():
            # Each row has one vote for a word: a row that repeats itself names nothing.
            counted.update({word for word in words(read[place][:_LONGEST]) if _speaks(word)})
        spoken.append(counted)
        shown.update(counted)
    average = sum(shown.values()) / max(count, 1)
    without = set(taken)
    found: list[str] = []
    for counted in spoken:
        whole = max(sum(counted.values()), 1)
        scored = sorted(
            # A word of one row is no topic, unless there is nothing better.
            (n == 1, -(n / whole) * np.log1p(average / shown[word]) ** _RARITY, word)
            for word, n in counted.items()
            if word not in without
        )
        several = [word for single, _, word in scored if not single or whole < _FEW]
        found.append(_name(several or [word for *_, word in scored], found))
    return found


def _name(ranked: Sequence[str], before: Sequence[str]) -> str:
    chosen: list[str] = []
    for word in ranked:
        # "model" says nothing beside "models".
        if not any(word.startswith(other[:5]) or other.startswith(word[:5]) for other in chosen if len(other) > 4):
            chosen.append(word)
        if len(chosen) == _NAME_WORDS:
            break
    name = " · ".join(chosen) or "unnamed"
    number = 2
    wanted = name
    while name in before:
        name = f"{wanted} ({number})"
        number += 1
    return name


def _speaks(word: str) -> bool:
    """Whether a word can name a topic."""
    if word in STOPWORDS or word.isdigit():
        return False
    return len(word) > (2 if word.isascii() else 1)
