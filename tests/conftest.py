"""Shared fixtures: an own cache folder for every test session, small datasets written on the spot."""

from __future__ import annotations

import functools
import gc
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from explorer import building
from explorer.building import job
from explorer.metrics import METRICS
from explorer.store import Cache, Dataset
from explorer.store.loaded import Loaded
from tests.waiting import NEVER

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data" / "sft_sample.jsonl"

# How long an example takes says something about the machine, not about the product; fixtures here hold no state that an
# example changes.
settings.register_profile(
    "explorer", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("explorer")


# What takes long comes first, so that no worker is left alone with it at the end: one with the browser, one with real data.
_FIRST = (
    "browser/test_app.py",
    "test_real_data.py",
    "browser/test_map.py",
    "pages/test_every_page.py",
    "unit/test_verbs.py",
    "unit/test_building.py",
    "unit/passes/",
    "packaging/",
    "server/",
    "pages/",
    "unit/test_",
)


def pytest_configure(config: pytest.Config) -> None:
    """Of pytest-xdist: hand out files in our order, not those of many tests first."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Of pytest-xdist, for `-n auto`: half as many again as there are cores, since browsers and servers are waited for."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + (cores + 1) // 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files in the order of `_FIRST`, all others behind them; the tests of a file stay together."""

    def rank(item: pytest.Item) -> int:
        path = item.path.relative_to(ROOT / "tests").as_posix()
        return next((place for place, start in enumerate(_FIRST) if path.startswith(start)), len(_FIRST))

    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """What is there from the start stays: the collector of cycles need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's cache; the folder is shared within a session to save work."""
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(autouse=True)
def _own_decisions(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor the user's decisions: each test begins with none."""
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path_factory.getbasetemp() / "decisions" / secrets.token_hex(8)))


@pytest.fixture(autouse=True)
def _processes_may_take_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a job's process may start later than the app would wait for it."""
    monkeypatch.setattr(job, "_START_WITHIN", NEVER)


_LAZY = {column.name for metric in METRICS if not metric.early for column in metric.columns}
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+""")


def lazy_columns_in(sql: str) -> set[str]:
    """Names of lazy columns that SQL uses, outside of its texts."""
    return {token.strip('"') for token in _TOKEN.findall(sql) if not token.startswith("'")} & _LAZY


@pytest.fixture(autouse=True)
def _queries_say_what_they_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A query that uses a lazy column says so even where that column happens to be in memory already."""
    query, mask, packed = Loaded.query, Loaded.mask, Loaded.packed

    def check(sql: str, reads: Any) -> None:
        unsaid = lazy_columns_in(sql) - set(reads)
        assert not unsaid, f"not in `reads`: {sorted(unsaid)}, in: {sql}"

    @functools.wraps(query)
    def checked_query(
        self: Loaded, sql: str, parameters: Any = None, reads: Any = frozenset(), beside: Any = None
    ) -> Any:
        check(sql, reads)
        return query(self, sql, parameters, reads, beside)

    def checked_mask(self: Loaded, condition: str, reads: Any, key: str = "") -> str:
        check(condition, reads)
        return mask(self, condition, reads, key)

    def checked_packed(self: Loaded, conditions: Any, reads: Any) -> list[str]:
        check(" ".join(conditions), reads)
        return packed(self, conditions, reads)

    monkeypatch.setattr(Loaded, "query", checked_query)
    monkeypatch.setattr(Loaded, "mask", checked_mask)
    monkeypatch.setattr(Loaded, "packed", checked_packed)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """An empty cache."""
    return Cache.at(tmp_path / "own-cache")


def write_jsonl(path: Path, rows: list[Any]) -> Path:
    """A file of rows (dicts) and raw lines (str, bytes)."""
    lines = [
        row if isinstance(row, bytes) else row.encode() if isinstance(row, str) else json.dumps(row).encode()
        for row in rows
    ]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


@pytest.fixture
def jsonl(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows (dicts) or raw lines (str, bytes) to a JSONL file."""

    def write(rows: list[Any], name: str = "data.jsonl") -> Path:
        return write_jsonl(tmp_path / name, rows)

    return write


def take_over(built: Path, folder: Path) -> None:
    """What was built elsewhere, as links: what is written anew takes the place of a file, and changes none."""
    shutil.copytree(built, folder, copy_function=os.link, dirs_exist_ok=True)


@pytest.fixture(scope="session")
def judged_before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cache, dict[tuple[str, bytes], str]]:
    """What `make_dataset` built in this session: to be linked, not used. And (name, bytes) -> fingerprint."""
    return Cache.at(tmp_path_factory.mktemp("judged-before")), {}


@pytest.fixture
def make_dataset(
    cache: Cache, judged_before: tuple[Cache, dict[tuple[str, bytes], str]], jsonl: Callable[..., Path]
) -> Callable[..., Dataset]:
    """A built dataset of the given rows: judged once in a session, since most tests look at the same few."""

    def make(rows: list[Any], name: str = "data.jsonl", **options: Any) -> Dataset:
        path = jsonl(rows, name)
        if options:
            return building.run(cache, [path], building.Options(**options))
        (shared, fingerprints), key = judged_before, (name, path.read_bytes())
        known = fingerprints.get(key)
        if known and not cache.dataset(known).exists():
            take_over(shared.dataset(known), cache.dataset(known))
        dataset = building.run(cache, [path])
        if not known:
            fingerprints[key] = dataset.fingerprint
            if not shared.dataset(dataset.fingerprint).exists():
                take_over(cache.dataset(dataset.fingerprint), shared.dataset(dataset.fingerprint))
        return dataset

    return make


@pytest.fixture(scope="module")
def shared_dataset(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Dataset]:
    """Makes a built dataset for a module whose tests look at it and change nothing of it."""

    def make(rows: list[Any], name: str = "data.jsonl") -> Dataset:
        folder = tmp_path_factory.mktemp("shared")
        return building.run(Cache.at(folder / "cache"), [write_jsonl(folder / name, rows)])

    return make


@pytest.fixture
def real_data() -> Iterator[Path]:
    """Folder of real datasets; the test is skipped where the variable EXPLORER_REAL_DATA is not set."""
    folder = os.environ.get("EXPLORER_REAL_DATA")
    if not folder:
        pytest.skip("EXPLORER_REAL_DATA is not set")
    yield Path(folder)
