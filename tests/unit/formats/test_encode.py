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
            ({"messages": M(("user", "u"), ("assistant", "a")), "tools": '[{"name":"f"}]'}, "alpaca"),
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
