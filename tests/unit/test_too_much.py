"""What is too much to open or to look through is said in one sentence, before it costs anything."""

from __future__ import annotations

import glob
import os
from pathlib import Path

import pytest

from explorer import building, sources
from explorer.building import job
from explorer.cli import main
from explorer.errors import SourceError
from explorer.sources import scan
from explorer.store import Cache
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crowded")
    for number in range(12_000):
        (folder / f"part-{number}.jsonl").touch()
    return folder


def test_a_folder_of_12_000_files_is_too_much(crowded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SourceError, match=r"more than can be opened as one dataset: over 10,000 files") as error:
        sources.locate([str(crowded)])
    assert "pattern" in error.value.hint
    assert main(["open", str(crowded)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 2 and said.startswith("error: ") and "hint: Name a folder further down" in said
    assert len(sources.locate([str(crowded / "part-1??.jsonl")])) == 100


def test_many_patterns_are_counted_together(crowded: Path) -> None:
    with pytest.raises(SourceError, match="more than 10,000 files"):
        sources.locate([str(crowded / f"part-{first}*.jsonl") for first in range(1, 10)])


def test_a_search_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: (read.append(str(path)), scandir(path))[1])
    monkeypatch.setattr(scan, "MOST_NAMES", 50)
    monkeypatch.setattr(scan.Budget.__init__, "__defaults__", (50, 10_000))
    folder = tmp_path
    for number in range(200):
        folder = folder / f"{number}"
    folder.mkdir(parents=True)
    for pattern in (str(tmp_path), str(tmp_path / "**" / "*N"), str(tmp_path / "**" / "**" / "*" / "**" / "x")):
        read.clear()
        with pytest.raises(SourceError, match="too much to look through"):
            sources.locate([pattern])
        assert len(read) <= 60


def test_links_that_lead_back_are_not_followed_for_ever(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.jsonl").write_text("{}\n")
    (tmp_path / "a" / "back").symlink_to(tmp_path)
    (tmp_path / "a" / "again").symlink_to(tmp_path / "a")
    assert sources.locate([str(tmp_path / "**" / "*.jsonl")]) == [tmp_path / "a" / "x.jsonl"]
    assert sources.locate([str(tmp_path)]) == [tmp_path / "a" / "x.jsonl"]


PATTERNS = (
    "*", "**", "**/*", "*/*.jsonl", "a/**", "a/**/x*", "**/b/**/*.csv", "**/**/*", "?", "[ac]*/*", ".h/*", ".*", "*/.z*",
    "nope*", "a/nope/*", "*/d[[]x]/*", "./*", "a/../*", "*/x.jsonl", "a/**/b", "**/c1/*",
)  # fmt: skip


@pytest.mark.parametrize("absolute", [True, False])
def test_patterns_mean_what_they_mean_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, absolute: bool
) -> None:
    for folder in ("", "a", "a/b", "a/b/c1", "a/.h", ".h", "b/d[x]", "c1/a/b", "b/a/c1/b"):
        for name in ("x.jsonl", "y.csv", ".z.jsonl", "q"):
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    monkeypatch.chdir(tmp_path)
    for pattern in PATTERNS:
        asked = str(tmp_path / pattern) if absolute else pattern
        named = glob.glob(asked, recursive=True)  # noqa: PTH207 - what it means is what is compared
        expected = {os.path.normpath(name) for name in named if Path(name).is_file()}
        found = [os.path.normpath(path) for path in scan.matches(asked, scan.Budget("")) if path.is_file()]
        assert set(found) == expected, pattern
        assert len(found) == len(expected), pattern


def test_a_home_of_nobody_does_not_exist() -> None:
    with pytest.raises(SourceError, match="does not exist"):
        sources.locate(["~nobody-of-that-name/x.jsonl"])


def test_a_job_takes_more_files_than_a_command_line(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """30,000 paths are 3 MB: Linux refuses to start a program with so many."""
    paths = [Path(f"/nowhere/{'x' * 80}/{number}.jsonl") for number in range(30_000)]
    building.start(cache, "many", ["build"], paths, paths[:2])
    assert building.job_files(cache, "many") == (paths, paths[:2])

    log = cache.folder("builds") / "many.log"
    assert wait_until(log.read_bytes, 0.1)  # its process was started, and says why it ends
    monkeypatch.setattr(job, "_START_WITHIN", 0.0)  # it has ended without a word of progress, and is given no more time
    found = building.status_of(cache, "many")
    assert found is not None and found.state == "failed"


def test_a_job_reads_the_files_it_was_given(cache: Cache, jsonl) -> None:
    path = jsonl([{"prompt": "p", "response": "r"}], "it's a *name*.jsonl")
    building.ensure_running(cache, [path])

    def built() -> bool:
        found = building.status(cache, [path])
        return found is None or found.state != "running"

    assert wait_until(built, 0.1)
    found = building.status(cache, [path])
    assert found is not None and found.state == "done", found
    dataset = building.opened(cache, [path])
    assert dataset is not None and dataset.rows == 1
