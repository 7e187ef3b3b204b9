"""The card and the hub's folder: what hubs read, what trainers read, and nothing of the data as markup."""

from __future__ import annotations

import fnmatch
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from explorer import building, export, formats, recipe, scorecard, steps
from explorer.card import HubOptions, beside, hub
from explorer.cli import main
from explorer.errors import ExportError
from explorer.export import ExportOptions
from explorer.store import Cache, Dataset
from explorer.view import View
from tests.conftest import SAMPLE

Make = Callable[..., Dataset]
_EVIL = "a`b|c\n# <script>alert(1)</script> [x](javascript:1) ![i](http://e.vil/i.png)"
PARQUET = ExportOptions(format="parquet")


def _rows(count: int = 60) -> list[dict[str, Any]]:
    return [
        {"instruction": f"Name river {i} of Peru.", "input": "", "output": f"River {i} it is."} for i in range(count)
    ]


def lay(view: View, folder: Path, options: ExportOptions = PARQUET, **more: Any) -> hub.Laid:
    overwrite = more.pop("overwrite", False)
    return hub.write(view, folder, options, HubOptions(**more), scorecard.shipped(), overwrite=overwrite)


def front(folder: Path) -> dict[str, Any]:
    _, head, _ = (folder / "README.md").read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(head)


def read(folder: Path, laid: hub.Laid) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for file in laid.files:
        found += pq.read_table(folder / file.path).to_pylist()
    return found


def test_the_folder_holds_the_rows_and_says_what_they_are(make_dataset: Make, tmp_path: Path) -> None:
    rows = _rows()
    view = View.of(
        make_dataset([*rows, {"instruction": "q", "input": "", "output": ""}]),
        steps=[steps.read("Empty: is_empty -- no use")],
    )
    laid = lay(view, tmp_path / "out", licence="cc-by-4.0")
    folder = tmp_path / "out"
    assert sorted(p.name for p in folder.iterdir()) == [
        "README.md", "croissant.json", "data", "dataset_info.json", "recipe.json",
    ]  # fmt: skip
    assert read(folder, laid) == rows and laid.rows == 60 and laid.account["adds_up"]
    head = front(folder)
    assert head["license"] == "cc-by-4.0" and head["language"] == ["en"] and head["size_categories"] == ["n<1K"]
    (config,) = head["configs"]
    assert config["data_files"] == [{"split": "train", "path": "data/train-00000-of-00001.parquet"}]
    card = (folder / "README.md").read_text("utf-8")
    digest = hashlib.sha256((folder / "recipe.json").read_bytes()).hexdigest()
    assert digest in card and "− Empty | 1 | no use" in card and view.dataset.fingerprint in card
    info = json.loads((folder / "dataset_info.json").read_text())
    assert info["train"]["file_name"] == laid.files[0].path and (folder / info["train"]["file_name"]).is_file()
    assert info["train"]["columns"] == {"prompt": "instruction", "query": "input", "response": "output"}


def test_figures_are_those_of_the_scorecard(make_dataset: Make, tmp_path: Path) -> None:
    view = View.of(make_dataset(_rows()))
    lay(view, tmp_path / "out")
    tally = scorecard.score(view, scorecard.shipped()).tally
    text = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert f"{tally['pass']} checks pass, {tally['warn']} warn, {tally['fail']} fail" in text


def test_no_licence_is_made_up(make_dataset: Make, tmp_path: Path) -> None:
    lay(View.of(make_dataset(_rows())), tmp_path / "out")
    assert (
        "license" not in front(tmp_path / "out")
        and "| Licence | not stated |" in (tmp_path / "out/README.md").read_text()
    )
    assert "license" not in json.loads((tmp_path / "out/croissant.json").read_text())


