"""Columns of judgements that are read when a query first asks for one of them: most pages ask for none."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from explorer.metrics import METRICS
from explorer.store import repair
from explorer.store.layers import Layer
from explorer.store.table import NarrowTable, quoted

LATE = frozenset(metric.name for metric in METRICS if not metric.early)
"""Names of the layers that are read late."""


class Late:
    """What is on disk and not in memory yet. `lock`: of the dataset, held while columns are read."""

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
                self._waiting.update(dict.fromkeys((c.name for c in metric.columns), layers[metric.name].merged))
        self._expected = frozenset(layers)

    def load(self, sql: str) -> None:
        """Read all of them where `sql` asks for one."""
        if not self._waiting or not any(quoted(name) in sql for name in tuple(self._waiting)):
            return
        with self._lock:
            if self._waiting:
                self._table.widen([repair.require(path) for path in dict.fromkeys(self._waiting.values())])
                self._waiting = {}

    def load_soon(self) -> None:
        """Read them in the background."""
        if self._waiting:
            every = " ".join(quoted(name) for name in tuple(self._waiting))
            threading.Thread(target=self.load, args=(every,), name="late-layers", daemon=True).start()

    def forget(self) -> None:
        """Nothing is known or waiting any more."""
        self._expected, self._waiting = frozenset(), {}
