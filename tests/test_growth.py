"""The measure of growth tells a quadratic cost from a linear one."""

from __future__ import annotations

import pytest

from .growth import assert_linear, repeated


def test_a_linear_cost_passes() -> None:
    assert_linear(repeated("ab"), lambda text: sorted(text), 200_000)


def test_a_quadratic_cost_fails() -> None:
    with pytest.raises(AssertionError, match="10 times the text"):
        assert_linear(repeated("a"), lambda text: sum(1 for _ in range(len(text) ** 2)), 3_000)
