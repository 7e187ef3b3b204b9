"""How even a distribution over categories is: one measure, for the scorecard, Categories, the report and the command line."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

UNTOLD: Mapping[str, str] = {"ability": "other", "language": "und"}
"""Column -> its value for rows of which nothing could be told. They are in no category, and count for no evenness."""


class Evenness(NamedTuple):
    """rows: in all categories together. categories: those that hold rows. evenness: Shannon entropy of the shares over its
    largest possible value (Pielou's J), 0 to 1. effective: exp of the entropy, the number of equally large categories
    that would be as varied (Hill number of order 1). largest: share of the largest category, 0 to 1.
    """

    rows: int
    categories: int
    evenness: float
    effective: float
    largest: float


def evenness(sizes: Sequence[int], times: Sequence[int] | None = None) -> Evenness:
    """Of categories: `times[i]` of them (one by default) hold `sizes[i]` rows each.

    Sizes are whole numbers, and fractions are summed exactly: the same figure in whatever order the counts come.
    """
    found: Counter[int] = Counter()
    for size, n in zip(sizes, times or [1] * len(sizes), strict=True):
        if size > 0 and n > 0:
            found[size] += n
    rows = sum(size * n for size, n in found.items())
    filled = found.total()
    if not filled:
        return Evenness(0, 0, 0.0, 0.0, 0.0)
    shares = [(size / rows, n) for size, n in found.items()]
    # Fractions, since so many times a rounded number is another than that number so many times.
    entropy = max(0.0, -float(sum(n * Fraction(share * math.log(share)) for share, n in shares)))
    even = entropy / math.log(filled) if filled > 1 else 0.0
    return Evenness(rows, filled, even, math.exp(entropy), max(share for share, _ in shares))
