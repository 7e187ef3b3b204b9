"""A cache whose files were damaged gives the figures it gave before, and says what it builds again."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import corruption
from explorer import building, checksums, cli
from explorer.errors import LayerError, SourceChanged
from explorer.sources import copies
from explorer.store import Cache, layers, repair
from explorer.store.cache import read_json, write_json


def flip(path: Path, place: int = -20) -> None:
    raw = bytearray(path.read_bytes())
    raw[place % len(raw)] ^= 4
    path.write_bytes(raw)
    checksums.forget()


def test_no_damage_changes_a_figure_or_an_exported_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.store.loaded.KEPT_FROM", 1)
    found = corruption.run(6, 120, random.Random(7).randrange(1 << 30), tmp_path)
    assert found["wrong"] == []


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """(folder with a source and its cache, the figures of that source). To be copied, not used."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("explorer.store.loaded.KEPT_FROM", 1)
        source = corruption.write_sources(folder, 120)[0]
        return folder, corruption.figures(Cache.at(folder / "cache"), source, folder / "out.jsonl")


@pytest.fixture
def built(whole: tuple[Path, str], cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """(a source, its figures), with what was judged of it in the cache of this test alone."""
    monkeypatch.setattr("explorer.store.loaded.KEPT_FROM", 1)
    folder, figures = whole
    shutil.copytree(folder / "cache", cache.root, dirs_exist_ok=True)
    return Path(shutil.copy2(folder / "plain.jsonl", tmp_path / "plain.jsonl")), figures


@pytest.mark.parametrize(
    "pattern",
    [
        "text-*/part-00000.parquet",  # searched
        "fields-*/part-00000.parquet",
        "rejects-*/part-00000.parquet",
        "spine-*/part-00000.json",
        "narrow-*.parquet",
        "residue-*/all.parquet",  # read late
        "near-*/part-00000.parquet",
    ],
)
@pytest.mark.parametrize("place", [-20, 200])
def test_each_kind_of_artifact_is_built_again_and_said_once(
    cache: Cache, built: tuple[Path, str], tmp_path: Path, pattern: str, place: int
) -> None:
    source, wanted = built
    (rows,) = cache.root.glob("datasets/*/rows-*")
    (damaged,) = rows.glob(pattern)
    if pattern.startswith(("spine", "near")):
        for kept in rows.glob("narrow-*"):
            kept.unlink()  # else it is not read
    flip(damaged, place)
    before, _ = checksums.since(0)
    assert corruption.figures(cache, source, tmp_path / "out.jsonl") == wanted
    told = checksums.since(before)[1]
    assert told and all("\n" not in line and "damaged" in line for line in told)
    before, _ = checksums.since(0)
    assert corruption.figures(cache, source, tmp_path / "out.jsonl") == wanted
    assert checksums.since(before)[1] == []


def test_what_an_earlier_version_kept_is_left_alone_and_not_called_damaged(
    cache: Cache, built: tuple[Path, str], tmp_path: Path
) -> None:
    source, wanted = built
    (rows,) = cache.root.glob("datasets/*/rows-*")
    earlier = rows.with_name(rows.name.replace(f"rows-{layers.ROWS_VERSION}-", f"rows-{layers.ROWS_VERSION - 1}-"))
    rows.rename(earlier)
    for ledger in cache.root.rglob(checksums.LEDGER):
        ledger.unlink()  # the first version kept none
    (earlier / "plan.json").write_text('{"of": "another time"}')
    building.forget()
    checksums.forget()
    before, _ = checksums.since(0)
    assert corruption.figures(cache, source, tmp_path / "out.jsonl") == wanted
    assert checksums.since(before)[1] == []
    assert rows.is_dir()


def test_a_plain_copy_that_is_damaged_is_made_again(cache: Cache, tmp_path: Path) -> None:
    source = corruption.write_sources(tmp_path, 120)[1]
    wanted = corruption.figures(cache, source, tmp_path / "out.jsonl")
    (plain,) = cache.scratch.glob("*.plain")
    flip(plain, 5_000)
    assert corruption.figures(cache, source, tmp_path / "out.jsonl") == wanted


def test_the_command_line_says_it_in_one_line(
    built: tuple[Path, str], cache: Cache, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(cache.root))
    (late,) = cache.root.glob("datasets/*/rows-*/residue-*/all.parquet")
    building.forget()
    capsys.readouterr()
    assert cli.main(["stats", str(built[0]), "--json"]) == 0
    wanted = capsys.readouterr().out
    building.forget()
    flip(late)
    assert cli.main(["stats", str(built[0]), "--json"]) == 0
    said = capsys.readouterr()
    assert said.out == wanted
    assert said.err.count("note: ") == 1 and "residue" in said.err and "defect" not in said.err


def test_what_cannot_be_built_again_is_said(built: tuple[Path, str], cache: Cache) -> None:
    source, _ = built
    building.forget()
    checksums.forget()
    dataset = building.run(cache, [source])
    (text,) = cache.root.glob("datasets/*/rows-*/text-*/part-00000.parquet")
    flip(text)
    source.write_bytes(source.read_bytes() + b"{}\n")
    with pytest.raises(SourceChanged):
        dataset.text_relation()


def test_a_damaged_map_is_let_go(cache: Cache, tmp_path: Path) -> None:
    folder = tmp_path / "rows" / "map-v14"
    path = folder / "vectors.npy"
    with checksums.artifact(path) as target:
        target.write(b"vectors")
    write_json(folder / repair.MANIFEST, {"sparse": True})
    assert repair.require(path) == path
    flip(path, 1)
    with pytest.raises(LayerError):
        repair.require(path)
    assert not path.exists() and not (folder / repair.MANIFEST).exists()


def test_facts_are_what_was_written_or_none(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    facts = {"name": "算法 \udc80", "n": [1, 2.5, None]}
    write_json(path, facts)
    assert read_json(path) == facts
    whole = path.read_bytes()
    for place in range(len(whole)):
        raw = bytearray(whole)
        raw[place] ^= 1
        path.write_bytes(raw)
        assert read_json(path) is None
    for stop in range(len(whole)):
        path.write_bytes(whole[:stop])
        assert read_json(path) is None


def test_an_artifact_is_sound_by_its_own_line_alone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with checksums.artifact(path) as target:
        target.write(b"content")
    assert checksums.is_sound(path)
    (tmp_path / "b").write_bytes(b"content")
    assert not checksums.is_sound(tmp_path / "b")
    ledger = tmp_path / checksums.LEDGER
    for place in range(len(ledger.read_bytes()) - 1):
        held = ledger.read_bytes()
        flip(ledger, place)
        assert not checksums.is_sound(path)
        ledger.write_bytes(held)


def test_packed_sources_that_are_whole_are_not_unpacked_again(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = corruption.write_sources(tmp_path, 60)[1]
    dataset = building.run(cache, [source], layers=["tokens"])
    opened: list[Path] = []
    real: Callable[..., object] = copies.open_file
    monkeypatch.setattr(copies, "open_file", lambda path, *rest: (opened.append(path), real(path, *rest))[1])
    dataset.source.require_unchanged()
    assert opened == []
