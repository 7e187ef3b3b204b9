"""Conversions of real files read back as they were, but for what is said to be left out; sampled, to keep it quick."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from explorer import formats, sources
from explorer.conversation import Conversation
from explorer.errors import MappingError
from explorer.formats.calls import Call, calls_of, object_of
from tests.test_real_data import FOLDER, REAL

pytestmark = [pytest.mark.real_data, pytest.mark.skipif(not REAL, reason="EXPLORER_REAL_DATA is not set")]
SAMPLED = 120


def spoken(conversation: Conversation) -> list[tuple[object, ...]]:
    """Roles, texts with their reasoning, calls and marks of the turns; ids of calls aside."""
    found: list[tuple[object, ...]] = []
    for turn in conversation.turns:
        calls = calls_of(turn.tool_calls) if turn.tool_calls else []
        named = turn.tool_calls if calls is None else [Call("", call.name, object_of(call.arguments)) for call in calls]
        found.append((turn.role, turn.text, turn.reasoning, named, turn.name, turn.trained, turn.weight))
    return found


@pytest.mark.parametrize("facts", REAL, ids=lambda facts: facts["file"])
def test_rows_read_back_as_they_were(facts: dict[str, str], tmp_path: Path) -> None:
    records = sources.preview(FOLDER / "real" / facts["file"], tmp_path, SAMPLED).records
    refused: Counter[str] = Counter()
    for conversation in formats.decode_many(records.values):
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
    assert not refused["messages"], "messages carry any turns"
