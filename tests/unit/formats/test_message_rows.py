"""One message a row: told as such, never taken for a whole example."""

from __future__ import annotations

from typing import Any

import pytest

from explorer import formats
from explorer.metrics import Batch, Context
from explorer.metrics.checks import CHECKS

# (row, role, the key that the remark names)
MESSAGES: list[tuple[dict[str, Any], str, str]] = [
    ({"conversation_id": "c", "turn": 1, "role": "user", "content": "t"}, "user", "conversation_id"),
    ({"conv_id": 3, "role": "assistant", "content": "t"}, "assistant", "conv_id"),
    ({"dialogueId": 3, "speaker": "Alice", "utterance": "t"}, "Alice", "dialogueId"),
    ({"from": "human", "value": "t"}, "user", "file"),
    ({"role": "gpt", "text": "t", "id": 4}, "assistant", "file"),
    (
        {"message_id": "b", "parent_id": "a", "text": "t", "role": "prompter", "message_tree_id": "a", "lang": "en"},
        "user",
        "message_tree_id",
    ),
    ({"message_id": "b", "parent_id": None, "text": "t", "role": "assistant"}, "assistant", "parent_id"),
    ({"sessionId": "s", "sender": "bot", "message": "t", "timestamp": "2024-01-01"}, "assistant", "sessionId"),
]


@pytest.mark.parametrize(("row", "role", "key"), MESSAGES)
def test_a_message_says_by_what_it_is_grouped(row: dict[str, Any], role: str, key: str) -> None:
    found = formats.decode(row)
    assert found.dialect == "message_row"
    assert [(turn.role, turn.text) for turn in found.turns] == [(role, "t")]
    assert not found.sure
    assert f"`group --by {key}`" in found.notes[0]
    values = CHECKS.compute(Batch([found]), Context("o200k_base", ""))
    assert not values["is_empty"][0] and not values["is_prompt_empty"][0]


@pytest.mark.parametrize(
    ("row", "dialect"),
    [
        ({"author": "Jane Doe", "text": "t", "title": "x"}, "text"),
        ({"role": "a pirate", "prompt": "p", "response": "r"}, "prompt_completion"),
        ({"speaker": "Jane Doe", "text": "t"}, "text"),
        ({"conversation_id": 1, "messages": [{"role": "user", "content": "q"}]}, "messages"),
        ({"session_id": 1, "question": "q", "answer": "a"}, "qa"),
    ],
)
def test_what_is_no_message(row: dict[str, Any], dialect: str) -> None:
    assert formats.decode(row).dialect == dialect
