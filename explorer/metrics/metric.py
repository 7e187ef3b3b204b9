"""What a metric is: a frozen value that names a layer, its columns, and how to compute them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from explorer.columns import Column
from explorer.conversation import Conversation
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.trainers import Setup


@dataclass(frozen=True, slots=True)
class Context:
    """What a metric may need beside the rows.

    encoding: name of the tokeniser. scratch: a writable folder for files that libraries want on disk. setup: what a trainer
    is told once for the whole dataset, None where nobody has looked at its first rows. habits: how its answers are written,
    as its first rows show (`truncation.habit`).
    """

    encoding: str
    scratch: str
    setup: Setup | None = None
    habits: frozenset[str] = frozenset()


Values = Mapping[str, Sequence[Any]]
"""Column name -> one value a row of the batch."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A row layer.

    name: the layer's name. version: grows with every change of what is computed, and rebuilds this layer alone.
    compute: (batch, context) -> values of every column, in the batch's order. Faults are looked for in every trained answer. It never raises on odd rows.
    parameters: names of the `Context` fields that the result depends on.
    by_turn: `compute` also gives `FAULTY_TURNS`.
    early: built while the rows are read; the others follow in a second sweep, so that they hold up nothing.
    on_request: costs so much that it is built only where somebody asks for it by name.
    by_first_rows: depends on what the first rows told (`Context.setup`, `Context.habits`), which `key` does not say.
    explain: conversation -> the evidence for each flag that `compute` sets on it; None where there is nothing to point at.
    """

    name: str
    version: int
    columns: tuple[Column, ...]
    compute: Callable[[Batch, Context], Values]
    parameters: tuple[str, ...] = field(default=())
    explain: Callable[[Conversation], list[Evidence]] | None = None
    by_turn: bool = False
    early: bool = False
    on_request: bool = False
    by_first_rows: bool = False

    def key(self, context: Context) -> str:
        """The part of the artifact's name that tells versions and parameters apart."""
        values = [str(getattr(context, name)) for name in self.parameters]
        return "-".join([f"v{self.version}", *values])
