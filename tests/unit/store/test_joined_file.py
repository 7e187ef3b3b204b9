"""The table of a finished dataset, kept as a file, is the table that its layers give."""

from __future__ import annotations

import threading
from pathlib import Path

import orjson
import pytest

from explorer import building, queries
from explorer.store import Cache, Dataset, loaded
from explorer.store.lazy_columns import LAZY
from explorer.view import View


def _settled() -> None:
    for thread in threading.enumerate():
        if thread.name == "joined-file":
            thread.join()


def _write(folder: Path, names: tuple[str, ...]) -> list[Path]:
    paths = []
    for number, name in enumerate(names):
        rows = [{"prompt": f"p{number}{i}", "completion": "c" * i, "tag": "x" if i % 2 else None} for i in range(5)]
        path = folder / name
        path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        paths.append(path)
    return paths


def _open_again(cache: Cache, paths: list[Path]) -> Dataset:
    from explorer.building import open_datasets

    open_datasets.forget()
    found = building.opened(cache, paths)
    assert found is not None
    return found


@pytest.mark.parametrize("names", [("a.jsonl",), ("a.jsonl", "b'; drop.jsonl")])
def test_reading_it_back_gives_the_same_table(
    cache: Cache, tmp_path: Path, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaded, "KEPT_FROM", 1)
    paths = _write(tmp_path, names)
    first = building.run(cache, paths)
    _settled()
    joined = first.query("SELECT * FROM rows")
    kept = list(first.folder.glob("narrow-*.parquet"))
    assert len(kept) == 1
    again = _open_again(cache, paths)
    assert again.complete and again is not first
    assert again.query("SELECT * FROM rows").to_pylist() == joined.to_pylist()
    assert again.columns == first.columns
    assert queries.row(View.of(again, "tag = 'x'"), 1)["file"] == "a.jsonl"


def test_it_knows_the_same_bytes_by_another_name(cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded, "KEPT_FROM", 1)
    building.run(cache, _write(tmp_path, ("a.jsonl",)))
    _settled()
    (tmp_path / "a.jsonl").rename(tmp_path / "other.jsonl")
    building.run(cache, [tmp_path / "other.jsonl"])
    again = _open_again(cache, [tmp_path / "other.jsonl"])
    assert again.query("SELECT DISTINCT file FROM rows").to_pylist() == [{"file": "other.jsonl"}]


def test_lazy_columns_are_read_when_asked_for(cache: Cache, tmp_path: Path) -> None:
    paths = _write(tmp_path, ("a.jsonl",))
    building.run(cache, paths)
    again = _open_again(cache, paths)
    lazy = {column for column in again.columns if again.columns[column].layer in LAZY}
    there = set(again.query("SELECT * FROM rows LIMIT 0").column_names)
    assert not lazy & there
    for name in sorted(lazy)[:1]:
        assert again.query(f'SELECT "{name}" FROM rows', reads={name}).num_rows == again.rows
        assert lazy <= set(again.query("SELECT * FROM rows LIMIT 0").column_names)


def test_labels_tell_columns_apart(make_dataset) -> None:
    rows = [{"prompt": "p", "response": "r", "language": "x", "Language (field)": 1, "other": 2}]
    labels = {name: column.label for name, column in make_dataset(rows).columns.items()}
    assert labels["source.language"] != labels["language"] == "language"
    assert len({label.lower() for label in labels.values()}) == len(labels)
    assert labels["other"] == "other"
