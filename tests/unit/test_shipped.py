"""The sample opens with all of its layers, which are what a build makes; a stale or damaged archive does no harm."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from explorer import building
from explorer.building import shipped
from explorer.metrics import METRICS
from explorer.store import Cache
from explorer.store.layers import rows_folder
from tests.conftest import SAMPLE


def test_the_sample_opens_complete_with_its_map(tmp_path: Path) -> None:
    cache = Cache.at(tmp_path)
    assert building.opened(cache, [SAMPLE]) is None
    assert shipped.prepare(cache, [SAMPLE])
    dataset = building.opened(cache, [SAMPLE])
    assert dataset is not None, "build the archive anew: python -m explorer.building.shipped"
    assert dataset.complete, "build the archive anew: python -m explorer.building.shipped"
    assert {"map_x", "map_topic", "near_group", "ability"} <= set(dataset.columns)
    assert dataset.rows == 426
    assert not shipped.prepare(cache, [SAMPLE])  # once is enough


def test_what_is_shipped_is_what_is_built(tmp_path: Path) -> None:
    ours, fresh = Cache.at(tmp_path / "shipped"), Cache.at(tmp_path / "fresh")
    assert shipped.prepare(ours, [SAMPLE])
    built = building.run(fresh, [SAMPLE])
    folders = [rows_folder(cache.dataset(built.fingerprint), "") for cache in (ours, fresh)]
    parts = [{path.relative_to(f) for path in f.rglob("part-*.parquet")} for f in folders]
    assert parts[1] <= parts[0]  # the map is built on request
    names = {metric.name for metric in METRICS} | {"spine", "text", "fields"}
    compared = [part for part in parts[1] if part.parts[0].rsplit("-", 1)[0] in names]
    assert len(compared) >= len(METRICS)
    for part in compared:
        assert pq.read_table(folders[0] / part).equals(pq.read_table(folders[1] / part)), part


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is shipped, which is looked at in its place."""
    copy = tmp_path / "copy.zip"
    shutil.copy(shipped.ARCHIVE, copy)
    monkeypatch.setattr(shipped, "ARCHIVE", copy)
    return copy


def _rewrite(path: Path, change: dict[str, bytes | None]) -> None:
    with zipfile.ZipFile(path) as archive:
        held = {one.filename: archive.read(one) for one in archive.infolist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (held | change).items():
            if content is not None:
                archive.writestr(name, content)


@pytest.mark.parametrize("kind", ["cut", "no zip", "other sample", "outside", "other version", "no facts"])
def test_an_archive_that_does_not_fit_is_left_alone(tmp_path: Path, archive: Path, kind: str) -> None:
    cache = Cache.at(tmp_path / "cache")
    with zipfile.ZipFile(archive) as held:
        facts = json.loads(held.read("shipped.json"))
        rows = next(name.split("/")[0] for name in held.namelist() if name.startswith("rows-"))
    if kind == "cut":
        archive.write_bytes(archive.read_bytes()[:-5_000])
    elif kind == "no zip":
        archive.write_text("no zip")
    elif kind == "other sample":
        _rewrite(archive, {"shipped.json": json.dumps({**facts, "sha256": "0" * 64}).encode()})
    elif kind == "outside":
        _rewrite(archive, {f"{rows}/../../../evil": b"x"})
    elif kind == "no facts":
        _rewrite(archive, {"shipped.json": b"{}"})
    else:
        with zipfile.ZipFile(archive) as held:
            names = [name for name in held.namelist() if name.startswith(rows)]
        _rewrite(archive, dict.fromkeys(names))
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert not shipped.prepare(cache, [SAMPLE])
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before
    assert building.run(cache, [SAMPLE], layers=[]).rows == 426


def test_other_files_are_not_touched(tmp_path: Path) -> None:
    copy = tmp_path / SAMPLE.name
    shutil.copy(SAMPLE, copy)
    assert not shipped.prepare(Cache.at(tmp_path / "cache"), [copy])
