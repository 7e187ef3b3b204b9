"""How many trained turns of a row have a fault: what each row layer noted turn by turn, put together.

A pass, since it needs the results of several layers: each notes its faulty turns in its own parts, so that a new version of
one layer rebuilds that layer and this count alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from explorer.columns import Column
from explorer.metrics import FAULTY_TURNS, METRICS
from explorer.passes.dataset_pass import Inputs, Pass
from explorer.store.repair import require
from explorer.store.table import read_parquet

_JUDGES = tuple(metric for metric in METRICS if metric.by_turn)

COLUMNS = (
    Column(
        "flagged_turns",
        "turns with a fault",
        "integer",
        "Number of assistant turns that are trained on and have at least one fault of their own: refusals, boilerplate, broken code, "
        "wrong arithmetic, personal data and all other checks and judgements of answers. Faults of questions and of the row's "
        "shape are not counted.",
        layer="flagged_turns",
        group="judgements",
        unit="turns",
    ),
)


def compute(inputs: Inputs) -> pa.Table:
    """The count of every row, 0 where nothing was found."""
    counts = np.zeros(inputs.rows, dtype=np.int32)
    for text, base in zip(inputs.texts, inputs.bases, strict=True):
        # Parts of all row layers hold the same rows and bear the same names.
        pairs = [_faults(require(inputs.layers[metric.name].parent / text.name)) for metric in _JUDGES]
        rows, _ = np.unique(np.concatenate(pairs, axis=1), axis=1)
        np.add.at(counts, base + rows, 1)
    return pa.table({"row_id": np.arange(inputs.rows, dtype=np.int64), "flagged_turns": counts})


def _faults(part: Path) -> np.ndarray:
    """(row of the part, turn) of each faulty turn; int64 (2, faults)."""
    held: Any = read_parquet(part, [FAULTY_TURNS])[FAULTY_TURNS].combine_chunks()
    return np.stack([held.value_parent_indices().to_numpy(), held.flatten().to_numpy()]).astype(np.int64)


FLAGGED_TURNS = Pass(
    "flagged_turns",
    1,
    COLUMNS,
    compute,
    needs=tuple(metric.name for metric in _JUDGES),
    over=tuple(metric.version for metric in _JUDGES),
    doing="Counting turns with a fault",
)
