"""Whole dialogues in one text."""

from __future__ import annotations

import time

import pytest

from explorer.formats.transcripts import split_transcript


@pytest.mark.parametrize(
    "text",
    [
        "[/INST]" + "[INST]" * 100_000,
        "[INST]" * 100_000 + "[/INST]",
        "[客户]" + " " * 400_000 + "x",
        "a:" * 900 + "x\nQ: u\nA: a",
        "<|im_start|>" * 50_000,
        "Human:" + "\n" * 400_000,
        "### Instruction:" * 50_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    started = time.perf_counter()
    split_transcript(text)
    assert time.perf_counter() - started < 2


def test_transcripts_keep_labels_inside_an_answer() -> None:
    text = "\n\nHuman: write a play\n\nAssistant: Sure.\nHuman: enters\nAssistant: leaves"
    turns = split_transcript(text)
    assert turns is not None
    assert [turn.text for turn in turns] == ["write a play", "Sure.\nHuman: enters\nAssistant: leaves"]
