"""What a build has finished so far: the layers and parts of a dataset that can be loaded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from explorer.metrics import USUAL, Context
from explorer.store.layers import REJECTS, SPINE, Layer, part_is_finished, read_plan, row_layers, sparse_layers
from explorer.store.lazy_columns import LAZY


@dataclass(frozen=True, slots=True)
class Finished:
    """Layers by name, and how many parts of them are there.

    layers: row layers that are loaded at once. lazy: those that wait until they are asked for. sparse: dataset layers.
    parts: the first so many are finished in all of `layers`. whole: no part of these is still to come.
    """

    layers: Mapping[str, Layer]
    lazy: Mapping[str, Layer]
    sparse: tuple[Layer, ...]
    parts: int
    whole: bool

    @property
    def identity(self) -> tuple[str, ...]:
        """Names what the table is made of, however many parts there are."""
        names = (
            *sorted(layer.path.name for layer in self.layers.values()),
            *(layer.path.name for layer in self.sparse),
        )
        return (*names, "finished") if self.whole else names

    def is_complete(self, passes: Collection[str]) -> bool:
        """Whether all row layers are there, and the dataset layers whose folders have these names."""
        rows = {metric.name for metric in USUAL} <= {*self.layers, *self.lazy}
        return self.whole and rows and set(passes) <= {layer.path.name for layer in self.sparse}


def finished(
    folder: Path, context: Context, passes: Collection[str], known: int, *, at_once: bool = False
) -> Finished | None:
    """What there is in `folder`; None before the rows were cut into parts. known: parts that are loaded already.

    at_once: of a sample: no layer waits until it is asked for, and a dataset layer's name ends in the number of parts that it
    is of.
    """
    spans = read_plan(folder)
    if spans is None:
        return None
    layers = row_layers(folder, context, [metric.name for metric in USUAL] if at_once else None)
    whole = layers[SPINE].manifest() is not None
    if whole:
        layers = {name: one for name, one in layers.items() if name == REJECTS or one.manifest() is not None}
    lazy = {name: one for name, one in layers.items() if name in LAZY and whole and not at_once}
    layers = {name: one for name, one in layers.items() if at_once or name not in LAZY}
    parts = len(spans) if whole else known
    while parts < len(spans) and part_is_finished(layers, parts):
        parts += 1
    if at_once:
        passes = {f"{name}-{parts}" for name in passes}
    sparse = sparse_layers(folder, passes) if whole or at_once else ()
    return Finished(layers, lazy, tuple(sparse), parts, whole)
