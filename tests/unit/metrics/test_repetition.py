"""Repetition: loops in both languages, and texts that repeat by nature."""

from __future__ import annotations

import pytest

from explorer.conversation import Conversation, Turn
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from explorer.metrics.repetition import REPETITION

CONTEXT = Context("o200k_base", "")


def judged(response: str) -> tuple[float, bool]:
    conversation = Conversation("x", (Turn("user", "Go on."), Turn("assistant", response)))
    values = REPETITION.compute(Batch([conversation]), CONTEXT)
    share, looping = values["repetition"][0], values["is_looping"][0]
    assert 0 <= share <= 1
    assert REPETITION.explain is not None
    found = REPETITION.explain(conversation)
    assert bool(found) == looping
    for item in found:
        assert 0 <= item.start < item.end <= len(response)
    return share, looping


@pytest.mark.parametrize(
    "response",
    [
        "Keep the room dark. " + "Avoid screens before bed. " * 12,
        "小镇" + "的邮局" * 40,
        "首先要多读书。" + "要多读书，多读书，" * 20,
        "The snow falls,\n" + "and softly, softly it falls down,\n" * 9,
        "啊" * 300,
    ],
)
def test_loops(response: str) -> None:
    share, looping = judged(response)
    assert looping and share > 0.5


@pytest.mark.parametrize(
    "response",
    [
        "",
        "Short.",
        "A walk in the park helps because light, air and movement each do their part, and none of them costs a thing.",
        "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |\n| 7 | 8 |\n",
        "-" * 400,
        "Row, row, row your boat,\nGently down the stream.\nMerrily, merrily, merrily, merrily,\nLife is but a dream.",
        "<div>\n" + "".join(f'  <p class="c">{n}</p>\n' for n in range(12)) + "</div>",
    ],
)
def test_no_loops(response: str) -> None:
    assert not judged(response)[1]


@pytest.mark.parametrize("unit", ["a", "((((", "\n", "```", "\u200b", "abcdefghijkl", " "])
def test_hostile_texts_end(unit: str) -> None:
    judged(unit * (300_000 // len(unit)))
