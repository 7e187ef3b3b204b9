"""What was learnt from decisions by hand, as a column: one number a row, kept beside the rows' layers until it is learnt anew."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from explorer import checksums
from explorer.columns import Column
from explorer.store.cache import read_json, write_json

LEARNT = Column(
    "looks_like_dropped",
    "looks like dropped",
    "number",
    "How much a row is like those that were dropped by hand and unlike those that were kept, 0 to 1: logistic regression over "
    "the columns, and over the map's vectors where it is drawn. Learnt on request from at least 20 decisions; how far to trust it "
    "is shown beside it, measured on decisions that it did not see.",
    layer="learnt",
    group="decision",
)
TYPE = "FLOAT"
_VALUES, _FACTS = "learnt.parquet", "learnt.json"


def facts(folder: Path, rows: int) -> dict[str, Any] | None:
    """What is known of the column: from how many decisions, how good. None where there is none for these rows."""
    held = read_json(folder / _FACTS)
    if held is None or held.get("rows") != rows or not checksums.is_sound(folder / _VALUES):
        return None
    return held


def values(folder: Path) -> pa.Table:
    """row_id and the column."""
    return pq.read_table(folder / _VALUES)


def write(folder: Path, found: np.ndarray, facts_: Mapping[str, Any]) -> None:
    """Keep the column. found: one number a row, in their order. The facts come last: it is there as soon as they are."""
    table = pa.table(
        {"row_id": pa.array(np.arange(len(found)), pa.int64()), LEARNT.name: pa.array(found.astype(np.float32))}
    )
    with checksums.artifact(folder / _VALUES) as target:
        pq.write_table(table, target)
    write_json(folder / _FACTS, {**facts_, "rows": len(found)})
