"""Rows whose ability label is not that of the rows around them on the map."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from explorer.columns import Column
from explorer.metrics.ability import ABILITY
from explorer.passes.dataset_pass import Inputs, Pass
from explorer.passes.map import MAP, NEAREST
from explorer.store.repair import require

_CLEAR = 0.75
"""Share of the nearest rows that makes their ability the one to be expected."""

_FEWEST = 4  # neighbours with a label
_UNSURE = "other"  # no label, so that it can neither agree nor disagree
_BLOCK = 100_000  # rows at once

COLUMNS = (
    Column(
        "neighbour_ability",
        "neighbours' ability",
        "category",
        f"Ability of at least {_CLEAR:.0%} of the nearest rows of the map; none where they are of several minds. A guess for "
        "rows whose own ability is `other`.",
        layer="map_labels",
        group="map",
    ),
    Column(
        "label_disagrees",
        "ability unlike neighbours'",
        "boolean",
        "The row's ability is another one than that of nearly all rows of like meaning. Either label may be wrong, or the row "
        "asks for something else in the same words: read it.",
        layer="map_labels",
        group="map",
    ),
)


def compute(inputs: Inputs) -> pa.Table:
    """The neighbours' clear majority for the rows that have one."""
    if not inputs.rows:
        return pa.table(
            {
                "row_id": pa.array([], pa.int64()),
                "neighbour_ability": pa.array([], pa.string()),
                "label_disagrees": pa.array([], pa.bool_()),
            }
        )
    column = pq.read_table(inputs.layers[ABILITY.name], columns=["ability"])["ability"]
    coded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    names = coded.dictionary.to_pylist()
    unsure = [number for number, name in enumerate(names) if name in (None, _UNSURE)]
    labels = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    labels[np.isin(labels, unsure)] = -1
    near = np.load(require(inputs.layers[MAP.name] / NEAREST), mmap_mode="r", allow_pickle=False)
    expected = np.full(len(labels), -1, dtype=np.int32)
    for start in range(0, len(labels), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(labels)))
        expected[rows] = majority(labels, np.asarray(near[rows]), rows, len(names))
    told = np.flatnonzero(expected >= 0)
    disagrees = (labels[told] >= 0) & (labels[told] != expected[told])
    return pa.table(
        {
            "row_id": told,
            "neighbour_ability": pa.DictionaryArray.from_arrays(
                pa.array(expected[told]), pa.array(names, pa.string())
            ).cast(pa.string()),
            "label_disagrees": disagrees,
        }
    )


def majority(labels: np.ndarray, near: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
    """The label of nearly all neighbours, -1 where there is none; int32 (rows,).

    labels: int32 of all rows, -1 where unknown. near: int32 (rows, neighbours), -1 where there is none; a row is no
    neighbour of itself. count: of labels.
    """
    if not near.size:
        return np.full(len(near), -1, dtype=np.int32)
    around = np.where((near < 0) | (near == rows[:, None]), -1, labels[np.maximum(near, 0)])
    known = (around >= 0).sum(axis=1)
    best = np.zeros(len(near), dtype=np.int32)
    found = np.full(len(near), -1, dtype=np.int32)
    for label in range(count):
        votes = (around == label).sum(axis=1)
        found = np.where(votes > best, label, found)
        best = np.maximum(best, votes)
    clear = (known >= _FEWEST) & (best >= _CLEAR * np.maximum(known, 1))
    return np.where(clear, found, -1).astype(np.int32)


LABELS = Pass(
    "map_labels",
    1,
    COLUMNS,
    compute,
    on_request=True,
    needs=(ABILITY.name, MAP.name),
    over=(ABILITY.version, MAP.version),
    follows_reading=True,
    doing="Comparing labels with those of neighbours",
)
