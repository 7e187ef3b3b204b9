"""The narrow columns of a dataset, joined in one in-memory DuckDB table, and text read where it lies.

Only this module, `explorer.store.scratch` and `explorer.store.dataset` hold DuckDB connections.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from explorer.errors import ExplorerError, FilterError
from explorer.store.repair import require

TABLE = "rows"


def quoted(name: str) -> str:
    """A column or table name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


ALIAS_PREFIX = "_sql_"
"""No column begins so, whatever the fields of a source are called: see `explorer.store.schema.field_names`."""


def alias(name: str) -> str:
    """A name for what a query computes: an identifier that needs no quotes and that no column has.

    With a name that a source's field can bear, `SELECT x AS value … GROUP BY value` groups by the field instead.
    """
    return ALIAS_PREFIX + name


def aliases(*names: str) -> tuple[str, ...]:
    """An `alias` of each name."""
    return tuple(alias(name) for name in names)


def literal(text: str) -> str:
    """A string as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


class NarrowTable:
    """One in-memory DuckDB database with the table `rows`; safe to query from several threads at once."""

    def __init__(self, readable: Sequence[Path], memory: str = "") -> None:
        """`readable`: folders whose Parquet parts queries may read; nothing else on disk is reachable."""
        settings: dict[str, Any] = {"threads": str(os.cpu_count() or 2), "preserve_insertion_order": "true"}
        if memory:
            settings["memory_limit"] = memory
        self._connection = duckdb.connect(":memory:", config=settings)
        folders = ", ".join(literal(str(folder) + os.sep) for folder in readable)
        self._connection.execute(f"SET allowed_directories = [{folders}]")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")
        self._lock = threading.RLock()
        self._made = False
        self._spare: list[str] = []  # columns that the next masks take: to make one costs as much as to fill it
        self._spares = 0

    def append(self, table: pa.Table) -> None:
        """Add rows; the first call makes the table. Later ones must bring the columns and types of the first: see `takes`."""
        with self._lock, self._connection.cursor() as cursor:
            cursor.register("arriving", table)
            if self._made:
                cursor.execute(f"INSERT INTO {TABLE} BY NAME SELECT * FROM arriving")
            else:
                cursor.execute(f"CREATE OR REPLACE TABLE {TABLE} AS SELECT * FROM arriving")
                self._made, self._spare = True, []
            cursor.unregister("arriving")

    def load(self, select: str) -> None:
        """Make the table from a query over Parquet files."""
        with self._lock, self._connection.cursor() as cursor:
            cursor.execute(f"CREATE OR REPLACE TABLE {TABLE} AS {select}")
            self._made, self._spare = True, []

    def widen(self, files: Sequence[Path]) -> None:
        """Add the columns of Parquet files that hold one row for each row of the table, in its order."""
        joined = " ".join(f"POSITIONAL JOIN read_parquet({literal(str(path))})" for path in files)
        with self._lock, self._connection.cursor() as cursor:
            cursor.execute(f"CREATE OR REPLACE TABLE {TABLE} AS SELECT * FROM {TABLE} {joined}")

    def takes(self, table: pa.Table) -> bool:
        """Whether `append` can add these rows to those that are there."""
        if not self._made:
            return True
        with self._connection.cursor() as cursor:
            cursor.register("arriving", table.slice(0, 0))
            there = dict(cursor.execute(f"SELECT column_name, column_type FROM (DESCRIBE {TABLE})").fetchall())
            coming = dict(cursor.execute("SELECT column_name, column_type FROM (DESCRIBE arriving)").fetchall())
            cursor.unregister("arriving")
        # A part without a single value for a field brings no type of its own.
        return all(kind in ('"NULL"', "NULL") or there.get(name) == kind for name, kind in coming.items())

    def drop(self) -> None:
        """Forget all rows, so that the next `append` makes the table anew."""
        with self._lock:
            self._made = False

    def query(
        self,
        sql: str,
        parameters: Sequence[Any] | Mapping[str, Any] | None = None,
        beside: Mapping[str, pa.Table] | None = None,
    ) -> pa.Table:
        """Run checked SQL; an Arrow table. Raises FilterError for what DuckDB finds wrong only when it runs.

        beside: tables that this query may read too, by name.
        """
        with self._connection.cursor() as cursor:
            try:
                for name, table in (beside or {}).items():
                    cursor.register(name, table)
                return cursor.sql(sql, params=parameters or None).to_arrow_table()
            except duckdb.Error as error:
                raise _friendly(error) from error

    def stream(self, sql: str, rows: int) -> Iterator[pa.RecordBatch]:
        """Run checked SQL; its rows in batches of at most `rows`, never all of them in memory."""
        with self._connection.cursor() as cursor:
            try:
                yield from cursor.sql(sql).to_arrow_reader(rows)
            except duckdb.Error as error:
                raise _friendly(error) from error

    def add_columns(self, columns: Mapping[str, str]) -> None:
        """Add columns, name -> type with its default, that are not there yet."""
        with self._lock, self._connection.cursor() as cursor:
            for name, kind in columns.items():
                cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS {quoted(name)} {kind}")

    def set_values(self, table: pa.Table) -> None:
        """Set the columns of `table`, which has a `row_id` too, for the rows that it names."""
        names = [name for name in table.column_names if name != "row_id"]
        with self._lock, self._connection.cursor() as cursor:
            cursor.register("arriving", table)
            changes = ", ".join(f"{quoted(name)} = arriving.{quoted(name)}" for name in names)
            cursor.execute(f"UPDATE {TABLE} SET {changes} FROM arriving WHERE {TABLE}.row_id = arriving.row_id")
            cursor.unregister("arriving")

    def add_values(self, name: str, kind: str, value: str) -> None:
        """Add a column of what an SQL expression over the others gives, in place of one of this name."""
        self.drop_column(quoted(name))
        self._add(quoted(name), kind, value)

    def add_mask(self, name: str, condition: str) -> None:
        """Add a boolean column that is true for the rows a condition holds for, and never null."""
        self._add(name, "BOOLEAN DEFAULT false", f"true WHERE {condition}")

    def fill_spare(self, condition: str) -> str | None:
        """As `add_mask`, in a column that was made before; its name, None where there is none."""
        with self._lock, self._connection.cursor() as cursor:
            if not self._spare:
                return None
            name = self._spare.pop()
            try:
                cursor.execute(f"UPDATE {TABLE} SET {name} = true WHERE {condition}")
            except duckdb.Error as error:
                cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS {name}")
                raise _friendly(error) from error
            return name

    def make_spare(self, few: int = 2) -> None:
        """Have some columns ready for `fill_spare`. Meant for a thread that nobody waits for."""
        for _ in range(few):
            with self._lock, self._connection.cursor() as cursor:
                if len(self._spare) >= few or not self._made:
                    return
                self._spares += 1
                name = alias(f"spare_{self._spares}")
                try:
                    cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN {name} BOOLEAN DEFAULT false")
                except duckdb.Error:  # closed meanwhile, or out of memory: masks make their own columns then
                    return
                self._spare.append(name)

    def add_bits(self, name: str, conditions: Sequence[str]) -> None:
        """Add a BIGINT column whose bit i is set where `conditions[i]` holds; at most 63 of them."""
        bits = " | ".join(f"(coalesce({sql}, false)::BIGINT << {place})" for place, sql in enumerate(conditions))
        self._add(name, "BIGINT", bits or "0")

    def _add(self, name: str, kind: str, value: str) -> None:
        with self._lock, self._connection.cursor() as cursor:
            try:
                cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN {name} {kind}")
                cursor.execute(f"UPDATE {TABLE} SET {name} = {value}")
            except duckdb.Error as error:
                cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS {name}")
                raise _friendly(error) from error

    def drop_column(self, name: str) -> None:
        """Remove a column that `add_mask` added."""
        with self._lock, self._connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS {name}")

    def column_types(self) -> dict[str, str]:
        """SQL type of every column of the table."""
        found = self.query("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'rows'")
        return dict(zip(found["column_name"].to_pylist(), found["data_type"].to_pylist(), strict=True))

    def close(self) -> None:
        """Free the memory."""
        self._connection.close()


def _friendly(error: duckdb.Error) -> ExplorerError:
    """What a user can do about an error that only running the query could show."""
    first = str(error).splitlines()[0] if str(error) else type(error).__name__
    if isinstance(error, duckdb.OutOfMemoryException):
        return ExplorerError(
            "The query needs more memory than there is.", "Narrow the filter, or close other datasets."
        )
    if isinstance(error, duckdb.InterruptException):
        return ExplorerError("The query was stopped.")
    if isinstance(error, duckdb.IOException):
        return ExplorerError(
            "Files of the cache can no longer be read.",
            "Run it again, or reload the page: what is missing is built anew.",
        )
    return FilterError(f"The filter cannot be evaluated: {first}", "Check types and patterns in the expression.")


def read_parquet(
    path: Path, columns: Sequence[str] | None = None, threads: bool = False, coded: Sequence[str] = ()
) -> pa.Table:
    """Columns of one artifact. coded: text columns of few values, read as codes. DamagedError where it is damaged.

    The plain reader: `read_table` loads Arrow's dataset package first, a third of a second of every start.
    """
    with pq.ParquetFile(require(path), read_dictionary=list(coded) or None, memory_map=True) as file:
        return file.read(columns=list(columns) if columns is not None else None, use_threads=threads)


def unified(tables: Iterable[pa.Table]) -> pa.Table:
    """Parts as one table. Where a column's type differs between parts, numbers widen and all else becomes text."""
    listed = list(tables)
    names: dict[str, pa.DataType] = {}
    for table in listed:
        for field in table.schema:
            kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
            known = names.get(field.name)
            names[field.name] = kind if known is None else _common(known, kind)
    for name in [name for name, kind in names.items() if kind == pa.uint64()]:
        if any(_has_negative(table, name) for table in listed):
            names[name] = pa.float64()
    schema = pa.schema(list(names.items()))
    return pa.concat_tables([_as(table, schema) for table in listed]) if listed else schema.empty_table()


def _common(a: pa.DataType, b: pa.DataType) -> pa.DataType:
    if a == b or pa.types.is_null(b):
        return a
    if pa.types.is_null(a):
        return b
    if all(pa.types.is_integer(kind) or pa.types.is_floating(kind) for kind in (a, b)):
        if pa.types.is_floating(a) or pa.types.is_floating(b):
            return pa.float64()
        return pa.uint64() if pa.uint64() in (a, b) else pa.int64()
    return pa.string()


def _has_negative(table: pa.Table, name: str) -> bool:
    """Whether a column of whole numbers holds some that unsigned ones cannot be."""
    position = table.schema.get_field_index(name)
    if position < 0 or not pa.types.is_signed_integer(table.schema.field(position).type):
        return False
    lowest = pc.call_function("min", [table.column(position)]).as_py()
    return lowest is not None and lowest < 0


def _as(table: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = []
    for field in schema:
        position = table.schema.get_field_index(field.name)
        if position < 0:
            columns.append(pa.nulls(table.num_rows, field.type))
        else:
            column = table.column(position)
            # Unsafe: whole numbers beyond 2^53 round among fractions, as those of one part do.
            columns.append(column if column.type == field.type else column.cast(field.type, safe=False))
    return pa.table(columns, schema=schema)
