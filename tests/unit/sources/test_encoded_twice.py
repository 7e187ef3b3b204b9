"""Rows that were written as the JSON text of a row, and whole numbers beyond what is signed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explorer import building, export, queries
from explorer.export import ExportOptions
from explorer.sources.lenient import TWICE
from explorer.store import Cache
from explorer.view import View

from .loading import load, written

ROW = {"prompt": 'Say "hi"\n{1}', "completion": "hi"}


def wrapped(value: Any, times: int) -> str:
    for _ in range(times):
        value = json.dumps(value)
    return value


@pytest.mark.parametrize("times", [2, 3])
@pytest.mark.parametrize("layout", ["lines", "array", "pretty"])
def test_a_row_in_a_text_is_the_row(tmp_path: Path, layout: str, times: int) -> None:
    if layout == "lines":
        text = f"{wrapped(ROW, times)}\n\n{json.dumps(ROW)}\n{wrapped(ROW, times)}\n"
    else:
        text = json.dumps([wrapped(ROW, times - 1), ROW], indent=2 if layout == "pretty" else None)
    loaded = load(written(tmp_path, text))
    assert loaded.values == [ROW] * (3 if layout == "lines" else 2)
    assert loaded.notes == {TWICE}


@pytest.mark.parametrize("line", ['"just a text"', '"{not JSON"', '"[1, 2]"', '"7"', '"\\"text\\""'])
def test_a_text_that_holds_no_row_is_rejected(tmp_path: Path, line: str) -> None:
    loaded = load(written(tmp_path, f"{json.dumps(ROW)}\n{line}\n{json.dumps(ROW)}\n"))
    assert loaded.values == [ROW, ROW] and len(loaded.reasons) == 1


def test_lines_leave_as_they_came(cache: Cache, tmp_path: Path) -> None:
    path = written(tmp_path, f"{wrapped(ROW, 2)}\n{wrapped(ROW, 2)}\n")
    out = export.write(View.of(building.run(cache, [path])), tmp_path / "out.jsonl", ExportOptions()).path
    assert out.read_bytes() == path.read_bytes()


LARGEST = 2**64 - 1


@pytest.mark.parametrize("numbers", [[LARGEST, 0, 2**63], [LARGEST, None, 1], [LARGEST - n for n in range(50)]])
def test_unsigned_integers_are_exact(cache: Cache, tmp_path: Path, numbers: list[int | None]) -> None:
    rows = [{"prompt": f"p{n}", "completion": "c", "id": number} for n, number in enumerate(numbers)]
    dataset = building.run(cache, [written(tmp_path, "".join(json.dumps(row) + "\n" for row in rows))])
    view = View.of(dataset, f"id = {LARGEST}")
    assert queries.totals(view).rows_kept == 1
    assert dataset.query("SELECT id FROM rows ORDER BY row_id", reads={"id"})["id"].to_pylist() == numbers
    drawn = queries.histogram(View.of(dataset), "id")
    assert sum(drawn.all) == sum(number is not None for number in numbers)


def test_parts_of_several_types_meet(cache: Cache, tmp_path: Path) -> None:
    for name, numbers in (("a", [1, -1]), ("b", [LARGEST, 2])):
        text = "".join(
            json.dumps({"prompt": name, "completion": "c", "id": number, "n": abs(number)}) + "\n" for number in numbers
        )
        written(tmp_path, text, f"{name}.jsonl")
    dataset = building.run(cache, [tmp_path / "a.jsonl", tmp_path / "b.jsonl"])
    found = dataset.query("SELECT id, n FROM rows ORDER BY row_id", reads={"id", "n"})
    assert found["n"].to_pylist() == [1, 1, LARGEST, 2]
    assert found["id"].to_pylist() == [1.0, -1.0, float(LARGEST), 2.0], "none wraps around"
