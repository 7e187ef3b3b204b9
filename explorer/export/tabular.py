"""Kept rows as Parquet or CSV, streamed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from explorer import sources
from explorer.building.fields import as_text
from explorer.errors import ExportError
from explorer.export.added import Added
from explorer.export.edits import Edits
from explorer.export.lines import Places, all_rows, part_of, places
from explorer.view import View

_ROWS = 8_192  # of a row group

Step = Callable[[int], None]  # told of rows written


def rows_of(view: View, dialect: str, columns: Sequence[str] = ()) -> Iterator[list[dict[str, Any]]]:
    """Kept rows as flat or nested objects: the source's own, or re-encoded in a dialect; columns leave with them."""
    for found in all_rows(view, dialect, Edits(view), columns):
        yield [value if isinstance(value, dict) else {"messages": value} for value in found]


# ---- CSV ----

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> str:
    """A CSV cell that no spreadsheet takes for a formula: an apostrophe goes before what would start one.

    Numbers, negative ones too, stay as they are.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = value if isinstance(value, str) else as_text(value)
    if text.lstrip(" \u3000\ufeff").startswith(_DANGEROUS) and not _is_number(text):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii() and text.strip() == text


def csv_blocks(view: View, dialect: str, columns: Sequence[str] = ()) -> Iterator[bytes]:
    """Kept rows as CSV (RFC 4180, UTF-8), header first. Nested values are JSON text. columns: that leave with the rows."""
    names = [*_names(view, dialect), *Added(view, columns, dialect).names]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in names])
    for rows in rows_of(view, dialect, columns):
        for row in rows:
            writer.writerow([safe_cell(row.get(name)) for name in names])
        yield buffer.getvalue().encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue().encode("utf-8", "replace")


def _names(view: View, dialect: str) -> list[str]:
    """Names of the fields of the kept rows, in the order they are first met."""
    if not dialect:
        fields = [info.name for info in view.dataset.fields]
        if fields:
            return fields
        return ["messages"] if view.dataset.rows else []
    names: dict[str, None] = {}
    for rows in rows_of(view, dialect):
        for row in rows:
            names.update(dict.fromkeys(row))
    return list(names)


# ---- Parquet ----


def write_parquet(
    view: View,
    target: IO[bytes],
    dialect: str,
    compression: str,
    step: Step,
    schema: pa.Schema | None = None,
    columns: Sequence[str] = (),
) -> None:
    """Write the kept rows to `target`. A Parquet source keeps its schema; elsewhere types are inferred from all rows.

    schema: of `schema_of` over more rows than these, for files that are read together. columns: that leave with the rows.
    """
    if _has_tables(view, dialect):
        _copy_tables(view, target, compression, step, Added(view, columns))
        return
    kinds = schema if schema is not None else _infer(view, dialect, columns)
    with pq.ParquetWriter(target, kinds, compression=compression) as writer:
        for rows in rows_of(view, dialect, columns):
            columns = [_array([row.get(field.name) for row in rows], field.type) for field in kinds]
            writer.write_table(pa.table(columns, schema=kinds))
            step(len(rows))


def schema_of(view: View, dialect: str, columns: Sequence[str] = ()) -> pa.Schema | None:
    """The types of the kept rows' fields; None where the sources' own are kept."""
    return None if _has_tables(view, dialect) else _infer(view, dialect, columns)


def first_schema(view: View, dialect: str, columns: Sequence[str] = ()) -> pa.Schema:
    """The types of the first rows' fields, as far as they tell: for a description, not to write by."""
    rows = next(rows_of(view, dialect), [])
    names = dict.fromkeys(name for row in rows for name in row)
    own = pa.schema([(name, _kind([row.get(name) for row in rows])) for name in names])
    return _with(own, Added(view, columns, dialect))


def _with(schema: pa.Schema, added: Added) -> pa.Schema:
    """The schema with the columns that leave with the rows."""
    if not added:
        return schema
    return pa.schema([*schema, *(added.schema.field(name) for name in added.names)])


def _has_tables(view: View, dialect: str) -> bool:
    return not dialect and all(sources.container_of(file).tables for file in view.dataset.files)


