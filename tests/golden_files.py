"""Comparison with the files in tests/golden; EXPLORER_GOLDEN=write writes them anew."""

from __future__ import annotations

import os

from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "golden"


def hold(name: str, found: bytes) -> None:
    """AssertionError where `found` is not what the golden file holds."""
    path = FOLDER / name
    if os.environ.get("EXPLORER_GOLDEN") == "write":
        path.write_bytes(found)
    assert path.exists(), f"tests/golden/{name} is missing: see tests/golden/README.md"
    # As text, so that a failure shows the lines that differ; every byte has a character of its own in Latin-1.
    assert _readable(found) == _readable(path.read_bytes()), f"tests/golden/{name} differs: see tests/golden/README.md"


def _readable(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
