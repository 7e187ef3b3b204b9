"""What lies near a typed path."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import sources
from explorer.sources import nearby


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name in ("part-10.jsonl", "part-2.jsonl", "train.parquet", "notes.md", ".hidden.jsonl", "README.json"):
        (tmp_path / name).write_text("{}\n")
    for name in ("data", "Data 2", ".git", "__pycache__"):
        (tmp_path / name).mkdir()
    (tmp_path / "dataset_infos.json").write_text("{}")
    return tmp_path


def test_a_folder_lists_what_can_be_opened_in_natural_order(place: Path) -> None:
    found = sources.folder(place)
    assert found.files == ("part-2.jsonl", "part-10.jsonl", "README.json", "train.parquet")
    assert found.folders == ("data", "Data 2") and not found.cut


def test_a_folder_of_many_names_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearby, "_NAMES", 3)
    for number in range(5):
        (tmp_path / f"{number}.jsonl").touch()
    found = sources.folder(tmp_path)
    assert found.cut and len(found.files) == 3


@pytest.mark.parametrize("missing", ["nowhere", "a file"])
def test_what_is_no_folder_holds_nothing(tmp_path: Path, missing: str) -> None:
    (tmp_path / "a file").touch()
    assert sources.folder(tmp_path / missing) == sources.Folder(tmp_path / missing, (), ())


@pytest.mark.parametrize(
    ("typed", "likeliest"),
    [
        ("tra", "train.parquet"),  # what it goes on to be
        ("PART", "part-2.jsonl"),
        ("trian.parquet", "train.parquet"),  # what it nearly is
        ("dta", "data"),
        ("in.parquet", "train.parquet"),  # what holds it
        ("data/nothing", ""),
        ("dat/x/y.jsonl", "data"),  # the nearest folder that is there
        ("zzz", ""),
        ("x" * 5_000, ""),
        (f"{'x' * 5_000}/tra", ""),
    ],
)
def test_near_names(place: Path, typed: str, likeliest: str) -> None:
    found = sources.near(place / typed)
    assert (found[0].name if found else "") == likeliest


def test_near_names_are_few(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"part-{number}.jsonl").touch()
    assert [path.name for path in sources.near(tmp_path / "part", 3)] == [
        "part-0.jsonl",
        "part-1.jsonl",
        "part-2.jsonl",
    ]
