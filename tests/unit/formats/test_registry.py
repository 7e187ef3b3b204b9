"""FORMATS: every dialect names and explains itself, reads any row, and carries what it claims to carry."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import formats
from explorer.conversation import Conversation, Turn
from explorer.errors import MappingError
from explorer.formats import FORMATS, Format
from explorer.formats.encode import OTHERS

WRITERS = [item for item in FORMATS if item.encode is not None]

_hostile = st.sampled_from(
    ["", " ", "\0", "\ud800", "\u202eabc", "<script>", "a" * 10_000, "👩‍👩‍👧‍👦", "[INST]", "<|im_start|>", "{}", "NaN"]
)
_scalar = st.none() | st.booleans() | st.integers() | st.floats() | _hostile | st.text(max_size=5)
_role = st.fixed_dictionaries({}, optional=dict.fromkeys(("role", "from", "content", "value", "text"), _scalar))
_field = (
    _scalar
    | st.lists(_role | _scalar, max_size=3)
    | st.dictionaries(st.sampled_from(["text", "value", "content", "0"]), _scalar, max_size=2)
)
NAMES = (
    "instruction input output prompt completion response chosen rejected label kto_tag completions labels replies role text "
    "instances messages conversations conversation items system question answer history turns reference tools images"
).split()
_row = st.dictionaries(st.sampled_from(NAMES) | _hostile, _field, max_size=5)


def test_names_are_unique_and_explained() -> None:
    names = [item.name for item in FORMATS]
    assert len(set(names)) == len(names)
    assert "unknown" not in names
    for item in FORMATS:
        assert item.name.isidentifier() and item.name == item.name.lower()
        assert item.label and not item.label.endswith(".")
        assert item.help.endswith(".")


@pytest.mark.parametrize("item", FORMATS, ids=lambda item: item.name)
@given(row=_row)
@settings(max_examples=40)
def test_any_row_is_read(item: Format, row: dict[str, Any]) -> None:
    assert 0 <= item.detect(row) <= 1
    conversation = item.decode(row)
    assert conversation.dialect in {"unknown", *(each.name for each in FORMATS)}  # kin share a reader
    assert conversation.consumed <= row.keys()
    assert all(isinstance(turn.role, str) and isinstance(turn.text, str) for turn in conversation.turns)


# Texts that no template takes for markup, so that what comes back can be compared.
_words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="[]{}<>#:：【】"), min_size=1, max_size=30)


@st.composite
def _dialogue(draw: st.DrawFn) -> tuple[Turn, ...]:
    turns = [Turn("system", draw(_words))] if draw(st.booleans()) else []
    for _ in range(draw(st.integers(1, 3))):
        turns += [Turn("user", draw(_words)), Turn("assistant", draw(_words))]
    return tuple(turns)


@pytest.mark.parametrize("item", WRITERS, ids=lambda item: item.name)
@given(turns=_dialogue(), alone=_words)
@settings(max_examples=60)
def test_what_is_written_reads_back(item: Format, turns: tuple[Turn, ...], alone: str) -> None:
    extra: dict[str, Any] = {"preference": {"rejected": "no"}, "kto": {"label": "false"}}.get(item.name, {})
    if item.name == "text":
        turns = (Turn("assistant", alone),)
    conversation = Conversation(item.name, turns, **extra)
    try:
        row = formats.encode(conversation, item.name)
    except MappingError as error:
        assert error.hint
        assert sum(turn.role == "user" for turn in turns) > 1, "one exchange fits every dialect"
        assert item.name in ("qa", "prompt_completion")
        return
    assert formats.decode(json.loads(json.dumps(row))) == conversation


def test_what_can_be_written_is_told() -> None:
    assert {item.name for item in WRITERS} | set(OTHERS) == set(formats.WRITABLE)


@pytest.mark.parametrize("item", [item for item in FORMATS if item.encode is None], ids=lambda item: item.name)
def test_what_is_only_read_is_not_written(item: Format) -> None:
    with pytest.raises(MappingError) as caught:
        formats.encode(Conversation("messages", (Turn("user", "u"), Turn("assistant", "a"))), item.name)
    assert caught.value.hint
