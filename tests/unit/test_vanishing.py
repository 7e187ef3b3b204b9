"""A cache or a source that is removed while it is in use: built again, or the right sentence; never a defect."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer import building, cli, export, scorecard
from explorer.errors import CacheError, ExplorerError, SourceChanged, SourceError
from explorer.export import ExportOptions
from explorer.progress import Progress
from explorer.queries import totals
from explorer.scorecard import profile
from explorer.store import Cache, Dataset
from explorer.view import View

ROWS = 200
MOMENTS = range(30)  # reports of a build; there are fewer


CONTENT = "".join(json.dumps({"prompt": f"question {n}", "response": f"answer {n} " * 5}) + "\n" for n in range(ROWS))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "vanishing.jsonl"
    path.write_text(CONTENT)
    return path


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder in which the source is judged already, plain and packed. To be copied, not used."""
    folder = tmp_path_factory.mktemp("judged")
    path = folder / "vanishing.jsonl"
    path.write_text(CONTENT)
    for one in (path, _packed(path)):
        building.run(Cache.at(folder / "cache"), [one])
    return folder / "cache"


@pytest.fixture
def opened(judged: Path, cache: Cache, source: Path, suffix: str) -> tuple[Dataset, Path]:
    """The source, plain or packed, open; its cache is this test's alone."""
    shutil.copytree(judged, cache.root, dirs_exist_ok=True)
    path = _packed(source) if suffix else source
    return building.run(cache, [path]), path


def at(moment: int, do: Callable[[], Any]) -> tuple[Callable[[Progress], None], list[int]]:
    """(a report that does something at its so-many-th call, how often it was called)."""
    calls = [0]

    def report(_: Progress) -> None:
        calls[0] += 1
        if calls[0] == moment + 1:
            do()

    return report, calls


def test_a_cache_that_is_removed_during_a_build_is_built_again(cache: Cache, source: Path) -> None:
    calls = [0]
    for moment in MOMENTS:
        building.forget()
        report, calls = at(moment, lambda: shutil.rmtree(cache.root))
        view = View.of(building.run(cache, [source], report=report))
        assert totals(view).rows == ROWS
        shutil.rmtree(cache.root, ignore_errors=True)
        if calls[0] <= moment:
            break
    assert calls[0] > 5


def test_a_cache_that_is_removed_again_and_again_is_said(cache: Cache, source: Path) -> None:
    def always(_: Progress) -> None:
        shutil.rmtree(cache.root, ignore_errors=True)

    with pytest.raises(CacheError, match="removed while they were in use") as error:
        building.run(cache, [source], report=always)
    assert "Run it again" in error.value.hint


def test_a_source_that_is_deleted_during_a_build_is_said(cache: Cache, source: Path) -> None:
    content = source.read_bytes()
    said: list[str] = []
    for moment in MOMENTS:
        building.forget()
        shutil.rmtree(cache.root, ignore_errors=True)
        source.write_bytes(content)
        report, calls = at(moment, source.unlink)
        try:
            assert building.run(cache, [source], report=report).rows == ROWS  # its last byte was read
        except SourceError as error:
            assert error.hint
            said.append(error.message)
        if calls[0] <= moment:
            break
    assert len(said) > 3
    assert all("moved or deleted" in message or "does not exist" in message for message in said)


def everything(dataset: Dataset, folder: Path) -> dict[str, Callable[[], Any]]:
    """What is done with an open dataset, by name."""
    view = View.of(dataset, "search('question 7')")
    return {
        "count": lambda: totals(view),
        "judge": lambda: scorecard.score(View.of(dataset), profile.shipped()),
        "read": lambda: dataset.source.conversation(3),
        "raw": lambda: dataset.source.raw(3),
        "jsonl": lambda: export.write(view, folder / "a.jsonl", ExportOptions(), overwrite=True),
        "parquet": lambda: export.write(view, folder / "a.parquet", ExportOptions("parquet"), overwrite=True),
        "text": lambda: dataset.query(f"SELECT count(*) FROM ({dataset.text_relation()})"),
    }


@pytest.mark.parametrize("action", ["count", "judge", "read", "raw", "jsonl", "parquet", "text"])
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_an_open_dataset_outlives_its_cache(
    opened: tuple[Dataset, Path], cache: Cache, tmp_path: Path, action: str
) -> None:
    dataset, _ = opened
    shutil.rmtree(cache.root)
    try:
        everything(dataset, tmp_path)[action]()
    except ExplorerError as error:
        pytest.fail(f"{error.message} {error.hint}")


@pytest.mark.parametrize("action", ["count", "judge", "read", "raw", "jsonl", "parquet", "text"])
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_what_needs_a_deleted_source_says_so(opened: tuple[Dataset, Path], tmp_path: Path, action: str) -> None:
    dataset, path = opened
    path.unlink()
    do = everything(dataset, tmp_path)[action]
    if action in ("count", "judge", "text"):
        do()
        return
    with pytest.raises(SourceChanged, match="moved or deleted") as error:
        do()
    assert "Put it back" in error.value.hint
    assert not list(tmp_path.glob("a.*"))


def _packed(source: Path) -> Path:
    import gzip

    packed = source.with_suffix(".jsonl.gz")
    packed.write_bytes(gzip.compress(source.read_bytes()))
    return packed


def test_the_command_line_says_it_in_one_line(
    source: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: Any, **__: Any) -> None:
        raise FileNotFoundError(2, "No such file or directory", str(Cache.default().root / "datasets" / "x"))

    monkeypatch.setattr(building, "run", lost)
    assert cli.main(["stats", str(source), "--quiet"]) == 2
    told, hint = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("note")]
    assert told == "error: Files of the cache were removed while they were in use."
    assert hint.startswith("hint: Run it again")
