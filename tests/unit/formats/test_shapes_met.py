"""Shapes of published datasets and of rows in public questions, written anew in a few words each.

FRESH were looked for after the reading of turns had been written and before anything was mended for them; `right` says
whether they were read rightly at once. The rest of the module holds them all.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from explorer import formats

ROLE = {"s": "system", "u": "user", "a": "assistant", "t": "tool"}


class Met(NamedTuple):
    """A shape: where it is met, a row, its turns ("u:text"), whether it is sure, whether it was right at once."""

    where: str
    row: Any
    turns: list[str]
    sure: bool = True
    right: bool = True


FRESH = [
    Met(
        "steps of a sale, one list a conversation",
        [
            {"conv_id": 1, "conv_step": 1, "customer_prompt": "u", "salesman": "a"},
            {"conv_id": 1, "conv_step": 2, "customer_prompt": "v", "salesman": "b"},
        ],
        ["u:u", "a:a", "u:v", "a:b"],
        right=False,
    ),
    Met("Magpie multi-turn in columns", {"input1": "u", "output1": "a", "input2": "v", "output2": "b"}, ["u:u", "a:a", "u:v", "a:b"]),
    Met(
        "Magpie-MT, the first pair without a number",
        {"instruction": "u", "response": "a", "instruction_2": "v", "response_2": "b"},
        ["u:u", "a:a", "u:v", "a:b"],
        right=False,
    ),
    Met(
        "DialogStudio's log",
        {"log": [{"turn id": 1, "user utterance": "u", "system response": "a"}, {"turn id": 2, "user utterance": "v", "system response": "b"}]},
        ["u:u", "a:a", "u:v", "a:b"],
        right=False,
    ),
    Met("HuatuoGPT's labelled texts", {"data": ["问：甲", "答：乙"]}, ["u:甲", "a:乙"], sure=False),
    Met("PIPPA", {"conversation": [{"message": "u", "is_human": True}, {"message": "a", "is_human": False}]}, ["u:u", "a:a"]),
    Met(
        "Daring-Anteater",
        {"system": "S", "mask": "User", "conversations": [{"from": "User", "value": "u", "label": None}, {"from": "Assistant", "value": "a", "label": "q:1"}]},
        ["s:S", "u:u", "a:a"],
    ),
    Met("Data-Juicer", {"system": "S", "query": "v", "response": "b", "history": [["u", "a"]]}, ["s:S", "u:u", "a:a", "u:v", "a:b"]),
    Met("COIG conversations", {"instruction": "", "conversations": [{"question": "u", "answer": "a"}]}, ["u:u", "a:a"]),
    Met("Samantha", {"id": "x", "conversations": [{"human": "u", "gpt": "a"}]}, ["u:u", "a:a"]),
    Met("MultiWOZ", {"dialogue": [{"speaker": "USER", "utterance": "u"}, {"speaker": "SYSTEM", "utterance": "a"}]}, ["u:u", "a:a"], sure=False),
    Met("Doctor and patient", {"utterances": ["patient: u", "doctor: a"]}, ["u:u", "a:a"], sure=False),
    Met(
        "LangChain",
        {"messages": [{"type": "human", "data": {"content": "u"}}, {"type": "ai", "data": {"content": "a"}}]},
        ["u:u", "a:a"],
    ),
    Met("Dolphin's system prompts", {"system_prompt": "S", "user_prompt": "u", "assistant_response": "a"}, ["s:S", "u:u", "a:a"], right=False),
    Met(
        "role-play logs",
        {"messages": [{"name": "Ann", "is_user": True, "mes": "u"}, {"name": "Rei", "is_user": False, "mes": "a"}]},
        ["u:u", "a:a"],
        right=False,
    ),
    Met("chat of a support desk", {"chat": [{"sender": "customer", "message": "u"}, {"sender": "agent", "message": "a"}]}, ["u:u", "a:a"]),
    Met("messages as JSON texts", {"messages": ['{"role":"user","content":"u"}', '{"role":"assistant","content":"a"}']}, ["u:u", "a:a"]),
    Met("threads with an author object", {"messages": [{"author": {"role": "user"}, "content": "u"}, {"author": {"role": "assistant"}, "content": "a"}]}, ["u:u", "a:a"]),
    Met("Falcon's labels", {"text": "System: S\nUser: u\nFalcon: a"}, ["s:S", "u:u", "a:a"]),
    Met("DialogSum as a dialogue", {"conversation": "#Person1#: u\n#Person2#: a\n#Person1#: v"}, ["u:u", "a:a", "u:v"], sure=False),
    Met("pairs of prompts and replies", {"exchanges": [{"prompt": "u", "reply": "a"}]}, ["u:u", "a:a"], sure=False),
]  # fmt: skip


@pytest.mark.parametrize("met", FRESH, ids=lambda met: met.where)
def test_a_shape_that_is_met_elsewhere_is_read(met: Met) -> None:
    conversation = formats.decode(met.row)
    said = [(ROLE.get(role, role), text) for role, _, text in (turn.partition(":") for turn in met.turns)]
    assert [(turn.role, turn.text) for turn in conversation.turns] == said
    assert conversation.sure is met.sure


def test_lists_of_both_sides_under_names_that_tell_nothing_are_not_sure() -> None:
    # Blended Skill Talk; it was not read right away and is left to a mapping.
    row = {"free_messages": ["a b", "c d"], "guided_messages": ["e f", "g h"]}
    assert not formats.decode(row).sure