def _infer(view: View, dialect: str, columns: Sequence[str] = ()) -> pa.Schema:
    """One schema for all kept rows. A field whose types do not agree becomes JSON text."""
    kinds: dict[str, pa.DataType] = {}
    for rows in rows_of(view, dialect):
        names = dict.fromkeys(name for row in rows for name in row)
        for name in names:
            kind = _kind([row.get(name) for row in rows])
            kinds[name] = kind if name not in kinds else _merged(kinds[name], kind)
    fields = [(name, pa.string() if pa.types.is_null(kind) else kind) for name, kind in kinds.items()]
    own = pa.schema(fields) if fields else pa.schema([("messages", pa.string())])
    return _with(own, Added(view, columns, dialect))


_UNFIT = (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError, UnicodeEncodeError)


def _kind(cells: Sequence[Any]) -> pa.DataType:
    try:
        return pa.array(cells).type
    except _UNFIT:
        return pa.string()


def _merged(a: pa.DataType, b: pa.DataType) -> pa.DataType:
    if a == b:
        return a
    try:
        schemas = [pa.schema([("x", kind)]) for kind in (a, b)]
        return pa.unify_schemas(schemas, promote_options="permissive").field("x").type
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.string()


def _array(cells: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_string(kind):
        cells = [cell if cell is None or isinstance(cell, str) else as_text(cell) for cell in cells]
        cells = [cell if cell is None or cell.isascii() else cell.encode("utf-8", "replace").decode() for cell in cells]
    try:
        return pa.array(cells, kind)
    except _UNFIT as error:
        raise ExportError(f"A value does not fit the Parquet type {kind}.", "Export as JSONL instead.") from error


def _copy_tables(view: View, target: IO[bytes], compression: str, step: Step, added: Added) -> None:
    files = view.dataset.files
    containers = [sources.container_of(file) for file in files]
    schemas = [container.schema(file) for container, file in zip(containers, files, strict=True) if container.schema]
    try:
        schema = schemas[0] if len(schemas) == 1 else pa.unify_schemas(schemas, promote_options="permissive")
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise ExportError(
            "The Parquet files have columns of the same name and different types.", "Export them as JSONL instead."
        ) from error
    wanted: dict[int, list[Places]] = {}
    edits = Edits(view)
    with pq.ParquetWriter(target, _with(schema, added), compression=compression) as writer:
        for chunk in places(view):
            for position in np.unique(chunk.file):
                wanted.setdefault(int(position), []).append(part_of(chunk, chunk.file == position))
        for position, pieces in sorted(wanted.items()):
            numbers, ids = (np.concatenate([getattr(piece, name) for piece in pieces]) for name in ("line", "row_id"))
            read = containers[position].tables
            assert read is not None
            done = 0
            for kept in _gathered(read(files[position], numbers - 1)):
                here = slice(done, done + kept.num_rows)
                done += kept.num_rows
                table = _with_edits(kept, files[position], numbers[here], ids[here], edits)
                fitted = table if table.schema == schema else _fitted(table, schema)
                writer.write_table(_beside(fitted, ids[here], added) if added else fitted)
                step(kept.num_rows)


def _beside(table: pa.Table, ids: np.ndarray, added: Added) -> pa.Table:
    """The same rows with the columns that leave with them."""
    found = added.table(ids)
    for name in added.names:
        table = table.append_column(added.schema.field(name), found[name])
    return table


def _with_edits(
    table: pa.Table, file: sources.SourceFile, numbers: np.ndarray, ids: np.ndarray, edits: Edits
) -> pa.Table:
    """A table of rows of one file with their corrected texts. numbers: 1-based, in the file."""
    lines = numbers[edits.among(ids)].tolist()
    if not lines:
        return table
    read = sources.read_values(file, lines, [line - 1 for line in lines], [0] * len(lines))
    return edits.table(ids, table, list(read[0]), read)


def _fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The rows of one file in the columns of all files: in their order and types, null where the file has none."""
    here = set(table.column_names)
    try:
        columns = [
            table[field.name].cast(field.type) if field.name in here else pa.nulls(table.num_rows, field.type)
            for field in schema
        ]
    except _UNFIT as error:
        raise ExportError(
            "A value of one Parquet file does not fit the type that all of them share.", "Export them as JSONL instead."
        ) from error
    return pa.table(columns, schema=schema)


def _gathered(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in larger tables: each becomes a row group."""
    held: list[pa.Table] = []
    for table in tables:
        held.append(table)
        if sum(one.num_rows for one in held) >= _ROWS:
            yield pa.concat_tables(held)
            held = []
    if held:
        yield pa.concat_tables(held)