def test_parts_and_shards_hold_every_row_once(make_dataset: Make, tmp_path: Path) -> None:
    view = View.of(make_dataset(_rows(200)))
    options = replace(PARQUET, split="train=0.8,test=0.2")
    laid = lay(view, tmp_path / "out", options, shard_bytes=4_000)
    by_split = {split: [f for f in laid.files if f.split == split] for split in ("train", "test")}
    assert len(by_split["train"]) > 2 and all(
        f.path.endswith(f"of-{len(by_split['train']):05d}.parquet") for f in by_split["train"]
    )
    assert sorted(row["instruction"] for row in read(tmp_path / "out", laid)) == sorted(
        row["instruction"] for row in _rows(200)
    )
    alone = export.write_split(view, tmp_path / "a.jsonl", replace(options, format="jsonl"))
    assert [sum(f.rows for f in files) for files in by_split.values()] == [done.rows for done in alone]
    schemas = {str(pq.read_schema(tmp_path / "out" / file.path)) for file in laid.files}
    assert len(schemas) == 1
    info = json.loads((tmp_path / "out/dataset_info.json").read_text())
    assert sorted(entry["file_name"] for entry in info.values()) == sorted(file.path for file in laid.files)
    for file in laid.files:
        assert hashlib.sha256((tmp_path / "out" / file.path).read_bytes()).hexdigest() == file.sha256


def test_types_hold_for_all_files(make_dataset: Make, tmp_path: Path) -> None:
    """A field that only a later file has, and one that changes its type, are the same in all files."""
    rows = [{**row, "n": i} for i, row in enumerate(_rows(40))] + [{**row, "n": "x", "late": 1.5} for row in _rows(40)]
    laid = lay(View.of(make_dataset(rows)), tmp_path / "out", shard_bytes=1_500)
    assert len({str(pq.read_schema(tmp_path / "out" / file.path)) for file in laid.files}) == 1 < len(laid.files)


def test_rows_of_several_forms_are_written_as_messages(make_dataset: Make, tmp_path: Path) -> None:
    rows: list[Any] = [
        *_rows(5),
        {"messages": [{"role": "user", "content": "u"}, {"role": "assistant", "content": "a"}]},
    ]
    laid = lay(View.of(make_dataset(rows)), tmp_path / "out")
    assert laid.dialect == "messages" and "2 forms" in laid.notes[0]
    assert {formats.decode(row).dialect for row in read(tmp_path / "out", laid)} == {"messages"}
    assert "2 forms" in (tmp_path / "out/README.md").read_text()


def test_tools_stay_text_and_are_named_for_trainers(make_dataset: Make, tmp_path: Path) -> None:
    """As objects, every tool would be given the parameters of all others."""
    tool = {
        "type": "function",
        "function": {"name": "f", "parameters": {"type": "object", "properties": {"a": {"type": "string"}}}},
    }
    other = {
        "type": "function",
        "function": {"name": "g", "parameters": {"type": "object", "properties": {"b": {"type": "string"}}}},
    }
    talk = [{"role": "user", "content": "u"}, {"role": "assistant", "content": "a"}]
    rows = [{"messages": talk}, {"messages": talk, "tools": [tool]}, {"messages": talk, "tools": [other]}]
    laid = lay(View.of(make_dataset(rows)), tmp_path / "out")
    held = [row["tools"] for row in read(tmp_path / "out", laid)]
    assert held[0] is None and [json.loads(text) for text in held[1:]] == [[tool], [other]]
    assert json.loads((tmp_path / "out/dataset_info.json").read_text())["train"]["columns"]["tools"] == "tools"


def test_rows_that_stop_a_trainer_are_told(make_dataset: Make, tmp_path: Path) -> None:
    odd = {"conversations": [{"from": "narrator", "value": "Once."}, {"from": "gpt", "value": "a"}]}
    talk = {"conversations": [{"from": "human", "value": "u"}, {"from": "gpt", "value": "a"}]}
    laid = lay(View.of(make_dataset([*_rows(5), talk, odd])), tmp_path / "out")
    assert any(note.startswith("1 row would stop LLaMA-Factory") for note in laid.notes)


