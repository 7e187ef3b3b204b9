"""Folders as `datasets` and hubs lay them out: what is no row, and which split a file holds."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from explorer import building, export, sources
from explorer.export import ExportOptions
from explorer.store import Cache
from explorer.view import View

LINE = '{"prompt": "a", "completion": "b"}\n'


def folder(root: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


def saved_to_disk(root: Path, split: str, rows: int) -> None:
    inside = root / split
    inside.mkdir(parents=True)
    table = pa.table({"instruction": [f"{split} {n}" for n in range(rows)], "output": ["x"] * rows})
    with pa.ipc.new_stream(inside / "data-00000-of-00001.arrow", table.schema) as writer:
        writer.write_table(table)
    facts = {"builder_name": "json", "features": {"instruction": {"dtype": "string", "_type": "Value"}}}
    (inside / "dataset_info.json").write_text(json.dumps(facts))
    (inside / "state.json").write_text(json.dumps({"_data_files": [{"filename": "x.arrow"}], "_fingerprint": "abc"}))


def test_what_save_to_disk_writes_beside_rows_is_no_row(cache: Cache, tmp_path: Path) -> None:
    for split, rows in (("train", 2), ("test", 1)):
        saved_to_disk(tmp_path, split, rows)
    (tmp_path / "dataset_dict.json").write_text('{"splits": ["train", "test"]}')
    dataset = building.run(cache, sources.locate([str(tmp_path)]))
    assert dataset.rows == 3
    found = dataset.query("SELECT file, split FROM rows ORDER BY row_id", reads={"file", "split"})
    assert found["split"].to_pylist() == ["test", "train", "train"]
    assert found["file"].to_pylist()[0].startswith("test/")


def test_names_that_rows_may_bear_count_by_their_content(tmp_path: Path) -> None:
    folder(
        tmp_path,
        {
            "state.json": '[{"prompt": "Name a state", "completion": "Ohio"}]',
            "dataset_info.json": LINE,
            "pasta.recipe.json": '{"prompt": "Cook", "completion": "Boil"}',
            "w.jsonl": LINE,
            "w.jsonl.recipe.json": '{\n  "recipe": 1,\n  "made_by": {"explorer": "1"}\n}',
            "dataset_infos.json": "{}",
            "README.md": "# A set",
        },
    )
    names = [path.name for path in sources.locate([str(tmp_path)])]
    assert names == ["dataset_info.json", "pasta.recipe.json", "state.json", "w.jsonl"]
    assert [path.name for path in sources.locate([str(tmp_path / "w*")])] == ["w.jsonl"]
    recipe = str(tmp_path / "w.jsonl.recipe.json")
    assert len(sources.locate([recipe])) == 1, "a file that is named is opened"


README = """---
license: mit
configs:
- config_name: default
  data_files:
  - split: train_sft
    path: data/a-*.jsonl
  - split: held_out
    path:
    - data/b.jsonl
- config_name: more
  data_dir: extra
  data_files: {gen: c.jsonl}
---
# A set
"""


@pytest.mark.parametrize(
    "files",
    [
        ({"train.jsonl": "train", "test.jsonl": "test"}),
        ({"data/train-00000-of-00002.jsonl": "train", "data/train-00001-of-00002.jsonl": "train", "data/test_gen-00000-of-00001.jsonl": "test_gen"}),
        ({"train/a.jsonl": "train", "dev/a.jsonl": "validation"}),
        ({"my-valid.jsonl": "validation", "my-train.jsonl": "train", "my-other.jsonl": ""}),
        ({"README.md": None, "data/a-1.jsonl": "train_sft", "data/b.jsonl": "held_out", "extra/c.jsonl": "gen"}),
        ({"train.jsonl": "", "train2.jsonl": ""}),
        ({"a.jsonl": "", "b.jsonl": ""}),
        ({"restraint.jsonl": "", "contest.jsonl": "", "latest.jsonl": ""}),
        ({"test_run/train.jsonl": "", "test_run/training_more.jsonl": ""}),
    ],
)  # fmt: skip
def test_the_split_of_a_file(tmp_path: Path, files: dict[str, str | None]) -> None:
    folder(tmp_path, {name: README if split is None else LINE for name, split in files.items()})
    paths = sources.locate([str(tmp_path)])
    found = dict(zip([path.relative_to(tmp_path).as_posix() for path in paths], sources.splits_of(paths), strict=True))
    assert found == {name: split for name, split in files.items() if split is not None}


@pytest.mark.parametrize(
    "readme", ["---\nconfigs: [\n---\n", "---\n&a [*a]\n---\n", "no head", "---\nconfigs: 7\n---\n"]
)
def test_a_readme_that_says_nothing_is_no_matter(tmp_path: Path, readme: str) -> None:
    folder(tmp_path, {"README.md": readme, "train.jsonl": LINE, "test.jsonl": LINE})
    assert sources.splits_of(sources.locate([str(tmp_path)])) == ["test", "train"]


def test_a_field_of_the_source_stays_and_lines_leave_as_they_are(cache: Cache, tmp_path: Path) -> None:
    own = '{"prompt": "a",  "completion": "b", "split": "mine"}\n'
    folder(tmp_path, {"train.jsonl": LINE + own, "test.jsonl": LINE})
    dataset = building.run(cache, sources.locate([str(tmp_path)]))
    found = dataset.query("SELECT split FROM rows ORDER BY row_id", reads={"split"})["split"].to_pylist()
    assert found == ["test", "train", "mine"]
    out = export.write(View.of(dataset, "split <> 'test'"), tmp_path / "out.jsonl", ExportOptions()).path
    assert out.read_text() == LINE + own
    table = export.write(View.of(dataset), tmp_path / "out.csv", ExportOptions(format="csv")).path
    assert "b,train" in table.read_text()


def test_the_same_bytes_under_other_names_are_another_dataset(cache: Cache, tmp_path: Path) -> None:
    folder(tmp_path / "x", {"train.jsonl": LINE, "test.jsonl": LINE})
    folder(tmp_path / "y", {"a.jsonl": LINE, "b.jsonl": LINE})
    split, plain = (building.run(cache, sources.locate([str(tmp_path / name)])) for name in "xy")
    assert split.fingerprint != plain.fingerprint
    assert "split" in split.columns and "split" not in plain.columns
