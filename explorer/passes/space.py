"""The space that rows are compared in: what the encoder says of a text, beside the words that it is made of.

The encoder knows that two texts mean the same, in whatever language; it is blind to what the wording of an instruction asks
for. Latent semantic analysis of the dataset's own words sees that. Each is a unit vector.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from explorer.passes import projection
from explorer.passes.embedding.bags import bags, unit, vocabulary
from explorer.passes.projection import Axes

WEIGHT = 0.5
"""Length of the words' part beside the encoder's. More would part translations from their originals: see
`benchmarks.meaning`."""

_FEW, _FEW_TEXTS = 64, 8_000  # dimensions of either part, where there are few texts to learn them from
_MANY = 128  # and where there are many
_VOCABULARY = 40_000  # words and pairs of words
_START = 20  # words of a text whose pairs count
_HAN = "\u3400"  # words that sort behind it are Han, or of scripts that stand beside it


@dataclass(frozen=True)
class Lexical:
    """Latent semantic analysis. places: word, or pair of words -> its row. weights: float32 (words,). components: float32 (words, topics).

    means: float32 (2, topics), of texts in Han and of all others. They are taken away, so that two texts are not alike for
    being in one language, and those in two languages are as near as the encoder says.
    """

    places: dict[str, int]
    weights: np.ndarray
    components: np.ndarray
    means: np.ndarray

    def transform(self, listed: Sequence[Sequence[str]]) -> np.ndarray:
        """Unit vectors of texts that are cut into words, float32 (texts, topics); zero where no word is known."""
        spoken = [_with_pairs(one) for one in listed]
        found = unit(np.asarray(bags(spoken, self.places, self.weights, "l2") @ self.components, dtype=np.float32))
        filled = np.abs(found).max(axis=1, initial=0) > 0
        found[filled] -= self.means[_scripts(listed)[filled]]
        return unit(found)


@dataclass(frozen=True)
class Space:
    """axes: what is kept of the encoder's dimensions. lexical: what the words say."""

    axes: Axes
    lexical: Lexical

    def join(self, encoded: np.ndarray, listed: Sequence[Sequence[str]]) -> np.ndarray:
        """Unit vectors, float32 (texts, dimensions), of the encoder's vectors and the words of the same texts."""
        return unit(np.hstack([self.axes.reduce(encoded), WEIGHT * self.lexical.transform(listed)]))


def learn_space(encoded: np.ndarray, listed: Sequence[Sequence[str]], seed: int = 0) -> Space:
    """encoded: of some texts. listed: words of these and any further ones, from which the words' part is learnt."""
    dimensions = _FEW if len(listed) < _FEW_TEXTS else _MANY
    return Space(projection.axes(encoded, dimensions), _learn(listed, dimensions, seed))


def _learn(listed: Sequence[Sequence[str]], most: int, seed: int) -> Lexical:
    from sklearn.decomposition import TruncatedSVD

    spoken = [_with_pairs(one) for one in listed]
    places, held_by = vocabulary(spoken, _VOCABULARY, fewest=2)  # a word of one text relates it to none
    weights = (np.log((1 + len(listed)) / (1 + held_by)) + 1).astype(np.float32)
    topics = min(most, len(places) - 1, len(listed) - 1)
    if topics < 1:
        return Lexical(places, weights, np.zeros((len(places), 1), np.float32), np.zeros((2, 1), np.float32))
    matrix = bags(spoken, places, weights, "l2")
    # Texts that are all the same have no variance, whose share is of no use here.
    with np.errstate(invalid="ignore", divide="ignore"):
        fitted = TruncatedSVD(topics, random_state=seed).fit(matrix)
    components = np.asarray(fitted.components_, dtype=np.float32).T.copy()
    found = unit(np.asarray(matrix @ components, dtype=np.float32))
    scripts = _scripts(listed)
    means = [found[scripts == script].mean(axis=0) if (scripts == script).any() else found[0] * 0 for script in (0, 1)]
    return Lexical(places, weights, components, np.array(means, dtype=np.float32))


def _with_pairs(one: Sequence[str]) -> list[str]:
    """Words, and pairs of words at the start of a text: there an instruction says what it wants."""
    return [*one, *(f"{first} {second}" for first, second in pairwise(one[:_START]))]


def _scripts(listed: Sequence[Sequence[str]]) -> np.ndarray:
    """1 for texts most of whose words are Han, 0 for others; int64 (texts,)."""
    return np.array([2 * sum(word >= _HAN for word in one) > len(one) for one in listed], dtype=np.int64)