def test_no_name_is_taken_for_a_pattern(make_dataset: Make, tmp_path: Path) -> None:
    view = View.of(make_dataset(_rows(5)))
    with pytest.raises(ExportError, match="takes for a pattern"):
        lay(view, tmp_path / "out[1]")
    assert not (tmp_path / "out[1]").exists()
    done = export.write(view, tmp_path / "a[1]*b?.jsonl", ExportOptions())
    beside.write(view, ExportOptions(), [done], scorecard.shipped())
    (config,) = front(tmp_path)["configs"]
    pattern = config["data_files"][0]["path"]
    assert pattern == "a[[]1][*]b[?].jsonl" and fnmatch.fnmatchcase("a[1]*b?.jsonl", pattern)
    assert not fnmatch.fnmatchcase("a1xby.jsonl", pattern)


def test_it_replaces_its_own_folder_and_no_other(make_dataset: Make, tmp_path: Path) -> None:
    view = View.of(make_dataset(_rows()))
    lay(view, tmp_path / "out", shard_bytes=2_000)
    (tmp_path / "out" / ".git").mkdir()
    with pytest.raises(ExportError, match="not empty"):
        lay(view, tmp_path / "out")
    lay(view, tmp_path / "out", overwrite=True)
    assert [p.name for p in (tmp_path / "out/data").iterdir()] == ["train-00000-of-00001.parquet"]
    assert (tmp_path / "out/.git").is_dir()
    (tmp_path / "mine" / "data").mkdir(parents=True)
    (tmp_path / "mine" / "data" / "precious.txt").write_text("x")
    with pytest.raises(ExportError, match="did not write"):
        lay(view, tmp_path / "mine", overwrite=True)
    assert (tmp_path / "mine/data/precious.txt").read_text() == "x"
    with pytest.raises(ExportError, match="holds the source"):
        lay(view, Path(view.dataset.files[0].path).parent, overwrite=True)


