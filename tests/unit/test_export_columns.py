"""Columns that leave with the rows: in every format, with nothing else of a row changed, and again from the recipe."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import explorer as sx
from explorer import building, custom, export, formats, queries, recipe, scorecard
from explorer.building import Options
from explorer.card import HubOptions, hub
from explorer.cli import main
from explorer.errors import ExportError, FilterError
from explorer.export import EXPORTS, ExportOptions
from explorer.export.added import WRITTEN, Added, offered
from explorer.export.first_rows import first_rows
from explorer.store import Cache
from explorer.view import View
from tests.conftest import SAMPLE

RATIO = "ratio=response_tokens / prompt_tokens"
NAMES = ("ability", "ratio", "is_empty", "row_id")
LINES = [
    b'{"prompt": "Name a  river.", "response": "The Nile.", "n": 1.0, "big": 123456789012345678901234567890}\n',
    b'{"prompt":"Say it.","response":""   }\r\n',
    b'{"prompt": "\\u006eaN?", "response": "\xe7\xba\xbf", "n": NaN}\n',
    b'[{"role": "user", "content": "u"}, {"role": "assistant", "content": "a"}]\n',
    b'{"prompt": "Last?", "response": "=1+1", "tags": [{"a": 1}]}',
]


@pytest.fixture
def view(cache: Cache, tmp_path: Path) -> View:
    path = tmp_path / "odd.jsonl"
    path.write_bytes(b"".join(LINES))
    return View.of(building.run(cache, [path], Options(custom=(custom.read(RATIO),))))


def values(view: View) -> list[dict[str, Any]]:
    return [{name: row[name] for name in NAMES} for row in queries.table(view, NAMES).to_pylist()]


def test_lines_stay_as_they_were_written_before_them(view: View) -> None:
    written = b"".join(export.stream(view, ExportOptions(columns=NAMES))).split(b"\n")
    wanted = values(view)
    for line, source, beside in zip(written, LINES, wanted, strict=False):
        held = json.loads(line)
        assert {name: held[name] for name in NAMES} == beside
        if b"NaN" not in source and source[:1] == b"{":
            own = source.strip()[:-1].rstrip()
            assert line.startswith(own + b',"ability":'), "no number, space or escape of it is written anew"
    assert json.loads(written[3])["messages"][0] == {"role": "user", "content": "u"}  # a list has no place for names
    assert len(wanted) == 5


@pytest.mark.parametrize("entry", EXPORTS, ids=lambda entry: entry.name)
@pytest.mark.parametrize("dialect", ["", "messages"])
def test_every_format_holds_them_and_the_recipe_makes_them_again(
    view: View, cache: Cache, entry: Any, dialect: str, tmp_path: Path
) -> None:
    options = ExportOptions(format=entry.name, dialect=dialect, columns=NAMES)
    done = export.write(view, tmp_path / f"out{entry.suffixes[0]}", options)
    if entry.name == "csv":
        (head, *cells) = csv.reader(io.StringIO(done.path.read_text("utf-8")))
        assert head[-4:] == list(NAMES)
        assert [row[-1] for row in cells] == [str(one["row_id"]) for one in values(view)]
    elif entry.name == "parquet":
        found = pq.read_table(done.path)
        assert found.select(NAMES).to_pylist() == values(view)
        assert found.schema.field("ratio").type == pa.float64() and found.schema.field("is_empty").type == pa.bool_()
    else:
        rows = [json.loads(line) for line in done.path.read_bytes().splitlines()]
        assert [{name: row[name] for name in NAMES} for row in rows] == values(view)
    made = recipe.load(done.recipe)
    assert made["recipe"] == recipe.WITH_ADDED and [one["name"] for one in made["columns"]] == ["ratio"]
    again = building.run(cache, [Path(view.dataset.files[0].path)], Options(custom=recipe.columns_of(made, ())))
    repeated = export.write(
        recipe.view_of(made, again), tmp_path / f"again{entry.suffixes[0]}", export.options_from(made["export"])
    )
    assert repeated.sha256 == done.sha256
    assert first_rows(view, options)


def test_a_table_keeps_its_own_types_beside_them(cache: Cache, tmp_path: Path) -> None:
    path = tmp_path / "typed.parquet"
    table = pa.table({"prompt": ["a?", "b?"], "response": ["x", ""], "n": pa.array([1, None], pa.int16())})
    pq.write_table(table, path)
    view = View.of(building.run(cache, [path]), "row_id = 1")
    done = export.write(view, tmp_path / "out.parquet", ExportOptions("parquet", columns=("is_empty",)))
    found = pq.read_table(done.path)
    assert found.drop(["is_empty"]).equals(table.slice(1)) and found["is_empty"].to_pylist() == [True]


def test_values_are_held_a_span_at_a_time(make_dataset: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.export.added._SPAN", 2)
    monkeypatch.setattr("explorer.export.added._LONG_SPAN", 1)
    rows = [{"instruction": f"Say {n}.", "output": "x" * n} for n in range(6)]
    kept = View.of(make_dataset(rows), "row_id IN (0, 3, 4, 5)")
    for names in (("total_tokens",), ("response", "total_tokens")):
        held = [json.loads(line) for line in b"".join(export.stream(kept, ExportOptions(columns=names))).splitlines()]
        wanted = queries.table(kept, names).to_pylist()
        assert [{name: row[name] for name in names} for row in held] == [
            {name: row[name] for name in names} for row in wanted
        ]
        added = Added(kept, names)
        for ids in ([0], [3, 4], [5], [0]):
            assert added.table(np.array(ids)).num_rows == len(ids)


def test_no_field_is_written_over(view: View, make_dataset: Callable[..., Any], tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="field 'prompt' already"):
        list(export.stream(view, ExportOptions(columns=("prompt",))))
    with pytest.raises(ExportError, match="field 'system' already"):
        list(export.stream(view, ExportOptions(dialect="alpaca", columns=("system",))))
    with pytest.raises(ExportError, match="decisions change"):
        list(export.stream(view, ExportOptions(columns=("decision",))))
    with pytest.raises(FilterError, match="no column 'nope'"):
        export.write(view, tmp_path / "none.jsonl", ExportOptions(columns=("nope",)))
    own = View.of(make_dataset([{"prompt": "p", "response": "r", "Ability": "mine", "stars": 3}]))
    with pytest.raises(ExportError, match="field 'ability' already"):
        list(export.stream(own, ExportOptions(columns=("ability",))))
    assert "ability" not in offered(own, "") and "ability" in offered(own, "messages")
    assert "stars" not in offered(own, "") and "stars" in offered(own, "messages")
    assert not list(tmp_path.glob("none*")) and "ratio" in offered(view, "") and "note" not in offered(view, "")


def test_names_that_dialects_write_are_known(cache: Cache) -> None:
    view = View.of(building.run(cache, [SAMPLE]), "n_turns > 1")
    source = view.dataset.source
    for row_id in queries.row_ids(view):
        conversation = source.conversation(row_id)
        for dialect in formats.WRITABLE:
            try:
                written = formats.convert(conversation, dialect).row
            except sx.ExplorerError:  # it has no rejected answer
                continue
            assert {*written} <= WRITTEN, dialect


def test_a_hubs_folder_has_them_in_all_files_and_on_its_card(view: View, tmp_path: Path) -> None:
    options = ExportOptions("parquet", columns=("ratio", "is_empty"))
    laid = hub.write(view, tmp_path / "out", options, HubOptions(shard_bytes=40), scorecard.shipped())
    assert len(laid.files) > 1
    for file in laid.files:
        assert pq.read_schema(tmp_path / "out" / file.path).names[-2:] == ["ratio", "is_empty"]
    card = (tmp_path / "out/README.md").read_text("utf-8")
    assert "| `ratio` |" in card and "response\\_tokens / prompt\\_tokens" in card.replace("`", "")
    described = json.loads((tmp_path / "out/croissant.json").read_bytes())
    assert {"ratio", "is_empty"} <= {field["name"] for field in described["recordSet"][0]["field"]}


def test_verb_and_library_write_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theirs, ours = tmp_path / "verb.jsonl", tmp_path / "library.jsonl"
    words = ["export", str(SAMPLE), "--column", RATIO, "--where", "NOT is_empty", "--columns", "ability,ratio"]
    assert main([*words, "--out", str(theirs), "--quiet"]) == 0
    data = sx.open(SAMPLE).where("NOT is_empty").with_column("ratio", "response_tokens / prompt_tokens")
    data.export(ours, columns=["ability", "ratio"])
    assert ours.read_bytes() == theirs.read_bytes()
    again = tmp_path / "again.jsonl"
    made = f"{theirs}.recipe.json"
    assert main(["export", "--recipe", made, "--out", str(again), "--quiet"]) == 0
    assert again.read_bytes() == theirs.read_bytes()
    assert main(["export", "--recipe", made, "--columns", "ability", "--out", str(tmp_path / "x.jsonl")]) == 2
    assert "--columns" in capsys.readouterr().err


def test_values_are_read_ahead(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    added, read = Added(view, NAMES), []
    whole = Added._read
    monkeypatch.setattr(Added, "_read", lambda self, first, end: read.append((first, end)) or whole(self, first, end))
    wanted = values(view)
    for row_id in (0, 1, 2):
        (found,) = added.table(np.array([row_id])).to_pylist()
        assert found == wanted[row_id]
    assert read == [(0, added._span)], "one query for rows that follow one another"
    assert added.table(np.array([3, added._span + 5])[:1]).to_pylist() == wanted[3:4]
    assert len(read) == 1


def test_rows_that_are_bare_lists_have_messages_already(cache: Cache, jsonl: Callable[..., Path]) -> None:
    rows = [[{"role": "user", "content": f"q{n}"}, {"role": "assistant", "content": "a"}] for n in range(3)]
    options = Options(custom=(custom.read("messages=n_turns * 2"),))
    view = View.of(building.run(cache, [jsonl(rows)], options))
    assert not view.dataset.fields
    assert "messages" not in offered(view, "")
    with pytest.raises(ExportError, match="'messages' already"):
        Added(view, ["messages"])
