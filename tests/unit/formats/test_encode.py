"""What is written in a dialect reads back the same; what a dialect cannot carry is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import formats
from explorer.conversation import Conversation, Turn
from explorer.errors import MappingError

from .shorthand import M


class TestEncode:
    def test_what_it_writes(self) -> None:
        conversation = formats.decode({"instruction": "i", "input": "x", "output": "o", "system": "S"})
        assert formats.encode(conversation, "alpaca") == {
            "instruction": "i\nx",
            "input": "",
            "output": "o",
            "system": "S",
        }
        assert formats.encode(conversation, "messages") == {
            "messages": M(("system", "S"), ("user", "i\nx"), ("assistant", "o"))
        }
        assert formats.encode(conversation, "sharegpt")["conversations"][1] == {"from": "human", "value": "i\nx"}
        assert formats.encode(conversation, "prompt_completion") == {"system": "S", "prompt": "i\nx", "completion": "o"}
        assert formats.encode(conversation, "qa") == {"system": "S", "question": "i\nx", "answer": "o"}

    @pytest.mark.parametrize(
        ("value", "dialect"),
        [
            ({"messages": M(("user", "u"))}, "alpaca"),
            ({"messages": M(("user", "u"), ("user", "v"), ("assistant", "a"))}, "alpaca"),
            ({"messages": M(("user", "u"), ("assistant", "a"), ("user", "v"), ("assistant", "b"))}, "qa"),
            ({"messages": M(("user", "u"), ("tool", "4"), ("assistant", "a"))}, "prompt_completion"),
            ({"prompt": "p", "completion": "c"}, "preference"),
            ({"prompt": "p", "completion": "c"}, "kto"),
            ({"prompt": "p", "completion": "c"}, "text"),
            ({"prompt": "p", "completion": "c"}, "tree"),
            ({"prompt": "p", "completion": "c"}, "no such dialect"),
            ({"foo": 1}, "messages"),
        ],
    )
    def test_what_it_refuses(self, value: Any, dialect: str) -> None:
        with pytest.raises(MappingError) as caught:
            formats.encode(formats.decode(value), dialect)
        assert caught.value.hint


# Readers here take `TEXT` for `text`; trainers do not, so the very names are held.
_CALL = '[{"function":{"name":"f"}}]'
_ASKED = (Turn("system", "S"), Turn("user", "u", name="Ann"), Turn("assistant", "a", "Hm", trained=False))
_CALLED = (
    Turn("user", "u"),
    Turn("assistant", "", tool_calls=_CALL),
    Turn("tool", "7", name="f"),
    Turn("assistant", "7"),
)
_TALK = (
    Turn("system", "S"),
    Turn("user", "u"),
    Turn("assistant", "a"),
    Turn("user", "v"),
    Turn("assistant", "b", "Hm"),
)
_PAIR = (Turn("user", "u"), Turn("assistant", "a"))

WRITTEN: list[tuple[str, Conversation, dict[str, Any]]] = [
    (
        "messages",
        Conversation("x", _ASKED, tools="[]"),
        {
            "messages": [
                {"role": "system", "content": "S"},
                {"role": "user", "content": "u", "name": "Ann"},
                {"role": "assistant", "content": "a", "reasoning_content": "Hm", "train": False},
            ],
            "tools": "[]",
        },
    ),
    (
        "messages",
        Conversation("x", _CALLED),
        {
            "messages": [
                {"role": "user", "content": "u"},
                {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "f"}}]},
                {"role": "tool", "content": "7", "name": "f"},
                {"role": "assistant", "content": "7"},
            ]
        },
    ),
    (
        "messages",
        Conversation("x", (Turn("assistant", "", tool_calls="no JSON"),)),
        {"messages": [{"role": "assistant", "content": "", "tool_calls": ["no JSON"]}]},
    ),
    (
        "sharegpt",
        Conversation("x", _ASKED, tools="[]"),
        {
            "conversations": [
                {"from": "system", "value": "S"},
                {"from": "human", "value": "u", "name": "Ann"},
                {"from": "gpt", "value": "<think>\nHm\n</think>\n\na", "train": False},
            ],
            "tools": "[]",
        },
    ),
    (
        "sharegpt",
        Conversation("x", _CALLED),
        {
            "conversations": [
                {"from": "human", "value": "u"},
                {"from": "function_call", "value": '{"name":"f","arguments":{}}'},
                {"from": "observation", "value": "7", "name": "f"},
                {"from": "gpt", "value": "7"},
            ]
        },
    ),
    (
        "alpaca",
        Conversation("x", _TALK, rejected="no"),
        {
            "instruction": "v",
            "input": "",
            "output": "<think>\nHm\n</think>\n\nb",
            "system": "S",
            "history": [["u", "a"]],
            "rejected": "no",
        },
    ),
    ("alpaca", Conversation("x", _PAIR), {"instruction": "u", "input": "", "output": "a"}),
    ("prompt_completion", Conversation("x", _PAIR), {"prompt": "u", "completion": "a"}),
    ("qa", Conversation("x", _PAIR), {"question": "u", "answer": "a"}),
    ("preference", Conversation("x", _PAIR, rejected="no"), {"prompt": "u", "chosen": "a", "rejected": "no"}),
    (
        "preference",
        Conversation("x", _TALK[:3], tools="[]", rejected=""),
        {
            "prompt": [{"role": "system", "content": "S"}, {"role": "user", "content": "u"}],
            "chosen": [{"role": "assistant", "content": "a"}],
            "rejected": [{"role": "assistant", "content": ""}],
            "tools": "[]",
        },
    ),
    (
        "kto",
        Conversation("x", _PAIR, label="false"),
        {"messages": [{"role": "user", "content": "u"}, {"role": "assistant", "content": "a"}], "label": False},
    ),
    ("text", Conversation("x", (Turn("assistant", "a"),)), {"text": "a"}),
    ("sharegpt", Conversation("x", (Turn("narrator", "n"),)), {"conversations": [{"from": "narrator", "value": "n"}]}),
    (
        "kto",
        Conversation("x", (Turn("assistant", "a"),), label="true"),
        {"messages": [{"role": "assistant", "content": "a"}], "label": True},
    ),
]


@pytest.mark.parametrize(("dialect", "conversation", "row"), WRITTEN)
def test_rows_bear_the_very_names_of_their_dialect(
    dialect: str, conversation: Conversation, row: dict[str, Any]
) -> None:
    assert formats.encode(conversation, dialect) == row


REFUSED: list[tuple[str, Conversation, str]] = [
    (
        "sharegpt",
        Conversation("x", (Turn("assistant", "a", tool_calls="f(1)"),)),
        "both a text and a call in no known form",
    ),
    ("alpaca", Conversation("x", (Turn("user", "Human: a\n\nAssistant:"), _PAIR[1])), "itself written as a dialogue"),
    ("text", Conversation("x", (Turn("assistant", "Human: a\n\nAssistant: b"),)), "itself written as a dialogue"),
    ("alpaca", Conversation("x", _PAIR[:1]), "it has no answer"),
    ("alpaca", Conversation("x", _CALLED), "it uses tools"),
    ("alpaca", Conversation("x", (*_PAIR, _PAIR[0])), "it ends with a question"),
    ("alpaca", Conversation("x", (_PAIR[0], *_PAIR)), "do not alternate"),
    ("alpaca", Conversation("x", (_PAIR[0], Turn("assistant", "", tool_calls=_CALL))), "it uses tools"),
    ("prompt_completion", Conversation("x", (*_PAIR, *_PAIR)), "it has several exchanges"),
    ("preference", Conversation("x", _PAIR), "it has no rejected answer"),
    ("preference", Conversation("x", _PAIR[:1], rejected="no"), "it does not end with an answer"),
    ("preference", Conversation("x", (Turn("narrator", "n"), *_PAIR), rejected="no"), "it has a role that is none of"),
    ("prompt_completion_chat", Conversation("x", _PAIR[:1]), "it does not end with an answer"),
    ("gemini", Conversation("x", (*_PAIR, Turn("system", "S"))), "a system text comes after"),
    ("anthropic", Conversation("x", (Turn("narrator", "n"), *_PAIR)), "it has no role narrator"),
    ("gemini", Conversation("x", (Turn("system", "S"),)), "nothing but a system text"),
    ("anthropic", Conversation("x", (Turn("assistant", "", tool_calls="f(1)"),)), "in no known form"),
    ("kto", Conversation("x", _PAIR, label="perhaps"), "it has no true or false label"),
    ("text", Conversation("x", _PAIR), "it is a dialogue"),
    ("text", Conversation("x", _PAIR[:1]), "it is a dialogue"),
    ("text", Conversation("x", (Turn("assistant", "", tool_calls=_CALL),)), "it is a dialogue"),
]


@pytest.mark.parametrize(("dialect", "conversation", "why"), REFUSED)
def test_what_a_dialect_cannot_carry_is_said_by_name(dialect: str, conversation: Conversation, why: str) -> None:
    with pytest.raises(MappingError) as caught:
        formats.encode(conversation, dialect)
    assert caught.value.message.startswith(f"The row cannot be written as {dialect}: ") and why in caught.value.message
    assert caught.value.hint.startswith(("Export such rows as messages", "Only rows of"))


# Texts that no template could take for markup, so that what comes back can be compared.
_words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="[]{}<>#:：【】"), min_size=1)
_calls = st.just('[{"function":{"name":"f"}}]')
_turn = st.builds(
    Turn,
    st.sampled_from(["system", "user", "assistant", "tool", "narrator"]),
    _words,
    st.one_of(st.just(""), _words),
    st.one_of(st.just(""), _calls),
    st.one_of(st.just(""), _words),
    st.sampled_from([None, True, False]),
)
_tools = st.one_of(st.just(""), st.just('[{"name":"f"}]'))


@given(st.lists(_turn, min_size=1, max_size=6), _tools)
def test_messages_read_back_as_written(turns: list[Turn], tools: str) -> None:
    conversation = Conversation("messages", tuple(turns), tools=tools)
    assert formats.decode(json.loads(json.dumps(formats.encode(conversation, "messages")))) == conversation


@given(st.lists(st.tuples(_words, _words), min_size=1, max_size=4), st.one_of(st.just(""), _words))
def test_dialogues_read_back_as_written(exchanges: list[tuple[str, str]], system: str) -> None:
    turns = [Turn("system", system)] if system else []
    for asked, answer in exchanges:
        turns += [Turn("user", asked), Turn("assistant", answer)]
    dialects = ["sharegpt", "messages", "alpaca"]
    if len(exchanges) == 1:
        dialects += ["prompt_completion", "qa"]
    for dialect in dialects:
        conversation = Conversation(dialect, tuple(turns))
        assert formats.decode(formats.encode(conversation, dialect)) == conversation
    pair = Conversation("preference", tuple(turns), rejected="no")
    assert formats.decode(formats.encode(pair, "preference")) == pair
    judged = Conversation("kto", tuple(turns), label="false")
    assert formats.decode(formats.encode(judged, "kto")) == judged
