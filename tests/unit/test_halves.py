"""Labelled rows on disk: a file a judgement, in the folder of its half."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.halves import DEVELOP, HELD_OUT, write
from benchmarks.personal_data import __main__ as forms


def test_rows_are_written_as_they_are_and_in_place_of_others(tmp_path: Path) -> None:
    write(tmp_path, HELD_OUT, "pii", [{"prompt": "x"}, {"prompt": "y"}])
    write(tmp_path, HELD_OUT, "pii", [{"prompt": "电话\n二"}])
    text = (tmp_path / "heldout" / "pii.jsonl").read_text("utf-8")
    assert "电话" in text and [json.loads(line) for line in text.splitlines()] == [{"prompt": "电话\n二"}]


def test_each_form_of_personal_data_stands_in_one_half(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert forms.main([str(tmp_path), "--each", "2"]) == 0
    assert "heldout/secret.jsonl" in capsys.readouterr().out
    found = {
        half: {
            json.loads(line)["source"]
            for path in (tmp_path / half).glob("*.jsonl")
            for line in path.read_text("utf-8").splitlines()
        }
        for half in (DEVELOP, HELD_OUT)
    }
    assert all(found.values()) and found[DEVELOP].isdisjoint(found[HELD_OUT])