def test_nothing_is_left_of_a_folder_that_failed(
    make_dataset: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = View.of(make_dataset(_rows()))

    def fail(*_: Any) -> None:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr("explorer.card.readme.text_of", fail)
    with pytest.raises(ExportError, match="cannot be written"):
        lay(view, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_the_recipe_makes_the_same_rows_and_names_no_folder(cache: Cache, tmp_path: Path) -> None:
    view = View.of(building.run(cache, [SAMPLE]), "dialect = 'alpaca'", [steps.read("Empty: is_empty")])
    laid = lay(view, tmp_path / "out")
    text = (tmp_path / "out/recipe.json").read_text()
    assert str(SAMPLE.parent) not in text
    made = recipe.load(tmp_path / "out/recipe.json")
    again = recipe.view_of(made, view.dataset)
    done = export.write(again, tmp_path / "again.parquet", export.options_from(made["export"]))
    assert done.sha256 == laid.files[0].sha256 == made["output"]["sha256"]
    assert laid.account["outside_focus"] and laid.account["adds_up"]


def test_nothing_of_the_data_is_markup(make_dataset: Make, tmp_path: Path) -> None:
    dataset = make_dataset(_rows(), name=_EVIL.replace("/", "_").replace("\n", " ")[:60] + ".jsonl")
    view = View.of(dataset, steps=[steps.named("row_id = 1", _EVIL, _EVIL)])
    lay(view, tmp_path / "out", licence="x: y\n- z")
    text = (tmp_path / "out/README.md").read_text("utf-8")
    body = re.sub(r"`[^`\n]*`", "", text.split("---\n", 2)[2])  # what stands as code means nothing
    assert "<script>" not in body and "](" not in body and "![" not in body
    assert front(tmp_path / "out")["license"] == "x: y\n- z"  # one value, whatever it holds
    assert sum(line.startswith("# ") for line in text.splitlines()) == 1


def test_a_name_that_is_no_text_is_one_in_the_card(make_dataset: Make, tmp_path: Path) -> None:
    """Readers of YAML outside of Python refuse half of a surrogate pair, and marks of direction turn what follows."""
    lay(View.of(make_dataset(_rows(), name="caf\udce9\u202e.jsonl")), tmp_path / "out")
    assert front(tmp_path / "out")["pretty_name"] == "caf?.jsonl"


def test_a_file_named_data_is_not_replaced(make_dataset: Make, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    for name in ("data", "recipe.json"):
        (mine / name).write_text("mine")
    with pytest.raises(ExportError, match="did not write"):
        lay(View.of(make_dataset(_rows())), mine, overwrite=True)
    assert (mine / "data").read_text() == "mine"


def test_the_card_of_one_file(make_dataset: Make, tmp_path: Path) -> None:
    view = View.of(make_dataset(_rows()))
    options = ExportOptions(split="train=0.9,test=0.1")
    written = export.write_split(view, tmp_path / "rows.jsonl", options)
    beside.write(view, options, written, scorecard.shipped(), "mit")
    held = front(tmp_path)
    assert [entry["path"] for entry in held["configs"][0]["data_files"]] == ["rows.train.jsonl", "rows.test.jsonl"]
    machine = json.loads((tmp_path / "croissant.json").read_text())
    assert [one["sha256"] for one in machine["distribution"]] == [done.sha256 for done in written]
    assert [one["name"] for one in machine["recordSet"][0]["field"]] == ["instruction", "input", "output"]
    with pytest.raises(ExportError, match="exists already"):
        beside.write(view, options, written, scorecard.shipped())


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["export", str(SAMPLE), "--quiet", "--where", "dialect = 'alpaca'"]
    assert main([*words, "--hub-layout", str(tmp_path / "hub"), "--license", "cc0-1.0", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"] == pq.read_table(tmp_path / "hub" / told["files"][0]["path"]).num_rows > 50
    (tmp_path / "one").mkdir()
    assert main([*words, "--out", str(tmp_path / "one/rows.jsonl"), "--card", "--license", "cc0-1.0"]) == 0
    assert front(tmp_path / "one")["license"] == "cc0-1.0"
    for wrong in (["--license", "mit", "--out", "x.jsonl"], ["--card", "--hub-layout", "d"]):
        assert main([*words, *wrong]) == 2
        assert "hint:" in capsys.readouterr().err


def test_croissant_is_valid_and_read(make_dataset: Make, tmp_path: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    rows = [
        {"conversations": [{"from": "human", "value": f"u{i}"}, {"from": "gpt", "value": "a"}], "n": i}
        for i in range(30)
    ]
    laid = lay(View.of(make_dataset(rows)), tmp_path / "out", licence="mit", shard_bytes=800)
    assert len(laid.files) > 1
    found = mlcroissant.Dataset(str(tmp_path / "out/croissant.json"))
    assert not found.metadata.issues.errors
    read_back = [one for records in found.metadata.record_sets for one in found.records(records.uuid)]
    assert sorted(next(v for k, v in one.items() if k.endswith("/n")) for one in read_back) == list(range(30))


def test_hubs_own_reader_reads_it(make_dataset: Make, tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    rows = _rows(80)
    lay(View.of(make_dataset(rows)), tmp_path / "out", replace(PARQUET, split="train=0.7,test=0.3"), shard_bytes=2_000)
    # In a process of its own: whether it may ask a hub is settled when it is imported.
    read_it = (
        "import json, sys, datasets; datasets.disable_progress_bars(); found = datasets.load_dataset(sys.argv[1], cache_dir=sys.argv[2]); "
        "print(json.dumps({split: [row['instruction'] for row in part] for split, part in found.items()}))"
    )
    words = [sys.executable, "-c", read_it, str(tmp_path / "out"), str(tmp_path / "cache")]
    done = subprocess.run(words, env={**os.environ, "HF_HUB_OFFLINE": "1"}, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert sorted(found) == ["test", "train"]
    assert sorted(text for part in found.values() for text in part) == sorted(row["instruction"] for row in rows)
