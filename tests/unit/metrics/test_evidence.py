"""Every flag says what made it: on each row where it is set, in a place that exists."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from explorer import formats, metrics, sources
from explorer.conversation import Conversation
from explorer.metrics import METRICS, Batch, Context, Evidence
from tests.conftest import SAMPLE

_FLAGS = {c.name for m in METRICS if m.explain for c in m.columns if c.kind == "boolean"}


def _conversations(path: Path, most: int, scratch: Path) -> list[Conversation]:
    source = sources.open_file(path, scratch)
    span = next(iter(sources.plan(source, 0)))
    values = sources.read(source, span).values[:most]
    return formats.decode_many(values)


def _text(conversation: Conversation, one: Evidence) -> str:
    if one.part == "tools":
        return conversation.tools
    turn = conversation.turns[one.turn]
    return {"text": turn.text, "reasoning": turn.reasoning, "tool_calls": turn.tool_calls}[one.part]


def _check(conversations: list[Conversation], scratch: Path) -> int:
    batch = Batch(conversations)
    values: dict[str, list[Any]] = {}
    for metric in METRICS:
        columns = metric.compute(batch, Context("o200k_base", str(scratch)))
        values.update({name: list(column) for name, column in columns.items() if name in _FLAGS})
    explained = 0
    for row, conversation in enumerate(conversations):
        fired = {name for name, column in values.items() if column[row]}
        found: dict[str, list[Evidence]] = defaultdict(list)
        for one in metrics.evidence(conversation, _FLAGS):
            found[one.column].append(one)
        assert set(found) == fired, (row, set(found) ^ fired, conversation.turns)
        for one in (one for several in found.values() for one in several):
            assert one.said and "\n" not in one.said
            if one.start or one.end:
                assert 0 <= one.start <= one.end <= len(_text(conversation, one)), one
            explained += 1
    return explained


def test_flags_of_the_sample_are_explained(tmp_path: Path) -> None:
    assert _check(_conversations(SAMPLE, 1_000, tmp_path), tmp_path) > 20


@pytest.mark.real_data
def test_flags_of_real_rows_are_explained(tmp_path: Path, real_data: Path) -> None:
    explained = 0
    for path in sorted((real_data / "real").iterdir()):
        if path.name != "index.tsv" and path.is_file() and path.stat().st_size < 20_000_000:
            explained += _check(_conversations(path, 60, tmp_path), tmp_path)
    assert explained > 100
