"""How even a distribution is, at the ends of what can be counted."""

from __future__ import annotations

import math

import pytest

from explorer.evenness import evenness


def test_sizes_too_alike_for_a_share_to_tell_apart_all_count() -> None:
    found = evenness([10**17, 10**17 + 1])
    assert found.categories == 2
    assert found.evenness == pytest.approx(1.0) and found.effective == pytest.approx(2.0)


def test_many_categories_of_one_row_are_even() -> None:
    found = evenness([1], [10**12])
    assert found.evenness == pytest.approx(1.0) and found.largest == pytest.approx(1e-12)
    assert math.isclose(found.effective, 1e12, rel_tol=1e-9)
