"""The map in a recipe: what it was drawn from, and what it looks like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import xxhash

from explorer.passes import LABELS, MAP
from explorer.queries import similar
from explorer.store import Dataset
from explorer.store.table import quoted
from explorer.view import View

LOOKS = "looks"
"""In a recipe's map: a digest of its columns."""

_MAPS = (MAP.name, LABELS.name)


def map_facts(view: View, others: Sequence[str] = ()) -> dict[str, Any]:
    """What the map was drawn from and what it looks like, where a step, the focus or `others` ask for one of its columns."""
    used = of_the_map(view, others)
    return {"map": {**similar.reading_of(view.dataset).as_dict(), LOOKS: looks(view.dataset, used)}} if used else {}


def of_the_map(view: View, others: Sequence[str] = ()) -> list[str]:
    """Columns of the map that steps and the focus ask for, and those among `others`."""
    columns = view.dataset.columns
    asked = view.focus.columns.union(others, *(condition.columns for condition in view.drops.conditions))
    return sorted(name for name in asked if name in columns and columns[name].layer in _MAPS)


def looks(dataset: Dataset, columns: Sequence[str]) -> str:
    """A digest of these columns over all rows."""
    hasher = xxhash.xxh3_64()
    sql = f"SELECT {', '.join(map(quoted, columns))} FROM rows ORDER BY row_id"
    for column in dataset.query(sql, reads=set(columns)).columns:
        filled = column.drop_null()
        coded = filled.combine_chunks().dictionary_encode() if filled.type in (pa.string(), pa.large_string()) else None
        values = filled if coded is None else coded.indices
        hasher.update(column.is_valid().to_numpy().tobytes())
        hasher.update(values.to_numpy().tobytes())
        if coded is not None:
            hasher.update("\0".join(coded.dictionary.to_pylist()).encode("utf-8", "surrogatepass"))
    return hasher.hexdigest()
