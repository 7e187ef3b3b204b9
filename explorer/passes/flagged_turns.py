"""How many trained turns of a row have a fault: what each row layer noted turn by turn, put together.

A pass, since it needs the results of several layers: each notes its faulty turns in its own parts, so that a new version of
one layer rebuilds that layer and this count alone.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.columns import Column
from explorer.conversation import ASSISTANT
from explorer.metrics import FAULTY_TURNS, METRICS
from explorer.passes.dataset_pass import Inputs, Pass
from explorer.store.layers import SPINE
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
    Column(
        "wrong_response",
        "wrong last answer",
        "boolean",
        "The last answer itself is provably wrong: an equation, its reference, JSON, code or a call of a tool. False where only an "
        "earlier turn of the conversation is.",
        layer="flagged_turns",
        group="attributes",
    ),
)

_PROVING = ("arithmetic", "syntax")
"""The layers whose faults prove an answer wrong."""


def compute(inputs: Inputs) -> pa.Table:
    """The count of every row, 0 where nothing was found."""
    counts = np.zeros(inputs.rows, dtype=np.int32)
    wrong = np.zeros(inputs.rows, dtype=bool)
    for text, base in zip(inputs.texts, inputs.bases, strict=True):
        # Parts of all row layers hold the same rows and bear the same names.
        pairs = [_faults(require(inputs.layers[metric.name].parent / text.name)) for metric in _JUDGES]
        rows, _ = np.unique(np.concatenate(pairs, axis=1), axis=1)
        np.add.at(counts, base + rows, 1)
        last = _last_answers(require(inputs.layers[SPINE].parent / text.name))
        for name in _PROVING:
            rows, turns = _faults(require(inputs.layers[name].parent / text.name))
            wrong[base + rows[turns == last[rows]]] = True
    return pa.table(
        {"row_id": np.arange(inputs.rows, dtype=np.int64), "flagged_turns": counts, "wrong_response": wrong}
    )


def _last_answers(part: Path) -> np.ndarray:
    """Position of the last assistant turn of each row of a part, -1 where there is none."""
    held = read_parquet(part, ["roles"])["roles"].combine_chunks().dictionary_encode()
    last = [_last_answer(roles) for roles in held.dictionary.to_pylist()]
    return np.array([*last, -1], dtype=np.int64)[held.indices.fill_null(len(last)).to_numpy(zero_copy_only=False)]


def _last_answer(roles: str) -> int:
    spoken = roles.split(" ")
    return len(spoken) - 1 - spoken[::-1].index(ASSISTANT) if ASSISTANT in spoken else -1


def _faults(part: Path) -> np.ndarray:
    """(row of the part, turn) of each faulty turn; int64 (2, faults)."""
    held = read_parquet(part, [FAULTY_TURNS])[FAULTY_TURNS].combine_chunks()
    lengths = held.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    rows = np.repeat(np.arange(len(lengths)), lengths.astype(np.int64))
    return np.stack([rows, held.flatten().to_numpy(zero_copy_only=False)]).astype(np.int64)


FLAGGED_TURNS = Pass(
    "flagged_turns",
    2,
    COLUMNS,
    compute,
    needs=(SPINE, *(metric.name for metric in _JUDGES)),
    over=tuple(metric.version for metric in _JUDGES),
    doing="Counting turns with a fault",
)
