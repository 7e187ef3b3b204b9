"""Custom columns in the narrow table: described when the dataset is loaded, computed when a query first reads one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer import filters
from explorer.columns import Column, Kind
from explorer.custom import CustomColumn
from explorer.errors import FilterError
from explorer.filters import Expression
from explorer.store.layers import Layer, manifest_columns
from explorer.store.loaded import DECIDED, Loaded
from explorer.store.schema import MAX_CATEGORIES
from explorer.store.table import alias, quoted, read_parquet

VALUE = "value"
"""The one column of a Python column's layer."""

_LAYER = "python"
_KINDS: dict[str, Kind] = {"bool": "boolean", "int": "integer", "float": "number", "str": "text"}
_SQL = {"bool": "BOOLEAN", "int": "BIGINT", "float": "DOUBLE", "str": "VARCHAR"}


def layer_of(folder: Path, column: CustomColumn) -> Layer:
    """The layer of a Python column, named by its text."""
    return Layer(folder, _LAYER, column.sha256[:24])


def described(layer: Layer, column: CustomColumn, wrong: Counter[str]) -> Column:
    """A Python column in words, once its values are there."""
    said = column.signature
    kind = _KINDS[said.kind]
    if kind == "text":
        distinct = pc.call_function("count_distinct", [read_parquet(layer.merged)[VALUE]]).as_py()
        kind = "category" if distinct <= MAX_CATEGORIES else "text"
    help = said.help or f"The Python function {said.name} of a file of your own."
    if failed := wrong.total():
        reason, _ = wrong.most_common(1)[0]
        help += f" Rows without a value: {failed:,}, most often: {reason}."
    return _column(column.name, kind, help)


def _column(name: str, kind: Kind, help: str) -> Column:
    return Column(name, name.replace("_", " "), kind, help, layer="custom", group="own")


class CustomColumns:
    """The custom columns of one dataset, and which of them the table holds.

    loaded: has the table, and other columns in it. texts: SQL that gives row_id and long text columns by name.
    """

    def __init__(
        self,
        columns: Sequence[CustomColumn],
        loaded: Loaded,
        folder: Path,
        texts: Callable[[Iterable[str]], str],
    ) -> None:
        self.columns = tuple(columns)
        self.errors: dict[str, FilterError] = {}
        """Why a column is not there, by its name."""
        self._table = loaded.table
        self._folder = folder
        self._bring = loaded.bring
        self._texts = texts
        self._expressions: dict[str, Expression] = {}
        self._known: Mapping[str, Column] = {}
        self._there: set[str] = set()

    @property
    def identity(self) -> str:
        """Names what the columns are made of."""
        return "\0".join(f"{column.name} {column.language} {column.sha256}" for column in self.columns)

    @property
    def is_complete(self) -> bool:
        """Whether everything that is computed ahead of use is there."""
        return all(layer_of(self._folder, c).manifest() is not None for c in self.columns if c.is_python)

    @property
    def has_news(self) -> bool:
        """Whether a column is there that was not when they were last described."""
        return any(
            c.name not in (*self._known, *self.errors) and layer_of(self._folder, c).manifest() is not None
            for c in self.columns
            if c.is_python
        )

    def require(self) -> None:
        """FilterError where one of them cannot be made."""
        for error in self.errors.values():
            raise error

    def describe(self, columns: Mapping[str, Column], taken: Set[str]) -> dict[str, Column]:
        """All columns with the custom ones behind them. taken: names in lower case that no custom column may have."""
        found = dict(columns)
        names = {name.lower() for name in columns} | taken
        self.errors, self._expressions = {}, {}
        for custom in self.columns:
            try:
                if custom.name.lower() in names:
                    raise FilterError(
                        f"There is a column '{custom.name}' already.", "Give your own column another name."
                    )
                column = self._python(custom) if custom.is_python else self._expression(custom, found)
            except FilterError as error:
                self.errors[custom.name] = FilterError(
                    f"The column '{custom.name}' cannot be made: {error.message}", error.hint
                )
                continue
            if column is not None:
                found[custom.name] = column
        self._known = found
        return found

    def _python(self, custom: CustomColumn) -> Column | None:
        manifest = layer_of(self._folder, custom).manifest()
        if manifest is None:
            return None
        (column,) = manifest_columns(manifest)
        return _column(custom.name, column.kind, column.help)

    def _expression(self, custom: CustomColumn, columns: Mapping[str, Column]) -> Column:
        found = filters.expression(custom.text, columns)
        if changing := sorted(found.columns & DECIDED):
            raise FilterError(
                f"'{changing[0]}' changes with every decision.",
                "Use it in a condition; a column is made of what stays.",
            )
        self._expressions[custom.name] = found
        return _column(custom.name, found.type, f"Your own: {found.text}. Missing where it cannot be computed.")

    def with_sources(self, names: Iterable[str]) -> set[str]:
        """These columns, and all that those among them are made of."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._expressions[name].columns if name in self._expressions else ()
        return found

    def forget(self) -> None:
        """The table holds none of them any more, or not for all of its rows."""
        self._there = set()

    def bring(self, reads: Set[str]) -> None:
        """Have those of these columns in the table that are custom ones. Called under the table's lock."""
        for custom in self.columns:
            if custom.name not in reads or custom.name in self._there or custom.name not in self._known:
                continue
            if custom.is_python:
                self._load(custom)
            else:
                self._compute(custom.name, self._expressions[custom.name])
            self._there.add(custom.name)

    def _load(self, custom: CustomColumn) -> None:
        held = read_parquet(layer_of(self._folder, custom).merged)[VALUE]
        self._table.add_columns({custom.name: _SQL[custom.signature.kind]})
        row_ids = pa.array(np.arange(len(held)), pa.int64())
        self._table.set_values(pa.table({"row_id": row_ids, custom.name: held}))

    def _compute(self, name: str, found: Expression) -> None:
        long = sorted(read for read in found.columns if self._known[read].long_text)
        narrow = sorted(found.columns - set(long))
        self._bring(frozenset(narrow))
        sql = filters.value_sql(found, self._known)
        if not long:
            self._table.add_values(name, filters.sql_type(found), sql)
            return
        self._table.add_columns({name: filters.sql_type(found)})
        row = alias("row_id")
        listed = "".join(f", {quoted(one)}" for one in narrow if one != "row_id")
        beside = f"SELECT row_id AS {row}{listed} FROM rows"
        relation = f"SELECT * FROM ({self._texts(long)}) JOIN ({beside}) ON row_id = {row}"
        self._table.set_values(self._table.query(f"SELECT row_id, {sql} AS {quoted(name)} FROM ({relation})"))
