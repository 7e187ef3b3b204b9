"""METRICS: every row layer names and explains itself, and survives every row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from explorer.columns import Column
from explorer.conversation import Conversation, Turn
from explorer.metrics import FAULTY_TURNS, METRICS, Batch, Context, Metric, evidence
from explorer.passes import PASSES
from explorer.store.schema import SPINE_COLUMNS


def chat(*texts: str) -> Conversation:
    """User and assistant in turn."""
    return Conversation("messages", tuple(Turn(("user", "assistant")[n % 2], text) for n, text in enumerate(texts)))


TEXTS = {
    "empty": "",
    "white space": " \t\r\n\u3000\u200b",
    "NUL": "a\0b\0",
    "lone surrogate": "a\ud800b\udfff",
    "controls": "".join(map(chr, range(32))) + "\x7f\x9b\u2028\u2029\ufeff\ufffe\uffff",
    "one huge token": "a" * 50_000,
    "a huge line of digits": "7" * 20_000,
    "right to left": "ما هي عاصمة فرنسا؟ \u202eabc\u202c עברית",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈👍🏽" * 50,
    "combining marks": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘" * 20,
    "markup": "<script>alert(1)</script> ![x](javascript:alert(1)) $\\frac{1}{0}$ {{x}} %s %n {0}",
    "open ends": '```python\ndef f(:\n<think>\n{"a": [\n| a | b |\n"',
    "mixed": "日本語 русский हिन्दी ไทย 한국어 12/0=∞ 1e999",
}

ROWS: dict[str, list[Conversation]] = {name: [chat(text, text)] for name, text in TEXTS.items()}
ROWS |= {f"{name}, no answer": [chat(text)] for name, text in TEXTS.items()}
ROWS |= {
    "no rows": [],
    "no turns": [Conversation("unknown", (), sure=False)],
    "every part": [
        Conversation(
            text,
            (
                Turn("system", text),
                Turn("user", text, name=text),
                Turn("assistant", text, reasoning=text, tool_calls=text),
                Turn("tool", text),
                Turn(text, text),
                Turn("assistant", text, trained=False),
            ),
            tools=text,
            rejected=text,
            label=text,
            reference=text,
        )
        for text in TEXTS.values()
    ],
    "answers alone": [Conversation("text", (Turn("assistant", text),)) for text in TEXTS.values()],
    "many turns": [chat(*["x"] * 1_001)],
    "all at once": [chat(one, two) for one in TEXTS.values() for two in list(TEXTS.values())[:4]],
}

KINDS: dict[str, Callable[[pa.DataType], bool]] = {
    "integer": pa.types.is_integer,
    "number": lambda kind: pa.types.is_floating(kind) or pa.types.is_integer(kind),
    "boolean": pa.types.is_boolean,
    "category": lambda kind: pa.types.is_string(kind) or pa.types.is_dictionary(kind) or pa.types.is_large_string(kind),
    "text": lambda kind: pa.types.is_string(kind) or pa.types.is_large_string(kind),
    "id": pa.types.is_integer,
}
"""What DuckDB must be given, so that a column of this kind can be filtered and drawn."""


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return Context("o200k_base", str(tmp_path_factory.mktemp("scratch")))


def every_column() -> list[Column]:
    """Of all layers. The rough map gives way to the whole one: the same columns, twice on purpose."""
    layers = [*METRICS, *(each for each in PASSES if each.name != "map_rough")]
    return [*SPINE_COLUMNS, *(column for layer in layers for column in layer.columns)]


def is_sentence(text: str) -> bool:
    return bool(text) and text[0] != " " and text.endswith(".") and "\n" not in text


def test_names_are_unique() -> None:
    names = [each.name for each in (*METRICS, *PASSES)]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name == name.lower() for name in names)


def test_columns_are_unique_over_all_layers() -> None:
    names = [column.name.lower() for column in every_column()]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


@pytest.mark.parametrize("column", every_column(), ids=lambda column: column.name)
def test_columns_explain_themselves(column: Column) -> None:
    assert column.name.isidentifier() and column.name == column.name.lower()
    assert column.label and column.label == column.label.strip() and not column.label.endswith(".")
    assert is_sentence(column.help), column.help
    assert column.kind in KINDS
    assert column.kind in ("integer", "number", "text", "id") or not column.unit, "only amounts have a unit"


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_metric_is_whole(metric: Metric) -> None:
    assert metric.columns and metric.version >= 1
    assert {column.layer for column in metric.columns} == {metric.name}
    assert not set(metric.parameters) - {"encoding", "scratch"}


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS.keys())
@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_metric_survives_every_row(metric: Metric, rows: list[Conversation], context: Context) -> None:
    values = metric.compute(Batch(rows), context)
    assert set(values) == {column.name for column in metric.columns} | ({FAULTY_TURNS} if metric.by_turn else set())
    for column in metric.columns:
        held = pa.array(values[column.name])
        assert len(held) == len(rows)
        if len(held) and held.null_count < len(held):
            assert KINDS[column.kind](held.type), f"{column.name}: {column.kind} as {held.type}"
    if metric.explain is not None:
        for place, row in enumerate(rows):
            for found in metric.explain(row):
                assert found.column in values and is_true(values[found.column][place]), found
                assert found.said


def is_true(value: Any) -> bool:
    """Evidence is given for what holds, or for a label."""
    return value is not None and bool(value) and str(value) != ""


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_row_is_judged_alone_as_among_others(metric: Metric, context: Context) -> None:
    """So that parts of any size give the same artifact."""
    rows = [chat(one, two) for one, two in zip(TEXTS.values(), reversed(TEXTS.values()), strict=True)]
    together = metric.compute(Batch(rows), context)
    for place, row in enumerate(rows):
        alone = metric.compute(Batch([row]), context)
        for name in together:
            assert pa.array(together[name])[place].as_py() == pa.array(alone[name])[0].as_py(), name


def test_nothing_computed_leaves_its_text(tmp_path: Path) -> None:
    """Evidence points into the text of the row, never beside it."""
    names = [column.name for metric in METRICS for column in metric.columns]
    for rows in ROWS.values():
        for row in rows:
            for found in evidence(row, names):
                if found.turn >= 0:
                    turn = row.turns[found.turn]
                    held = {"text": turn.text, "reasoning": turn.reasoning, "tool_calls": turn.tool_calls}
                    assert 0 <= found.start <= found.end <= len(held.get(found.part, turn.text)), found
