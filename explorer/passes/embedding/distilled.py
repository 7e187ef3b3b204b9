"""The fast tier: what the encoder knows of a dataset's words and of some of its texts, as vectors that only need adding up.

A text is the weighted mean of its words' vectors. Those vectors are learnt in two steps from a sample of texts that the
encoder has read: one linear map of the encoder's own vectors of the single words, which also serves words that the
sample lacks, and a correction of each word, which the sample shows (both ridge regressions).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.passes.embedding.bags import bags, unit, vocabulary
from explorer.passes.embedding.encoder import DIMENSIONS, encode
from explorer.passes.embedding.words import words

VOCABULARY = 40_000
"""Words that get a vector, the most frequent ones."""

_COMMON = 1e-2  # share of texts from which a word weighs less
_MAP_RIDGE = 1.0
_WORD_RIDGE = 0.3
_LEARNT_FROM = 6_000  # texts that corrections are learnt from: their products fit in memory
_HELD_OUT = 0.2
_NEIGHBOURS = 10

Encode = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class Distilled:
    """A vector for each word of a dataset.

    vectors: float32 (words, 512), weights included. shift: what is added to every text. agreement: share of the ten
    nearest neighbours that it has in common with the encoder, on texts that it has not learnt from; None where too few.
    """

    places: dict[str, int]
    weights: np.ndarray
    vectors: np.ndarray
    shift: np.ndarray
    agreement: float | None

    def transform(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, float32 of shape (texts, 512); zero for a text without a known word."""
        return self.of_words([words(text) for text in texts])

    def of_words(self, listed: Sequence[Sequence[str]]) -> np.ndarray:
        """The same for texts that are cut into words."""
        return self.of_bags(bags(listed, self.places, self.weights, "l1"))

    def of_bags(self, bags: Any) -> np.ndarray:
        """The same for rows of a sparse matrix of word weights that add up to 1."""
        found = np.asarray(bags @ self.vectors, dtype=np.float32)
        filled = np.diff(bags.indptr) > 0
        found[filled] += self.shift
        return unit(found)


def learn(texts: Sequence[str], sample: Sequence[int], encoder: Encode = encode, seed: int = 0) -> Distilled:
    """Vectors for the words of `texts`, learnt from those at the places `sample`. encoder: texts -> unit vectors."""
    listed = [words(text) for text in texts]
    places, held_by = vocabulary(listed, VOCABULARY)
    weights = (_COMMON / (_COMMON + held_by / max(len(texts), 1))).astype(np.float32)
    mixes = bags([listed[place] for place in sample], places, weights, "l1")
    wanted = encoder([texts[place] for place in sample])
    base = encoder(list(places))
    held = np.random.default_rng(seed).permutation(len(sample))[: round(_HELD_OUT * len(sample))]
    agreement = None
    if len(held) > 5 * _NEIGHBOURS:
        rest = np.setdiff1d(np.arange(len(sample)), held)
        tried = _fit(mixes[rest], wanted[rest], base, seed)
        made = Distilled(places, weights, tried[0], tried[1], None)
        agreement = _overlap(made.of_bags(mixes[held]), wanted[held])
    vectors, shift = _fit(mixes, wanted, base, seed)
    return Distilled(places, weights, vectors, shift, agreement)


def _fit(bags: Any, wanted: np.ndarray, base: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(vectors of the words, shift) that make `wanted` of `bags`."""
    mixed = np.asarray(bags @ base, dtype=np.float64)
    mean_in, mean_out = mixed.mean(axis=0), wanted.mean(axis=0, dtype=np.float64)
    centred = mixed - mean_in
    gram = centred.T @ centred + _MAP_RIDGE * np.eye(DIMENSIONS)
    linear = np.linalg.solve(gram, centred.T @ (wanted - mean_out))
    vectors = base @ linear
    shift = mean_out - mean_in @ linear
    learnt = np.sort(np.random.default_rng(seed).permutation(len(wanted))[:_LEARNT_FROM])
    few = bags[learnt]
    kernel = np.asarray((few @ few.T).todense(), dtype=np.float64)
    kernel[np.diag_indices_from(kernel)] += _WORD_RIDGE * max(float(kernel.diagonal().mean()), 1e-9)
    missed = wanted[learnt] - (np.asarray(few @ vectors) + shift)
    vectors = vectors + np.asarray(few.T @ np.linalg.solve(kernel, missed))
    return vectors.astype(np.float32), shift.astype(np.float32)


def _overlap(a: np.ndarray, b: np.ndarray, most: int = 2_000) -> float:
    """Share of nearest neighbours that two sets of unit vectors of the same texts have in common."""

    def nearest(vectors: np.ndarray) -> np.ndarray:
        likeness = vectors @ vectors.T
        np.fill_diagonal(likeness, -np.inf)
        return np.argpartition(-likeness, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]

    pairs = zip(nearest(a[:most]), nearest(b[:most]), strict=True)
    return float(np.mean([len(set(x) & set(y)) / _NEIGHBOURS for x, y in pairs]))
