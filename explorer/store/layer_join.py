"""Columns of layers side by side: those that hold every row, and those that hold only the rows with something to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from explorer.metrics import METRICS
from explorer.store.layers import FIELDS, SPINE, Layer, manifest_columns
from explorer.store.repair import require
from explorer.store.schema import SPINE_COLUMNS
from explorer.store.table import read_parquet

_CODED = ["dialect", "roles"]  # few distinct values: kept as codes until DuckDB has them
_SPINE_NAMES = tuple(column.name for column in SPINE_COLUMNS if column.layer == SPINE and column.name != "row_id")


def no_rows() -> pa.Table:
    """The narrow columns of a dataset without rows."""
    empty = pa.schema([("file", pa.string())]).empty_table()
    kinds = {"boolean": pa.bool_(), "integer": pa.int64(), "number": pa.float64()}
    wanted = list(SPINE_COLUMNS) + [column for metric in METRICS for column in metric.columns]
    for column in wanted:
        if column.name not in (*empty.column_names, "row_id") and not column.long_text:
            empty = empty.append_column(column.name, pa.array([], kinds.get(column.kind, pa.string())))
    return empty


def side_by_side(
    layers: Mapping[str, Layer], number: int | None, files: Sequence[str], fields: Mapping[str, str]
) -> pa.Table:
    """The narrow columns of one part, or of all (None). files: names of the source's files. fields: field -> its column."""

    def path_of(layer: Layer) -> Path:
        return layer.merged if number is None else layer.part(number)

    threads = number is None
    spine = read_parquet(path_of(layers[SPINE]), _SPINE_NAMES, threads, _CODED)
    columns: dict[str, pa.Array | pa.ChunkedArray] = dict(zip(spine.column_names, spine.columns, strict=True))
    columns["file"] = (
        pa.array(list(files)).take(spine["file"].combine_chunks())
        if len(files) > 1
        else repeated(files[0], spine.num_rows)
    )
    for metric in METRICS:
        if metric.name in layers:
            table = read_parquet(path_of(layers[metric.name]), [column.name for column in metric.columns], threads)
            columns.update(zip(table.column_names, table.columns, strict=True))
    path = path_of(layers[FIELDS])
    held = set(pq.read_schema(require(path)).names) if fields else set()
    here = [name for name in fields if name in held]
    table = read_parquet(path, here, threads) if here else None
    for name, column in fields.items():
        columns[column] = table[name] if table is not None and name in held else pa.nulls(spine.num_rows)
    return pa.table(columns)


def with_sparse(joined: pa.Table, layer: Layer) -> pa.Table:
    """Columns of a dataset layer, which holds only the rows that have something to say."""
    sparse = read_parquet(layer.part(0))
    manifest = layer.manifest() or {}
    positions = sparse["row_id"].to_numpy()
    for column in manifest_columns(manifest):
        if column.kind in ("category", "text"):
            joined = joined.append_column(column.name, _spread(sparse[column.name], positions, joined.num_rows))
            continue
        cells = sparse[column.name].to_numpy(zero_copy_only=False)
        if column.kind == "number":
            dense = np.full(joined.num_rows, np.nan, dtype=np.float32)
            dense[positions] = cells
            joined = joined.append_column(column.name, pa.array(dense, mask=np.isnan(dense)))
            continue
        if column.kind == "boolean":
            dense = np.zeros(joined.num_rows, dtype=bool)
            dense[positions] = cells
            joined = joined.append_column(column.name, pa.array(dense))
        else:
            dense = np.full(joined.num_rows, -1, dtype=np.int32)
            dense[positions] = np.where(np.isnan(cells), -1, cells) if cells.dtype.kind == "f" else cells
            joined = joined.append_column(column.name, pa.array(dense, mask=dense < 0))
    return joined


def _spread(cells: pa.ChunkedArray, positions: np.ndarray, rows: int) -> pa.Array:
    """Texts of a few rows as a column of all rows, null elsewhere; as codes, since many rows share a text."""
    coded = cells.combine_chunks().dictionary_encode()
    codes = np.full(rows, -1, dtype=np.int32)
    codes[positions] = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), coded.dictionary)


def repeated(text: str, rows: int) -> pa.Array:
    """One text as a column of so many rows."""
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), rows), pa.array([text]))
