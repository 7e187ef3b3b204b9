"""Lazy columns: those of judgements, read when a query first asks for one of them. Most pages ask for none."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Set
from functools import partial
from pathlib import Path

from explorer import background
from explorer.metrics import METRICS
from explorer.store import repair
from explorer.store.layers import Layer
from explorer.store.table import NarrowTable

LAZY = frozenset(metric.name for metric in METRICS if not metric.early)
"""Names of the lazy layers."""

_NOT_FOUND = re.compile(r'Referenced column "([^"]+)" not found')


class LazyColumns:
    """What is on disk and not in memory yet. `lock`: of the table, held while columns are read."""

    def __init__(self, table: NarrowTable, lock: threading.RLock) -> None:
        self._table = table
        self._lock = lock
        self._expected: frozenset[str] = frozenset()
        self._waiting: dict[str, Path] = {}  # column -> the file of its layer

    def knows(self, layers: Mapping[str, Layer]) -> bool:
        """Whether these are the layers that are expected already."""
        return self._expected == layers.keys()

    def expect(self, layers: Mapping[str, Layer], rows: int) -> None:
        """Columns of these layers are there from now on."""
        for metric in METRICS:
            if metric.name in layers and metric.name not in self._expected and rows:
                arrived = dict.fromkeys((column.name for column in metric.columns), layers[metric.name].merged)
                self._waiting = {**self._waiting, **arrived}
        self._expected = frozenset(layers)

    def load(self, reads: Set[str]) -> None:
        """Read all that is waiting if one of the columns in `reads` is."""
        if self._waiting.keys().isdisjoint(reads):
            return
        with self._lock:
            if self._waiting:
                self._table.widen([repair.require(path) for path in dict.fromkeys(self._waiting.values())])
                self._waiting = {}

    def load_soon(self) -> None:
        """Read all that is waiting in the background."""
        if self._waiting:
            every = frozenset(self._waiting)
            background.begin(partial(self.load, every), "lazy-columns")

    def require_said(self, refusal: str) -> None:
        """LookupError where DuckDB refused a query because of a lazy column that the query did not say it reads."""
        found = _NOT_FOUND.search(refusal)
        if found and found[1] in self._waiting:
            raise LookupError(f"A query uses the lazy column '{found[1]}' without naming it in `reads`.")

    def forget(self) -> None:
        """Nothing is known or waiting any more."""
        self._expected, self._waiting = frozenset(), {}
