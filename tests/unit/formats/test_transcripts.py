"""Whole dialogues in one text."""

from __future__ import annotations

import pytest

from explorer.formats.transcripts import split_transcript
from tests.growth import assert_linear, repeated


@pytest.mark.parametrize(
    ("before", "unit", "after"),
    [
        ("[/INST]", "[INST]", ""),
        ("", "[INST]", "[/INST]"),
        ("[客户]", " ", "x"),
        ("", "a:", "x\nQ: u\nA: a"),
        ("", "<|im_start|>", ""),
        ("Human:", "\n", ""),
        ("", "### Instruction:", ""),
    ],
)
def test_hostile_text_takes_linear_time(before: str, unit: str, after: str) -> None:
    make = repeated(unit)
    assert_linear(lambda size: before + make(size) + after, split_transcript, 400_000)


def test_transcripts_keep_labels_inside_an_answer() -> None:
    text = "\n\nHuman: write a play\n\nAssistant: Sure.\nHuman: enters\nAssistant: leaves"
    turns = split_transcript(text)
    assert turns is not None
    assert [turn.text for turn in turns] == ["write a play", "Sure.\nHuman: enters\nAssistant: leaves"]
