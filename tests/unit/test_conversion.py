"""What a conversion leaves out is counted by kind: in the account, in the recipe, beforehand, and as an exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from explorer import export, recipe
from explorer.cli import main
from explorer.errors import MappingError
from explorer.export import ExportOptions, conversion
from explorer.formats import losses
from explorer.store import Dataset
from explorer.view import View


def exchange(**answer: Any) -> list[dict[str, Any]]:
    return [{"role": "user", "content": "u"}, {"role": "assistant", "content": "a", **answer}]


ROWS: list[dict[str, Any]] = [
    {"messages": exchange(), "source": "x"},
    {"messages": exchange(name="Ann", weight=0.5), "source": "y"},
    {"messages": exchange(train=False), "images": ["a.png"], "source": "z"},
]
QA_LOST = {losses.NAMES: 1, losses.WEIGHTS: 2, losses.MEDIA: 1}


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_the_account_counts_rows_by_kind_once(make_dataset: Callable[..., Dataset], tmp_path: Path, kind: str) -> None:
    done = export.write(View.of(make_dataset(ROWS)), tmp_path / f"out.{kind}", ExportOptions(format=kind, dialect="qa"))
    held = done.account["conversion"]
    assert held == {"dialect": "qa", "rows": 3, "left_out": QA_LOST, "other_fields": ["source"]}
    assert json.loads(done.recipe.read_bytes())["account"]["conversion"] == held
    assert recipe.load(done.recipe)["export"]["dialect"] == "qa"


def test_only_rows_that_leave_count(make_dataset: Callable[..., Dataset], tmp_path: Path) -> None:
    view = View.of(make_dataset(ROWS), "row_id = 1")
    done = export.write(view, tmp_path / "out.jsonl", ExportOptions(dialect="qa"))
    assert done.account["conversion"]["left_out"] == {losses.NAMES: 1, losses.WEIGHTS: 1}
    assert done.account["conversion"]["rows"] == 1


def test_messages_leave_nothing_out_but_other_fields(make_dataset: Callable[..., Dataset], tmp_path: Path) -> None:
    done = export.write(View.of(make_dataset(ROWS)), tmp_path / "out.jsonl", ExportOptions(dialect="messages"))
    assert done.account["conversion"]["left_out"] == {}
    lines = [json.loads(line) for line in done.path.read_bytes().splitlines()]
    assert lines == [{key: value for key, value in row.items() if key != "source"} for row in ROWS]


def test_an_export_without_a_dialect_has_no_conversion(make_dataset: Callable[..., Dataset], tmp_path: Path) -> None:
    assert (
        "conversion" not in export.write(View.of(make_dataset(ROWS)), tmp_path / "out.jsonl", ExportOptions()).account
    )


def test_losses_are_told_beforehand(make_dataset: Callable[..., Dataset], monkeypatch: pytest.MonkeyPatch) -> None:
    view = View.of(make_dataset(ROWS * 400))
    assert conversion.ahead(view, "qa") == ({kind: 400 * rows for kind, rows in QA_LOST.items()}, 1200)
    monkeypatch.setattr(conversion, "LOOKED_AT", 512)
    assert conversion.ahead(view, "qa")[1] == 512


def test_a_row_whose_turns_would_change_is_refused(make_dataset: Callable[..., Dataset], tmp_path: Path) -> None:
    view = View.of(make_dataset([*ROWS, {"messages": exchange() * 2}]))
    with pytest.raises(MappingError, match="several exchanges"):
        export.write(view, tmp_path / "out.jsonl", ExportOptions(dialect="qa"))
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(("dialect", "code"), [("qa", 1), ("messages", 0)])
def test_strict_makes_it_the_exit_code(
    jsonl: Callable[..., Path], tmp_path: Path, capfd: pytest.CaptureFixture[str], dialect: str, code: int
) -> None:
    out = tmp_path / "out.jsonl"
    words = ["export", str(jsonl(ROWS)), "--out", str(out), "--as", dialect, "--quiet"]
    assert main([*words, "--strict"]) == code
    said = capfd.readouterr()
    assert ("--strict was asked for" in said.err) == bool(code)
    assert ("no place for them: names of speakers of 1 rows" in said.out) == bool(code)
    assert "stay behind: source" in said.out and out.exists()
    assert main([*words, "--overwrite"]) == 0


CONVERSIONS: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    (
        {"instruction": "i", "input": "", "output": "o", "images": ["a.png"]},
        "sharegpt",
        {"conversations": [{"from": "human", "value": "i"}, {"from": "gpt", "value": "o"}], "images": ["a.png"]},
    ),
    (
        {"prompt": "p", "completion": "c", "system": [{"type": "text", "text": "S"}]},
        "prompt_completion_chat",
        {
            "prompt": [{"role": "system", "content": "S"}, {"role": "user", "content": "p"}],
            "completion": [{"role": "assistant", "content": "c"}],
        },
    ),
    (
        {"conversations": [{"from": "human", "value": "u"}, {"from": "gpt", "value": "a"}], "system": "S"},
        "gemini",
        {
            "systemInstruction": {"parts": [{"text": "S"}]},
            "contents": [{"role": "user", "parts": [{"text": "u"}]}, {"role": "model", "parts": [{"text": "a"}]}],
        },
    ),
    (
        {"conversations": [{"from": "human", "value": "u"}, {"from": "function_call", "value": '{"name": "f", "arguments": {"a": 1}}'}, {"from": "observation", "value": "7"}, {"from": "gpt", "value": "7"}]},
        "messages",
        {
            "messages": [
                {"role": "user", "content": "u"},
                {"role": "assistant", "content": "", "tool_calls": [{"type": "function", "function": {"name": "f", "arguments": '{"a":1}'}}]},
                {"role": "tool", "content": "7"},
                {"role": "assistant", "content": "7"},
            ]
        },
    ),
    (
        {"messages": [{"role": "user", "content": "u"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "c1", "name": "f", "input": {}}]}, {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c1", "content": "7"}, {"type": "text", "text": "so?"}]}, {"role": "assistant", "content": "7"}]},
        "anthropic",
        {
            "messages": [
                {"role": "user", "content": "u"},
                {"role": "assistant", "content": [{"type": "tool_use", "id": "c1", "name": "f", "input": {}}]},
                {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c1", "content": "7"}, {"type": "text", "text": "so?"}]},
                {"role": "assistant", "content": "7"},
            ]
        },
    ),
    (
        {"prompt": "p", "chosen": "good", "rejected": "bad", "image": "a.png"},
        "preference",
        {"prompt": "p", "chosen": "good", "rejected": "bad", "images": ["a.png"]},
    ),
    (
        {"messages": exchange(reasoning_content="Hm"), "tools": [{"name": "f"}]},
        "alpaca",
        {"instruction": "u", "input": "", "output": "<think>\nHm\n</think>\n\na", "tools": '[{"name":"f"}]'},
    ),
    (
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "see "}, {"type": "image_url", "image_url": {"url": "https://e.org/a.png"}}]}, {"role": "assistant", "content": "a"}]},
        "anthropic",
        {
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": "see "}, {"type": "image", "source": {"type": "url", "url": "https://e.org/a.png"}}]},
                {"role": "assistant", "content": "a"},
            ]
        },
    ),
    (
        {"messages": exchange(), "tools": [{"type": "function", "function": {"name": "f", "description": "d", "parameters": {"type": "object"}}}]},
        "gemini",
        {
            "contents": [{"role": "user", "parts": [{"text": "u"}]}, {"role": "model", "parts": [{"text": "a"}]}],
            "tools": [{"functionDeclarations": [{"name": "f", "description": "d", "parameters": {"type": "object"}}]}],
        },
    ),
    (
        {"messages": [*exchange(weight=0), *exchange(weight=1)]},
        "sharegpt",
        {
            "conversations": [
                {"from": "human", "value": "u"}, {"from": "gpt", "value": "a", "weight": 0},
                {"from": "human", "value": "u"}, {"from": "gpt", "value": "a", "weight": 1},
            ]
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("row", "dialect", "written"), CONVERSIONS)
def test_a_row_becomes_what_the_dialect_makes_of_it(
    make_dataset: Callable[..., Dataset], tmp_path: Path, row: dict[str, Any], dialect: str, written: dict[str, Any]
) -> None:
    done = export.write(View.of(make_dataset([row])), tmp_path / "out.jsonl", ExportOptions(dialect=dialect))
    assert json.loads(done.path.read_bytes()) == written
    assert done.account["conversion"]["left_out"] == {}
    table = export.write(
        View.of(make_dataset([row])), tmp_path / "out.parquet", ExportOptions(format="parquet", dialect=dialect)
    )
    assert pq.read_table(table.path).num_rows == 1
