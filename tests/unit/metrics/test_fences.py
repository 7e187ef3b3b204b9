"""Fences are found by their backticks, not line by line; what is found is the same."""

from __future__ import annotations

import random

import pytest

from explorer.metrics.text import fences as module
from explorer.metrics.text.fences import fences
from tests.growth import assert_linear, repeated

_PIECES = ("```", "````", "`", "``", "\n", "\n", "\n", " ", "   ", "\t", "py", "- ", "> ", "a", "\r\n", " " * 11)
_PIECES += ("x" * 13, "y" * 61)


def test_the_marks_are_those_of_every_line() -> None:
    chance = random.Random(1)
    found = 0
    for _ in range(5_000):
        text = "".join(chance.choice(_PIECES) for _ in range(chance.randint(1, 24)))
        wanted = [(mark.span(), mark.groups()) for mark in module._FENCE.finditer(text)]
        assert [(mark.span(), mark.groups()) for mark in module._marks(text)] == wanted, repr(text)
        found += len(wanted)
    assert found > 1_000


def test_lines_are_tried_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TRIED", 10)
    block = "```py\n1\n```\n"
    assert len(fences("a```\n" * 8 + block)) == 1
    assert fences("a```\n" * 10 + block) == []
    assert len(fences("no backticks\n" * 100 + block)) == 1


@pytest.mark.parametrize("unit", ["if\n", "a```\n", "```a``\n", "`", "x ```", "\n"])
def test_any_text_is_read_in_time(unit: str) -> None:
    made = repeated(unit)
    assert_linear(lambda size: "```py\n" + made(size) + "\n```", fences, 400_000)
