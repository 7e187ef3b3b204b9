"""Files appear whole or not at all, whoever else writes beside them, and what killed runs left goes."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import orjson
import pytest

from explorer import export, files, recipe, report, scorecard
from explorer.errors import DiskFullError, ExportError
from explorer.export import ExportOptions
from explorer.store import Cache, Dataset
from explorer.store.cache import read_json, write_json
from explorer.view import View
from tests.conftest import ROOT
from tests.waiting import wait_until

ROWS = [{"prompt": f"question {i}", "completion": f"answer {i} " * 9} for i in range(300)]
EVEN = "line % 2 = 0"


@pytest.fixture(scope="module")
def dataset(shared_dataset: Callable[..., Dataset]) -> Dataset:
    return shared_dataset(ROWS)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_appears_at_the_end_and_an_error_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "name.bin"
    with files.atomic(path) as target:
        target.write(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    with pytest.raises(ZeroDivisionError), files.atomic(path) as target:
        target.write(b"half")
        raise ZeroDivisionError
    assert path.read_bytes() == b"whole" and names(path.parent) == ["name.bin"]


def test_names_of_any_length_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    with files.atomic(path) as target:
        target.write(b"1")
    assert names(tmp_path) == [path.name]


def test_a_link_laid_at_the_temporary_name_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    known = files.temporary_name()
    monkeypatch.setattr(files, "temporary_name", lambda: known)
    (tmp_path / known).symlink_to(victim)
    with pytest.raises(FileExistsError), files.atomic(tmp_path / "out") as target:
        target.write(b"theirs")
    assert victim.read_bytes() == b"mine" and not (tmp_path / "out").exists()


def test_links_at_the_names_of_earlier_versions_are_not_followed(dataset: Dataset, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    (tmp_path / f".out.jsonl.{os.getpid()}.tmp").symlink_to(victim)
    export.write(View.of(dataset), tmp_path / "out.jsonl", ExportOptions())
    assert victim.read_bytes() == b"mine"


def test_of_files_that_belong_together_no_other_writer_comes_between(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    mixed = []

    def write(number: int) -> None:
        with files.atomic_all([first, second]) as targets:
            for target in targets:
                target.write(b"%d" % number)

    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(write, range(400)):
            with files._alone_in(tmp_path):
                mixed.append(first.read_bytes() != second.read_bytes())
    assert len(mixed) == 400 and not any(mixed)
    assert names(tmp_path) == ["a", "b"]


def test_two_exports_to_one_path_at_once_do_not_mix(dataset: Dataset, tmp_path: Path) -> None:
    views = [View.of(dataset), View.of(dataset, EVEN)]
    path = tmp_path / "out.jsonl"
    wanted = {b"".join(export.stream(view, ExportOptions())) for view in views}
    for _ in range(10):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda view: export.write(view, path, ExportOptions(), overwrite=True), views))
        assert path.read_bytes() in wanted
        made = recipe.load(tmp_path / "out.jsonl.recipe.json")
        assert made["kept"]["rows"] == path.read_bytes().count(b"\n")


def test_of_two_exports_that_may_not_overwrite_one_wins(dataset: Dataset, tmp_path: Path) -> None:
    gate = threading.Barrier(2)

    def attempt(where: str) -> str:
        view = View.of(dataset, where)
        gate.wait()
        try:
            export.write(view, tmp_path / "out.jsonl", ExportOptions())
        except ExportError as error:
            return error.message
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(attempt, ["", EVEN]))
    assert said[0] == "" and "exists already" in said[1]


def test_writes_of_one_file_from_many_threads_all_succeed(cache: Cache) -> None:
    path = cache.folder("builds") / "one.json"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: write_json(path, {"number": number, "fill": "x" * 5000}), range(200)))
    facts = read_json(path)
    assert facts is not None and facts["fill"] == "x" * 5000
    assert names(path.parent) == ["one.json"]


def of_a_dead_process() -> str:
    code = "from explorer import files; print(files.temporary_name())"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_what_a_killed_run_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    gone = tmp_path / of_a_dead_process()
    gone.write_bytes(b"12345")
    living = tmp_path / files.temporary_name()
    reused = tmp_path / f".explorer-{files._machine()}-{os.getpid()}-1-{'0' * 16}.tmp"  # our number, another start
    elsewhere = tmp_path / gone.name.replace(files._machine(), "00000000")
    others = [tmp_path / name for name in (".explorer-notes.tmp", ".data.jsonl.99999999.tmp", "data.tmp")]
    for path in (living, reused, elsewhere, *others):
        path.write_bytes(b"1")
    freed = files.sweep([tmp_path])
    if sys.platform.startswith("linux"):
        assert freed == 6 and not reused.exists()
    assert not gone.exists()
    assert all(path.exists() for path in (living, elsewhere, *others))
    os.utime(elsewhere, (0, 0))
    files.sweep([tmp_path])
    assert not elsewhere.exists()


def test_a_cache_that_is_opened_and_a_folder_that_is_written_to_are_swept(dataset: Dataset, tmp_path: Path) -> None:
    name = of_a_dead_process()
    root = tmp_path / "another-cache"
    left = root / "datasets" / "f" / "rows-1-auto" / "text-v1" / name
    left.parent.mkdir(parents=True)
    left.write_bytes(b"1")
    Cache.at(root)
    assert not left.exists()
    view = View.of(dataset)
    (tmp_path / name).write_bytes(b"1")
    export.write(view, tmp_path / "out.jsonl", ExportOptions())
    assert not (tmp_path / name).exists()
    (tmp_path / name).write_bytes(b"1")
    report.write(view, tmp_path / "out.html", scorecard.shipped())
    assert not (tmp_path / name).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
@pytest.mark.parametrize("umask", [0o022, 0o027])
def test_the_cache_is_its_owners_alone_and_what_is_taken_away_is_as_the_umask_says(
    make_dataset: Callable[..., Dataset], cache: Cache, tmp_path: Path, umask: int
) -> None:
    before = os.umask(umask)
    try:
        view = View.of(make_dataset(ROWS))
        export.write(view, tmp_path / "out.jsonl", ExportOptions())
        report.write(view, tmp_path / "out.html", scorecard.shipped())
    finally:
        os.umask(before)
    for name in ("out.jsonl", "out.jsonl.recipe.json", "out.html"):
        assert mode(tmp_path / name) == 0o666 & ~umask
    for path in [cache.root, *cache.root.rglob("*")]:
        assert mode(path) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_a_cache_of_an_earlier_version_is_closed_to_others(tmp_path: Path) -> None:
    (tmp_path / "datasets").mkdir(mode=0o755)
    Cache.at(tmp_path)
    assert mode(tmp_path / "datasets") == 0o700


def test_a_full_disk_is_said_with_what_is_needed_and_where(tmp_path: Path) -> None:
    with pytest.raises(DiskFullError) as raised, files.atomic(tmp_path / "out", needed=12_345) as target:
        target.write(b"1")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert "12,345 bytes" in raised.value.message and str(tmp_path) in raised.value.message
    assert "EXPLORER_CACHE" in raised.value.hint
    assert names(tmp_path) == []


def test_recipes_and_data_are_one_pair(dataset: Dataset, tmp_path: Path) -> None:
    done = export.write(View.of(dataset), tmp_path / "out.jsonl", ExportOptions())
    made = orjson.loads(done.recipe.read_bytes())
    assert made["output"]["sha256"] == done.sha256


def test_a_handle_bears_the_path_that_it_writes_to(tmp_path: Path) -> None:
    """What another process is told to write to: a number would be a file in its current folder."""
    with files.atomic(tmp_path / "a", private=True) as target, Path(target.name).open("ab") as other:
        other.write(b"said elsewhere")
    assert (tmp_path / "a").read_bytes() == b"said elsewhere"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are told apart by /proc there")
def test_a_writer_that_ended_and_is_still_listed_is_gone(tmp_path: Path) -> None:
    code = "import sys, time; from explorer import files; print(files.temporary_name(), flush=True); time.sleep(600)"
    writer = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    left = tmp_path / writer.stdout.readline().strip()
    writer.stdout.close()
    left.write_bytes(b"half")
    assert not files.is_left_behind(left)
    writer.kill()
    try:
        assert wait_until(lambda: Path(f"/proc/{writer.pid}/stat").read_bytes().rpartition(b") ")[2].startswith(b"Z"))
        assert files.is_left_behind(left) and files.sweep([tmp_path]) == 4
    finally:
        writer.wait()
