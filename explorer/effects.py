"""How far two groups of rows lie apart, and how sure that is: one measure for yes/no, for labels and for numbers.

The difference of two shares and Cliff's delta are the same for a yes/no column, so that differences of every kind can be
ranked together: both run from -1 to 1, and 0 is no difference.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

Z95 = 1.959963984540054
"""Standard errors of a two-sided interval of 95 %."""


class Effect(NamedTuple):
    """A difference, -1 to 1, with the ends of its interval."""

    value: float
    low: float
    high: float

    @property
    def sure(self) -> float:
        """The end of the interval that is nearer to no difference; 0 where the interval holds it."""
        if self.low > 0:
            return self.low
        return self.high if self.high < 0 else 0.0

    def scaled(self, by: float) -> Effect:
        """The same, a part of it as large. by: 0 to 1."""
        return Effect(self.value * by, self.low * by, self.high * by)


NONE = Effect(0.0, -1.0, 1.0)
"""Where one of the groups has no rows."""


def beyond_many(tried: int) -> float:
    """Standard errors of an interval that holds for `tried` differences at once (Bonferroni)."""
    return NormalDist().inv_cdf(1 - 0.025 / max(tried, 1))


def wilson(hits: float, rows: float, z: float = Z95) -> tuple[float, float]:
    """Interval of a share (Wilson's score). hits, rows: counts, or so many rows as would be as sure."""
    if not rows:
        return 0.0, 1.0
    share, square = hits / rows, z * z / rows
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(share * (1 - share) / rows + square / (4 * rows))
    return max(0.0, middle - half), min(1.0, middle + half)


def shares(hits: int, rows: int, hits_before: int, rows_before: int, z: float = Z95) -> Effect:
    """Difference of two shares, the first minus the second (Newcombe's interval from two of Wilson's)."""
    if not rows or not rows_before:
        return NONE
    one, two = hits / rows, hits_before / rows_before
    low_1, high_1 = wilson(hits, rows, z)
    low_2, high_2 = wilson(hits_before, rows_before, z)
    gap = one - two
    return Effect(gap, gap - math.hypot(one - low_1, high_2 - two), gap + math.hypot(high_1 - one, two - low_2))


def cliff(counts: np.ndarray, counts_before: np.ndarray, z: float = Z95) -> Effect:
    """Cliff's delta of two groups: how much more often a row of the first exceeds one of the second than falls below it.

    counts, counts_before: rows of each group that have each value, values ascending. The interval is Cliff's own, which
    allows for ties and for unlike spreads.
    """
    ours, theirs = counts.astype(np.float64), counts_before.astype(np.float64)
    n, m = float(ours.sum()), float(theirs.sum())
    if not n or not m:
        return NONE
    # Of each value, how much more of the other group lies below it than above.
    over_theirs = 2 * np.cumsum(theirs) - theirs - m
    over_ours = 2 * np.cumsum(ours) - ours - n
    delta = float(ours @ over_theirs) / (n * m)
    spread = float(ours @ (over_theirs / m - delta) ** 2) / n / max(n - 1, 1)
    spread += float(theirs @ (over_ours / n + delta) ** 2) / m / max(m - 1, 1)
    if spread <= 0:  # they do not overlap at all, or all values are one
        room = z * z / (min(n, m) + z * z)
        return Effect(delta, max(-1.0, delta - 2 * room), min(1.0, delta + 2 * room))
    square = z * z * spread
    half = math.sqrt(square) * math.sqrt((1 - delta * delta) ** 2 + square)
    under = 1 - delta * delta + square
    middle = delta - delta**3
    return Effect(delta, max(-1.0, (middle - half) / under), min(1.0, (middle + half) / under))
