"""How sure a share is that was counted on runs of rows drawn at random, one of each stretch of the source.

Rows of a run are alike, so the rows say less than their number: what counts is how runs differ from their neighbours. That
difference gives the number of rows drawn one by one that would be as sure, and Wilson's interval of so many is right for rare
rows too, where an interval that is the same to both sides is not.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from explorer.effects import Z95, wilson

_LEAST = 8  # runs below which nothing is said


class Interval(NamedTuple):
    """A 95 % interval of a share, a ratio or a count."""

    low: float
    high: float

    def times(self, factor: float) -> Interval:
        """The same in another unit."""
        return Interval(self.low * factor, self.high * factor)

    def within(self, least: float, most: float) -> Interval:
        """The part of it that a figure can have."""
        return Interval(max(self.low, least), min(self.high, most))


def of_share(hits: np.ndarray, rows: np.ndarray, fraction: float) -> Interval:
    """The interval of sum(hits) / sum(rows). hits, rows: (runs,), in the order of the source. fraction: of all runs.

    (0, 1) where too few runs hold any of the rows. Where all or none of them are hits, runs say nothing of how they differ:
    the interval is that of so many runs, as if a run were one row.
    """
    filled = rows > 0
    runs, n = int(filled.sum()), float(rows.sum())
    if runs < _LEAST:
        return Interval(0.0, 1.0)
    share = float(hits.sum()) / n
    variance = _variance(hits - share * rows, n, fraction)
    alike = share * (1 - share) / variance if variance > 0 else float(runs)
    as_sure = min(alike, n / max(1 - fraction, 1e-9))
    low, high = wilson(share * as_sure, as_sure, _student(runs))
    return Interval(low if share > 0 else 0.0, high if share < 1 else 1.0)


def _student(runs: int) -> float:
    """Student's t of 95 %, nearly: few runs know little of how runs differ, and the normal's 1.96 is too small for them."""
    return Z95 + (Z95**3 + Z95) / (4 * (runs - 1))


def _variance(residuals: np.ndarray, n: float, fraction: float) -> float:
    """Of a ratio, by differences of neighbours: what grows along the source is no chance."""
    steps = np.diff(residuals)
    return (1 - fraction) * len(residuals) / (2 * len(steps)) * float(steps @ steps) / n**2 if len(steps) else 0.0


def of_counts(counts: np.ndarray, fraction: float, figure: Callable[[np.ndarray], float], groups: int = 40) -> Interval:
    """The interval of a figure made from the sums of counts, by leaving out groups of runs in turn. counts: (runs, kinds).

    Each group is spread over the whole source, as the sample is.
    """
    runs = len(counts)
    groups = min(groups, runs)
    if groups < _LEAST:
        return Interval(-math.inf, math.inf)
    whole = counts.sum(axis=0)
    value = figure(whole)
    group_of = np.arange(runs) % groups
    left = np.array([figure(whole - counts[group_of == group].sum(axis=0)) for group in range(groups)])
    variance = (1 - fraction) * (groups - 1) / groups * float(((left - left.mean()) ** 2).sum())
    half = _student(groups) * math.sqrt(variance)
    return Interval(value - half, value + half)
