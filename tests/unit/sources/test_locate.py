"""Finding files: folders, patterns, names that are nearly right."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import sources
from explorer.errors import SourceError

from .loading import written


def test_locate_finds_files_folders_and_globs(tmp_path: Path) -> None:
    for name in (
        "b/part-10.jsonl",
        "b/part-2.jsonl",
        "b/deep/x.csv.gz",
        "b/.hidden.jsonl",
        "b/README.md",
        "b/notes.pdf",
        "[a].jsonl",
        "a.jsonl",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}\n")
    found = sources.locate([str(tmp_path / "b")])
    assert [path.name for path in found] == ["x.csv.gz", "part-2.jsonl", "part-10.jsonl"]
    assert [path.name for path in sources.locate([str(tmp_path / "[a].jsonl")])] == ["[a].jsonl"]
    assert [path.name for path in sources.locate([str(tmp_path / "?.jsonl")])] == ["a.jsonl"]
    twice = sources.locate([str(tmp_path / "b" / "part-2.jsonl"), str(tmp_path / "b" / "*.jsonl")])
    assert [path.name for path in twice] == ["part-2.jsonl", "part-10.jsonl"]
    assert sources.display_names(found) == ["deep/x.csv.gz", "part-2.jsonl", "part-10.jsonl"]
    assert sources.display_names(found[:1]) == ["x.csv.gz"]


@pytest.mark.parametrize("pattern", ["nothing.jsonl", "*.none", "", "empty"])
def test_locate_says_what_is_missing(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError) as caught:
        sources.locate([str(tmp_path / pattern) if pattern else ""])
    assert caught.value.message.endswith(".")
    assert caught.value.hint


def test_locate_suggests_a_near_name(tmp_path: Path) -> None:
    written(tmp_path, "{}", "train.jsonl")
    with pytest.raises(SourceError, match=r"Did you mean .*train\.jsonl"):
        sources.locate([str(tmp_path / "tran.jsonl")])
