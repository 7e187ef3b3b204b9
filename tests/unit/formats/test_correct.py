"""Corrected texts put back where the old ones stand: read again, the row is the corrected conversation and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.conversation import Conversation
from explorer.formats import FORMATS, decode, parse_mapping
from explorer.formats.correct import corrected, with_texts

NEW = 'A new text, with "quotes", \\ and 算法.\nTwo lines.'

ROWS: dict[str, Any] = {
    "alpaca": {"instruction": "Count", "input": "", "output": "1 2 3", "id": 7},
    "messages": {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hi"}], "tag": "Hi"},
    "sharegpt": {"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Yes."}]},
    "swift": {"conversation": [{"human": "Hi", "assistant": "Yes."}, {"human": "Hi", "assistant": "No."}]},
    "columns": {"user_1": "Hi", "assistant_1": "Yes.", "user_2": "Hi", "assistant_2": "No."},
    "openchat": {"items": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes."}], "system": "Be"},
    "prompt_completion": {"prompt": "Hi", "completion": "Yes.", "score": 0.5},
    "qa": {"question": "Hi?", "answer": "Yes."},
    "preference": {"prompt": "Hi", "chosen": "Yes.", "rejected": "No."},
    "kto": {"prompt": "Hi", "completion": "Yes.", "label": True},
    "tree": {"prompt": {"text": "Hi", "role": "prompter", "replies": [{"text": "Yes.", "role": "assistant", "replies": []}]}},
    "stepwise": {"prompt": "Hi", "completions": ["One.", "Two."], "labels": [True, False]},
    "seed_tasks": {"instruction": "Say", "instances": [{"input": "", "output": "Yes."}, {"input": "", "output": "Yes."}]},
    "prompt_only": {"prompt": "Hi", "data_source": "demo"},
    "message_row": {"conversation_id": 7, "role": "user", "content": "Hi"},
    "turns": {"turns": ["Hi", "Hi"], "reference": ["Yes.", "No."]},
    "transcript": {"text": "Human: Hi there\n\nAssistant: Hi there\n\nHuman: Bye\n\nAssistant: Bye"},
    "text": {"text": "Once upon a time."},
}  # fmt: skip


def test_there_is_a_row_of_every_dialect() -> None:
    assert {name: decode(row).dialect for name, row in ROWS.items()} == {item.name: item.name for item in FORMATS}


def same(value: Any, edit: dict[int, str], mapping: Any = None) -> Any:
    before = json.dumps(value)
    conversation = decode(value, mapping)
    found = corrected(value, conversation, edit, mapping)
    assert decode(found, mapping) == with_texts(conversation, edit)
    assert json.dumps(value) == before  # the row that was given is left alone
    return found


@pytest.mark.parametrize("name", ROWS)
def test_every_turn_of_every_dialect_can_be_corrected(name: str) -> None:
    value = ROWS[name]
    turns = decode(value).turns
    for place in range(len(turns)):
        if name == "stepwise" and place:
            continue  # its answer is several texts
        found = same(value, {place: NEW if name != "transcript" else "Another text"})
        assert list(found) == list(value)
    if name not in ("transcript", "stepwise"):
        same(value, {place: f"{NEW} {place}" for place in range(len(turns))})


def test_the_turn_that_is_meant_among_equal_texts() -> None:
    row = {"tag": "Hi", "messages": [{"role": role, "content": "Hi"} for role in ("user", "assistant") * 2]}
    for place in range(4):
        found = same(row, {place: "Yo"})
        assert [message["content"] for message in found["messages"]] == ["Yo" if n == place else "Hi" for n in range(4)]
        assert found["tag"] == "Hi"
    assert [m["content"] for m in same(row, {0: "a", 1: "b", 3: "Hi"})["messages"]] == ["a", "b", "Hi", "Hi"]


def test_a_text_of_several_fields_changes_in_the_field_that_holds_the_change() -> None:
    row = {"instruction": "Count", "input": "to 3", "output": "1 2 3"}
    assert same(row, {0: "Count\nto 4"}) == {**row, "input": "to 4"}
    assert same(row, {0: "Counting\nto 3"}) == {**row, "instruction": "Counting"}
    assert same(row, {0: "All new"}) == {**row, "instruction": "All new", "input": ""}


def test_fields_that_hold_nothing_or_a_number() -> None:
    assert same({"prompt": "2 + 2?", "completion": 5}, {1: "4"}) == {"prompt": "2 + 2?", "completion": "4"}
    assert same({"prompt": "2 + 2?", "completion": None}, {1: "4"}) == {"prompt": "2 + 2?", "completion": "4"}
    assert same({"prompt": "a", "input": "", "completion": ""}, {1: "b"})["completion"] == "b"


@pytest.mark.parametrize("write", [json.dumps, repr], ids=["JSON", "Python"])
def test_messages_in_a_text(write: Any) -> None:
    held = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": 'Say "Hi"'}]
    found = same({"messages": write(held)}, {1: NEW})
    assert isinstance(found["messages"], str)


def test_a_mapping() -> None:
    mapping = parse_mapping("prompt=a.q,response=b")
    found = same({"a": {"q": "Hi"}, "b": "Hi", "c": "Hi"}, {1: "Yes."}, mapping)
    assert found == {"a": {"q": "Hi"}, "b": "Yes.", "c": "Hi"}


def test_what_cannot_be_put_back_says_why() -> None:
    row = ROWS["transcript"]
    with pytest.raises(LookupError, match="no place of its own"):
        corrected(row, decode(row), {1: "Yes.\n\nHuman: and more"})
    with pytest.raises(LookupError, match="no turn 9"):
        corrected(row, decode(row), {8: "Yes."})
    with pytest.raises(LookupError):
        corrected({}, decode({}), {0: "Yes."})


texts = st.sampled_from(["", "a", "b", "a\nb", "Hi", '"', "[]", "{}", "[1]", "null", "1"]) | st.text(max_size=6)
pairs = st.lists(st.tuples(st.sampled_from(["user", "assistant", "system"]), texts), min_size=1, max_size=5)


@given(pairs, st.data())
def test_messages_of_any_texts(said: list[tuple[str, str]], data: st.DataObject) -> None:
    row = {"messages": [{"role": role, "content": text} for role, text in said], "other": said[0][1]}
    conversation: Conversation = decode(row)
    edit = data.draw(st.dictionaries(st.integers(0, len(said) - 1), texts))
    if len(conversation.turns) != len(said):
        return
    found = corrected(row, conversation, edit)
    assert found["other"] == row["other"]
    assert [one["content"] for one in found["messages"]] == [edit.get(n, text) for n, (_, text) in enumerate(said)]
