"""Conversions of real files read back as they were, but for what is said to be left out; sampled, to keep it quick."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from explorer import formats, sources
from explorer.conversation import SYSTEM, TOOL, Conversation, Turn
from explorer.errors import MappingError
from explorer.formats import losses
from explorer.formats.calls import Call, calls_of, object_of
from tests.test_real_data import FOLDER, REAL
from tests.unit.formats.test_round_trips import CARRIED, held

pytestmark = [pytest.mark.real_data, pytest.mark.skipif(not REAL, reason="EXPLORER_REAL_DATA is not set")]
LOOKED_AT, SAMPLED = 400, 40


def spoken(conversation: Conversation) -> list[tuple[object, ...]]:
    """Roles, texts with their reasoning, calls and marks of the turns; ids of calls aside."""
    found: list[tuple[object, ...]] = []
    for turn in conversation.turns:
        calls = calls_of(turn.tool_calls) if turn.tool_calls else []
        named = turn.tool_calls if calls is None else [Call("", call.name, object_of(call.arguments)) for call in calls]
        found.append((turn.role, turn.text, turn.reasoning, named, turn.name, turn.trained, turn.weight))
    return found


def said(conversation: Conversation, dialect: str) -> list[tuple[object, ...]]:
    """Roles and texts of the turns with their reasoning, and what they call; an empty system text says nothing."""
    found: list[tuple[object, ...]] = []
    for turn in conversation.turns:
        if turn.role == SYSTEM and not turn.text:
            continue
        calls = (
            [(call.name, object_of(call.arguments)) for call in calls_of(turn.tool_calls) or []]
            if turn.tool_calls
            else []
        )
        text = Turn(turn.role, turn.text, turn.reasoning).rendered()
        # In ShareGPT and flat rows, media stand as placeholders in the text.
        found.append(
            (turn.role, text if dialect not in ("gemini", "anthropic") else (turn.text, turn.reasoning), calls)
        )
    return found


def left_out(conversation: Conversation, dialect: str) -> set[str]:
    """The kinds that a dialect has no place for."""
    left = held(conversation) - set(CARRIED[dialect])
    if dialect == "gemini" and all(not turn.name or turn.role == TOOL for turn in conversation.turns):
        left.discard(losses.NAMES)  # those of tools have a place
    if dialect in ("gemini", "anthropic") and conversation.attached:
        left.add(losses.MEDIA)  # what stands beside the turns has none
    return left


@pytest.mark.parametrize("facts", REAL, ids=lambda facts: facts["file"])
def test_rows_read_back_as_they_were(facts: dict[str, str], tmp_path: Path) -> None:
    records = sources.preview(FOLDER / "real" / facts["file"], tmp_path, LOOKED_AT).records
    refused: Counter[str] = Counter()
    values = random.Random(facts["file"]).sample(records.values, min(SAMPLED, len(records.values)))
    for conversation in formats.decode_many(values):
        if not conversation.turns:
            continue
        for dialect in formats.WRITABLE:
            try:
                written = formats.convert(conversation, dialect)
            except MappingError as error:
                assert error.hint
                refused[dialect] += 1
                continue
            row = json.loads(json.dumps(written.row))
            if dialect in ("messages", "kto"):
                back = formats.decode(row)
                assert spoken(back) == spoken(conversation)
                assert [turn.call_id for turn in back.turns] == [turn.call_id for turn in conversation.turns]
                assert (back.tools, back.attached) == (conversation.tools, conversation.attached)
            else:
                told = formats.decode(row)
                assert said(told, dialect) == said(conversation, dialect), dialect
            assert set(written.lost) == left_out(conversation, dialect), dialect
    assert not refused["messages"], "messages carry any turns"
