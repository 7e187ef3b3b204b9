"""Rows and vectors of two plain groups, for tests of maps from vectors of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from explorer import building
from explorer.passes import MAP
from explorer.passes.map_source import Reading
from explorer.store import Cache, Dataset

ROWS = 30


def vector(row: int) -> list[float]:
    """Two groups: even rows lie along one axis, odd ones along another."""
    angle = 0.01 * row
    side = [np.cos(angle), np.sin(angle), 0.0, 0.0]
    return [float(x) for x in (side if row % 2 == 0 else side[::-1])]


def rows(**more: Callable[[int], Any]) -> list[dict[str, Any]]:
    made = [{"prompt": f"question number {row}", "response": f"answer {row}"} for row in range(ROWS)]
    for name, value in more.items():
        for row, one in enumerate(made):
            one[name] = value(row)
    return made


def draw(cache: Cache, path: Path, reading: Reading, may_send: bool = False) -> Dataset:
    return building.run(cache, [path], building.Options(reading=reading, may_send=may_send), [MAP.name])
