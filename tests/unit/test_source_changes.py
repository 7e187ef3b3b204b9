"""A source that changes while it is read, exported or looked at is noticed; nothing of another file passes for it."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from explorer import building, cli, export, recipe, sources
from explorer.errors import SourceChanged
from explorer.export import ExportOptions, tabular
from explorer.sources import dispatch, identity
from explorer.sources.containers import container_of
from explorer.store import Cache
from explorer.view import View

lines = importlib.import_module("explorer.export.lines")  # the package gives that name to a function

ROWS = 800


def content(fill: str = "a") -> bytes:
    return b"".join(orjson.dumps({"prompt": f"question {i}", "completion": fill * 40}) + b"\n" for i in range(ROWS))


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def append(path: Path) -> None:
    with path.open("ab") as handle:
        handle.write(b'{"prompt": "more", "completion": "more"}\n')


def overwrite(path: Path) -> None:
    with path.open("r+b") as handle:
        handle.write(content("b"))


def overwrite_and_put_the_time_back(path: Path) -> None:
    before = path.stat()
    overwrite(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(content("b"))
    shutil.copystat(path, other)
    other.replace(path)


def delete(path: Path) -> None:
    path.unlink()


def link(path: Path) -> None:
    other = path.with_name("elsewhere")
    other.write_bytes(content("b"))
    path.unlink()
    path.symlink_to(other)


def chmod(path: Path) -> None:
    path.chmod(0o640)


CHANGES = [truncate, append, overwrite, overwrite_and_put_the_time_back, replace, delete, link]
MOMENTS = ["start", "first batch", "middle", "end of the rows", "before the rename"]
FORMATS = [
    ExportOptions(),
    ExportOptions("jsonl", "gz"),
    ExportOptions(dialect="messages"),
    ExportOptions("csv"),
    ExportOptions("parquet"),
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """One for all tests: each opens its own file anew, and what was judged of the same bytes is there by then."""
    return Cache.at(tmp_path_factory.mktemp("changes"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    path = folder / "data.jsonl"
    path.write_bytes(content())
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "out.data"


def at(moment: str, act: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have `act` done at a moment of the next export, which reads its small file in many pieces."""
    monkeypatch.setattr(lines, "_WINDOW", 12 << 10)
    monkeypatch.setattr(lines, "_BATCH", 100)
    if moment == "start":
        act()
    elif moment == "before the rename":
        made = recipe.make
        monkeypatch.setattr(recipe, "make", lambda *given: (act(), made(*given))[1])
    else:
        reads = 0
        wanted = {"first batch": 1, "middle": 4}.get(moment, 0)

        def counting(real: Callable[..., Any]) -> Callable[..., Any]:
            def read(*given: Any) -> Any:
                nonlocal reads
                reads += 1
                if reads == wanted:
                    act()
                return real(*given)

            return read

        if moment == "end of the rows":
            real = lines.places

            def places(view: View) -> Any:
                yield from real(view)
                act()

            monkeypatch.setattr(lines, "places", places)
            monkeypatch.setattr(tabular, "places", places)
        else:
            monkeypatch.setattr(sources, "exactly", counting(sources.exactly))
            monkeypatch.setattr(sources, "read_values", counting(sources.read_values))


@pytest.mark.parametrize("options", FORMATS, ids=lambda options: options.suffix + options.dialect)
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_an_export_of_a_source_that_changes_is_refused_and_leaves_nothing(
    cache: Cache,
    source: Path,
    target: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path], None],
    moment: str,
    options: ExportOptions,
) -> None:
    view = View.of(building.run(cache, [source], layers=["tokens"]))
    done = []
    at(moment, lambda: done or (done.append(1), change(source)), monkeypatch)  # type: ignore[func-returns-value]
    with pytest.raises(SourceChanged) as raised:
        export.write(view, target, options)
    assert done
    assert "data.jsonl" in raised.value.message and raised.value.hint
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("options", FORMATS, ids=lambda options: options.suffix + options.dialect)
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_change_of_mode_alone_changes_nothing(
    cache: Cache, source: Path, target: Path, monkeypatch: pytest.MonkeyPatch, moment: str, options: ExportOptions
) -> None:
    view = View.of(building.run(cache, [source], layers=["tokens"]))
    wanted = None if options.format == "parquet" else b"".join(export.stream(view, options))
    at(moment, lambda: chmod(source), monkeypatch)
    assert export.write(view, target, options).rows == ROWS
    assert wanted is None or target.read_bytes() == wanted


