"""A full disk is said with what is needed and where; nothing is left, and the build goes on once there is room."""

from __future__ import annotations

import errno
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from explorer import building, cli, export, files, report, scorecard
from explorer.building import job
from explorer.errors import DiskFullError, ExplorerError
from explorer.export import ExportOptions
from explorer.passes import PASSES
from explorer.progress import Progress
from explorer.store import Cache, Dataset
from explorer.view import View
from tests.conftest import write_jsonl

ROWS = [{"prompt": f"question {i}", "completion": f"answer {i} " * 9, "tag": str(i)} for i in range(300)]


class Full:
    """The system's writes, of which one fails as on a full disk. fail: number of the write; 0 for none."""

    def __init__(self) -> None:
        self.writes = 0
        self.fail = 0

    def write(self) -> None:
        self.writes += 1
        if self.fail and self.writes >= self.fail:
            raise OSError(errno.ENOSPC, "No space left on device")


def counted(monkeypatch: pytest.MonkeyPatch) -> Full:
    """A disk that can be full, for every file that is written atomically."""
    full = Full()

    class Raw(io.FileIO):
        def write(self, data: Any) -> int | None:
            full.write()
            return super().write(data)

    def opened(path: Path, mode: str, opener: Any) -> io.BufferedRandom:
        return io.BufferedRandom(Raw(path, mode, opener=opener))

    monkeypatch.setattr(files, "open", opened, raising=False)
    return full


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Full:
    return counted(monkeypatch)


@pytest.fixture(scope="module")
def dataset(shared_dataset: Callable[..., Dataset]) -> Dataset:
    return shared_dataset(ROWS)


def temporaries(folder: Path) -> list[Path]:
    return list(folder.rglob(".explorer-*"))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], int]:
    """(rows of a build on a disk with room, the number of its writes)."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as patched:
        disk = counted(patched)
        built = building.run(Cache.at(folder / "cache"), [write_jsonl(folder / "data.jsonl", ROWS)])
        return built.query("SELECT * FROM rows ORDER BY row_id").to_pylist(), disk.writes


@pytest.mark.parametrize("share", [0.0, 0.2, 0.4, 0.6, 0.8, 0.95])
def test_a_build_stops_clearly_and_goes_on_where_it_was(
    tmp_path: Path,
    jsonl: Callable[..., Path],
    undisturbed: tuple[list[dict[str, Any]], int],
    disk: Full,
    share: float,
) -> None:
    path = jsonl(ROWS)
    wanted, total = undisturbed
    disk.fail = 1 + int(total * share)
    cache = Cache.at(tmp_path / "full")
    building.forget()
    with pytest.raises(DiskFullError) as raised:
        building.run(cache, [path])
    assert str(cache.root) in raised.value.message and "bytes" in raised.value.message
    assert "EXPLORER_CACHE" in raised.value.hint
    assert temporaries(cache.root) == []
    over_all_rows = {one.name for one in PASSES}  # these are made anew unless they were finished
    parts = [one for one in cache.root.rglob("part-*.parquet") if one.parent.name.split("-")[0] not in over_all_rows]
    kept = {one: one.stat().st_mtime_ns for one in parts}
    disk.fail = 0
    assert building.run(cache, [path]).query("SELECT * FROM rows ORDER BY row_id").to_pylist() == wanted
    assert {one: one.stat().st_mtime_ns for one in kept if one.exists()} == kept


@pytest.mark.parametrize(
    "options",
    [ExportOptions(), ExportOptions("jsonl", "gz"), ExportOptions("csv"), ExportOptions("parquet")],
    ids=lambda options: options.suffix,
)
@pytest.mark.parametrize("last", [False, True])
def test_an_export_leaves_nothing(
    dataset: Dataset, tmp_path: Path, disk: Full, options: ExportOptions, last: bool
) -> None:
    view = View.of(dataset)
    folder = tmp_path / "out"
    folder.mkdir()
    disk.writes = 0
    export.write(view, folder / "a", options)
    total, disk.writes = disk.writes, 0
    for path in folder.iterdir():
        path.unlink()
    disk.fail = total if last else 1  # the last write is the recipe's
    with pytest.raises(DiskFullError) as raised:
        export.write(view, folder / "a", options)
    assert str(folder) in raised.value.message
    assert list(folder.iterdir()) == []


def test_a_report_leaves_nothing(dataset: Dataset, tmp_path: Path, disk: Full) -> None:
    view = View.of(dataset)
    folder = tmp_path / "out"
    report.render(view, scorecard.shipped())  # what it measures is kept by now: the report is the first to be written
    disk.writes, disk.fail = 0, 1
    with pytest.raises(DiskFullError):
        report.write(view, folder / "a.html", scorecard.shipped())
    assert list(folder.iterdir()) == []


def test_a_packed_source_leaves_no_copy(cache: Cache, tmp_path: Path, disk: Full) -> None:
    import gzip

    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in ROWS).encode()))
    disk.fail = 1
    with pytest.raises(DiskFullError):
        building.run(cache, [path])
    assert list(cache.scratch.iterdir()) == []


def test_a_writer_of_parquet_that_finds_no_room(
    cache: Cache, jsonl: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pq, "write_table", write)
    with pytest.raises(DiskFullError):
        building.run(cache, [jsonl(ROWS)])
    assert temporaries(cache.root) == []


def test_the_command_line_says_what_is_needed_and_where(
    jsonl: Callable[..., Path], capsys: pytest.CaptureFixture[str], disk: Full, cache: Cache, monkeypatch: Any
) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(cache.root))
    disk.fail = 4
    assert cli.main(["stats", str(jsonl(ROWS)), "--quiet"]) == 2
    said = capsys.readouterr()
    assert not said.out and "defect" not in said.err
    first, second = said.err.splitlines()
    assert first.startswith(f"error: The disk is full: in {cache.root}") and "bytes are free" in first
    assert second.startswith("hint: ") and "EXPLORER_CACHE" in second


def test_a_job_says_it_even_where_no_file_can_be_written_any_more(cache: Cache, disk: Full) -> None:
    with pytest.raises(DiskFullError), job.reporting(cache, "key") as told:
        told(Progress("Working", 1, 2))
        disk.writes, disk.fail = 0, 1
        raise files.disk_full(cache.root, 5)
    found = job.status_of(cache, "key")
    assert found is not None and found.state == "failed" and found.error is not None
    assert "The disk is full" in found.error[0] and "5 bytes" in found.error[0]


def test_what_libraries_say_of_a_full_disk_is_understood(tmp_path: Path) -> None:
    with pytest.raises(DiskFullError), files.saying_full(tmp_path):
        raise RuntimeError('IO Error: Could not write file "x": No space left on device')
    with pytest.raises(ZeroDivisionError), files.saying_full(tmp_path):
        raise ZeroDivisionError
    with pytest.raises(ExplorerError, match="other"), files.saying_full(tmp_path):
        raise ExplorerError("other")
