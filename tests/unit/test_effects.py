"""Differences and how sure they are: against published examples and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from explorer import effects


def test_newcombe_as_published() -> None:
    """Newcombe 1998, method 10, 56/70 against 48/80."""
    found = effects.shares(56, 70, 48, 80)
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)
    none = effects.shares(10, 10, 0, 10)
    assert (none.low, none.high) == pytest.approx((0.6075, 1.0), abs=1e-4)


@pytest.mark.parametrize(("hits", "rows"), [(0, 10), (3, 10), (10, 10), (1, 1), (50, 4_000)])
def test_wilson_is_scipys(hits: int, rows: int) -> None:
    want = stats.binomtest(hits, rows).proportion_ci(method="wilson")
    assert effects.wilson(hits, rows) == pytest.approx((want.low, want.high), abs=1e-9)


def test_cliff_counts_pairs() -> None:
    random = np.random.default_rng(3)
    one, two = random.integers(0, 30, 120), random.integers(5, 40, 90)
    values = np.union1d(one, two)
    counts = [np.array([(side == value).sum() for value in values]) for side in (one, two)]
    found = effects.cliff(counts[0], counts[1])
    assert found.value == pytest.approx(np.sign(one[:, None] - two[None, :]).mean())
    assert found.low < found.value < found.high
    back = effects.cliff(counts[1], counts[0])
    assert back.value == pytest.approx(-found.value)
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low))


def test_cliff_covers_what_it_says() -> None:
    """Of 400 pairs of samples, about 95 % of the intervals hold the true difference."""
    random = np.random.default_rng(11)
    truth = 2 * stats.norm.cdf(0.5 / np.sqrt(2)) - 1
    held = 0
    for _ in range(400):
        one, two = random.normal(0.5, 1, 60), random.normal(0, 1, 80)
        values = np.sort(np.concatenate([one, two]))
        found = effects.cliff(np.isin(values, one).astype(int), np.isin(values, two).astype(int))
        held += found.low <= truth <= found.high
    assert 0.92 <= held / 400 <= 0.99


def test_groups_apart_and_groups_of_none() -> None:
    apart = effects.cliff(np.array([0, 9]), np.array([9, 0]))
    assert apart.value == 1.0 and 0 < apart.low < 1.0 == apart.high
    assert effects.cliff(np.array([0, 0]), np.array([1, 2])).sure == 0.0
    assert effects.shares(0, 0, 1, 2).sure == 0.0


def test_many_tries_want_more() -> None:
    assert effects.beyond_many(1) == pytest.approx(effects.Z95)
    assert effects.beyond_many(1_000) > 4