def test_a_download_of_a_source_that_changes_does_not_end_well(cache: Cache, source: Path) -> None:
    view = View.of(building.run(cache, [source], layers=["tokens"]))
    blocks = export.stream(view, ExportOptions())
    next(blocks)
    overwrite_and_put_the_time_back(source)
    with pytest.raises(SourceChanged):
        list(blocks)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_read_of_an_open_dataset_notices(cache: Cache, source: Path, change: Callable[[Path], None]) -> None:
    dataset = building.run(cache, [source], layers=["tokens"])
    assert dataset.source.raw(1) and dataset.source.changed_files() == []
    change(source)
    assert dataset.source.changed_files() == ["data.jsonl"]
    for read in (dataset.source.raw, dataset.source.value, dataset.source.conversation):
        with pytest.raises(SourceChanged):
            read(1)
    assert dataset.source.texts([1]) is None  # the text layer serves, which holds what was judged


def test_other_bytes_of_the_same_size_and_time_are_read_anew(cache: Cache, source: Path) -> None:
    first = building.run(cache, [source], layers=["tokens"])
    overwrite_and_put_the_time_back(source)
    again = building.run(cache, [source], layers=["tokens"])
    assert again.fingerprint != first.fingerprint
    assert again.source.conversation(0).turns[-1].text == "b" * 40


def test_a_touched_file_is_the_same_dataset(cache: Cache, source: Path) -> None:
    first = building.run(cache, [source], layers=["tokens"])
    os.utime(source)
    assert first.source.changed_files()
    again = building.run(cache, [source], layers=["tokens"])
    assert again.fingerprint == first.fingerprint and not again.source.changed_files()


@pytest.mark.parametrize("change", CHANGES[:5], ids=lambda change: change.__name__)
def test_parts_of_a_source_that_changes_during_the_build_are_not_kept(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    cache = Cache.at(tmp_path / "cache")

    def reading(file: Any) -> Any:
        change(source)
        return container_of(file)

    monkeypatch.setattr(dispatch, "container_of", reading)
    with pytest.raises(SourceChanged):
        building.run(cache, [source], layers=["tokens"])
    assert not list(cache.root.rglob("part-*.parquet"))


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.main(list(words))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_recipe_is_replayed_on_the_same_bytes_alone(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, again = tmp_path / "out.jsonl", tmp_path / "again.jsonl"
    assert run(capsys, "export", str(source), "--out", str(out), "--where", "line % 2 = 0")[0] == 0
    made = f"{out}.recipe.json"
    code, said, _ = run(capsys, "export", "--recipe", made, "--out", str(again))
    assert code == 0 and "to the byte" in said and again.read_bytes() == out.read_bytes()
    overwrite_and_put_the_time_back(source)
    again.unlink()
    code, _, error = run(capsys, "export", "--recipe", made, "--out", str(again))
    assert code == 2 and "error:" in error and "hint:" in error and not again.exists()


def test_a_recipe_notices_bytes_that_changed_without_a_trace(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    run(capsys, "export", str(source), "--out", str(out))
    held = sources.identity_of(source)
    overwrite(source)
    monkeypatch.setattr(identity, "identity_of", lambda _: held)
    monkeypatch.setattr("explorer.store.cache.identity_of", lambda _: held)
    code, _, error = run(capsys, "export", "--recipe", f"{out}.recipe.json", "--out", str(tmp_path / "again.jsonl"))
    assert code == 2 and "changed" in error and not (tmp_path / "again.jsonl").exists()


def test_a_replay_that_gives_another_file_says_so(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    run(capsys, "export", str(source), "--out", str(out))
    beside = tmp_path / "out.jsonl.recipe.json"
    made = orjson.loads(beside.read_bytes())
    made["output"]["sha256"] = "0" * 64
    beside.write_bytes(orjson.dumps(made))
    words = ("export", "--recipe", str(beside), "--out", str(tmp_path / "again.jsonl"), "--json")
    code, said, error = run(capsys, *words)
    assert code == 0 and "warning:" in error and "SHA-256" in error
    assert orjson.loads(said)["as_recipe_says"] is False


def test_the_command_line_says_it_in_one_line_and_with_2(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = recipe.make
    monkeypatch.setattr(recipe, "make", lambda *given: (truncate(source), made(*given))[1])
    code, said, error = run(capsys, "export", str(source), "--out", str(tmp_path / "out.jsonl"), "--quiet")
    assert code == 2 and not said
    assert error.startswith("error: The source changed after it was read: data.jsonl.\nhint: ")
    assert not list(tmp_path.glob("out*"))


def test_packed_sources_are_held_too(cache: Cache, tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "data.jsonl.gz"
    path.write_bytes(gzip.compress(content()))
    dataset = building.run(cache, [path], layers=["tokens"])
    path.write_bytes(gzip.compress(content("c")))
    with pytest.raises(SourceChanged):
        dataset.source.raw(0)
