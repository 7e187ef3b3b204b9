"""Rows as numbers: the comparable columns, and the map's vectors where there are any. Read in blocks, whatever the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from explorer import queries
from explorer.columns import Column
from explorer.compare.measure import comparable
from explorer.passes import map_vectors
from explorer.store import Dataset
from explorer.store.table import quoted
from explorer.view import View

_BLOCK = 65_536  # rows at once
_VALUES = 12  # of a category, the most frequent
_MEANING = 3.0  # what a vector weighs beside the columns, each of which has a spread of 1
_SAID_BY_VECTORS = frozenset({"map_topic", "cluster"})


@dataclass(frozen=True)
class Features:
    """What rows are described by. columns: (column, its value; None for a number or a yes/no). vectors: None where no map is drawn."""

    columns: tuple[tuple[Column, str | None], ...]
    vectors: np.ndarray | None

    @property
    def names(self) -> list[str]:
        """The columns that are read."""
        return list(dict.fromkeys(column.name for column, _ in self.columns))


def of(dataset: Dataset) -> Features:
    """Everything that describes the rows of a dataset and is not itself decided by hand."""
    view = View.of(dataset, by_hand=False)
    found: list[tuple[Column, str | None]] = []
    for column in comparable(dataset.columns):
        if column.name in _SAID_BY_VECTORS or column.kind in ("id", "text"):
            continue
        if column.kind == "category":
            listed = queries.categories(view, column.name, _VALUES)
            found += [(column, value) for value in listed.values if value is not None]
        else:
            found.append((column, None))
    return Features(tuple(found), map_vectors.vectors(dataset) if map_vectors.has_vectors(dataset) else None)


def rows_of(dataset: Dataset, features: Features, ids: Sequence[int]) -> np.ndarray:
    """Some rows as float32 (rows, features)."""
    listed = ", ".join(str(int(row_id)) for row_id in ids)
    return _read(dataset, features, f"row_id IN ({listed})")


def blocks(dataset: Dataset, features: Features) -> Iterator[np.ndarray]:
    """All rows in their order, block by block."""
    for start in range(0, dataset.rows, _BLOCK):
        yield _read(dataset, features, f"row_id >= {start} AND row_id < {start + _BLOCK}")


def _read(dataset: Dataset, features: Features, where: str) -> np.ndarray:
    names = features.names
    dataset.ensure(names)
    listed = "".join(f", {quoted(name)}" for name in names)
    table = dataset.query(f"SELECT row_id{listed} FROM rows WHERE {where} ORDER BY row_id", reads=set(names))
    cells: dict[str, Any] = {name: table[name] for name in names}
    parts = [_numbers(cells[column.name], column, value)[:, None] for column, value in features.columns]
    if features.vectors is not None:
        ids = table["row_id"].to_numpy()
        parts.append(_MEANING * np.asarray(features.vectors[ids], dtype=np.float32))
    return np.hstack(parts).astype(np.float32) if parts else np.zeros((table.num_rows, 0), np.float32)


def _numbers(cells: pa.ChunkedArray, column: Column, value: str | None) -> np.ndarray:
    if value is not None:
        said = [str(cell) if cell is not None else None for cell in cells.to_pylist()]
        return np.fromiter((cell == value for cell in said), np.float32, len(said))
    held = np.nan_to_num(cells.cast(pa.float64()).to_numpy().astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    # Lengths and counts differ by their size, not by their number.
    return (np.sign(held) * np.log1p(np.abs(held)) if column.kind == "integer" else held).astype(np.float32)
