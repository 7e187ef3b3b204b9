"""Vectors that lie beside the rows: in a field of the source, or in a NumPy file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow.parquet as pq

from explorer.errors import LayerError

_AT_ONCE = 8_192  # rows
_PREFIX = "source."  # before the name of a field that would clash with a column


def from_file(path: Path, rows: int) -> Iterator[tuple[int, np.ndarray]]:
    """Blocks of a .npy file of shape (rows, dimensions), which is never unpickled. LayerError where it does not fit."""
    try:
        held = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise LayerError(f"The file of vectors {path.name} cannot be read.", "Check the path.") from error
    except ValueError as error:
        raise LayerError(
            f"{path.name} holds no array of numbers.", "Write it with numpy.save from an array of floats."
        ) from error
    if not isinstance(held, np.ndarray) or held.ndim != 2 or held.dtype.kind not in "fiu" or not held.shape[1]:
        raise LayerError(
            f"{path.name} holds no array of numbers with a row for each row of the dataset.",
            "Its shape must be (rows, dimensions).",
        )
    if len(held) != rows:
        raise LayerError(
            f"{path.name} holds {len(held):,} vectors; the dataset has {rows:,} rows.",
            "Vectors stand in the order of row_id, which counts accepted rows only.",
        )
    for start in range(0, rows, _AT_ONCE):
        yield start, np.asarray(held[start : start + _AT_ONCE], dtype=np.float32)


def from_column(parts: Sequence[Path], bases: Sequence[int], name: str) -> Iterator[tuple[int, np.ndarray]]:
    """Blocks of a field that holds a list of numbers. parts: of the layer of source fields; bases: their first rows.

    A row whose list is missing, of another length than the first one, or holds something else has no vector.
    LayerError where no row has one.
    """
    dimensions = 0
    waiting: list[tuple[int, int]] = []  # (start, rows) of blocks before the first vector
    for path, base in zip(parts, bases, strict=True):
        schema = pq.read_schema(path)
        held = name if name in schema.names else name.removeprefix(_PREFIX)
        table = pq.ParquetFile(path)
        start = base
        for batch in table.iter_batches(_AT_ONCE, columns=[held] if held in schema.names else []):
            cells = batch.column(0).to_pylist() if batch.num_columns else [None] * batch.num_rows
            rows = [_numbers(cell) for cell in cells]
            dimensions = dimensions or next((len(one) for one in rows if one), 0)
            if not dimensions:
                waiting.append((start, len(rows)))
            else:
                for first, count in waiting:
                    yield first, np.zeros((count, dimensions), dtype=np.float32)
                waiting = []
                yield start, _block(rows, dimensions)
            start += len(rows)
    if not dimensions:
        raise LayerError(
            f"No row holds a list of numbers in '{name[:80]}'.", "Name a field of the source that holds vectors."
        )


def _numbers(cell: Any) -> list[Any]:
    """The list of numbers that a cell holds as JSON text; [] where it holds none."""
    if not isinstance(cell, str) or not cell.startswith("["):
        return []
    try:
        found = orjson.loads(cell)
    except orjson.JSONDecodeError:
        return []
    return found if found and all(type(one) in (float, int) for one in found) else []


def _block(rows: Sequence[list[Any]], dimensions: int) -> np.ndarray:
    block = np.zeros((len(rows), dimensions), dtype=np.float32)
    for place, one in enumerate(rows):
        if len(one) == dimensions:
            block[place] = np.clip(np.array(one, dtype=np.float64), -1e30, 1e30)
    return block
