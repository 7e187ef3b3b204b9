"""Shared fixtures: an own cache folder for every test session, small datasets written on the spot."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from explorer import building
from explorer.store import Cache, Dataset

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data" / "sft_sample.jsonl"

# How long an example takes says something about the machine, not about the product; fixtures here hold no state that an
# example changes.
settings.register_profile(
    "explorer", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("explorer")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's cache; the folder is shared within a session to save work."""
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """An empty cache."""
    return Cache.at(tmp_path / "own-cache")


@pytest.fixture
def jsonl(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows (dicts) or raw lines (str, bytes) to a JSONL file."""

    def write(rows: list[Any], name: str = "data.jsonl") -> Path:
        path = tmp_path / name
        lines = [
            row if isinstance(row, bytes) else row.encode() if isinstance(row, str) else json.dumps(row).encode()
            for row in rows
        ]
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        return path

    return write


@pytest.fixture
def make_dataset(cache: Cache, jsonl: Callable[..., Path]) -> Callable[..., Dataset]:
    """A built dataset of the given rows."""

    def make(rows: list[Any], name: str = "data.jsonl", **options: Any) -> Dataset:
        return building.run(cache, [jsonl(rows, name)], building.Options(**options))

    return make


@pytest.fixture
def real_data() -> Iterator[Path]:
    """Folder of real datasets; the test is skipped where the variable EXPLORER_REAL_DATA is not set."""
    folder = os.environ.get("EXPLORER_REAL_DATA")
    if not folder:
        pytest.skip("EXPLORER_REAL_DATA is not set")
    yield Path(folder)
