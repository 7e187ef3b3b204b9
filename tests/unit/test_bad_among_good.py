"""A file that cannot be read does not keep the others of its folder from being opened: it is counted, and said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer import building
from explorer.cli import main
from explorer.errors import SourceError
from explorer.store import Cache

RAGGED = json.dumps({"prompt": ["a", "b"], "completion": ["c"]})
GOOD = json.dumps({"prompt": "q", "completion": "a"})


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("ragged.json", RAGGED.encode(), "columns of different lengths"),
        ("picture.jsonl", b"\x89PNG\r\n\x1a\n", "an image"),
        ("nothing.jsonl", b"", "is empty"),
        ("cut.parquet", b"PAR1\0\0\0\0", ""),
    ],
)
def test_a_bad_file_is_one_rejected_record(
    cache: Cache, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for good in ("a.jsonl", "z.jsonl"):
        (folder / good).write_text(f"{GOOD}\n", "utf-8")
    (folder / name).write_bytes(content)
    dataset = building.run(cache, building.resolve(str(folder)), layers=[])
    assert (dataset.ledger.lines, dataset.ledger.rows, dataset.ledger.rejected) == (3, 2, 1)
    (note,) = [note for note in dataset.notes if name in note]
    assert reason in note
    with pytest.raises(SourceError):
        building.run(cache, [folder / name], layers=[])  # alone it is what was asked for


def test_files_that_are_all_bad_are_no_dataset(cache: Cache, tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        (tmp_path / name).write_text(RAGGED, "utf-8")
    with pytest.raises(SourceError, match=r"one\.json"):
        building.run(cache, [tmp_path / "one.json", tmp_path / "two.json"], layers=[])


def test_what_is_exported_of_such_a_folder_is_made_again_from_its_recipe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.jsonl").write_text(f"{GOOD}\n", "utf-8")
    (folder / "b.json").write_text(RAGGED, "utf-8")
    out = tmp_path / "out.jsonl"
    assert main(["export", str(folder), "--out", str(out), "--quiet"]) == 0
    assert main(["export", "--recipe", f"{out}.recipe.json", "--out", str(tmp_path / "again.jsonl"), "--quiet"]) == 0
    assert "to the byte" in capsys.readouterr().out
    assert main(["open", str(folder), "--quiet"]) == 0
    assert "columns of different lengths" in capsys.readouterr().out
