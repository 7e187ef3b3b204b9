"""Columns of all rows at once, for what reads them outside of the app: notebooks, SQL of the user's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from explorer.columns import Column
from explorer.filters import no_column
from explorer.store.layers import CONSUMED
from explorer.store.schema import near_names
from explorer.store.table import alias, quoted
from explorer.view import View

_BATCH = 20_000  # rows of a batch


def default_columns(view: View) -> list[str]:
    """Names of all columns but the fields whose text the prompt and response hold already."""
    return [column.name for column in view.dataset.columns.values() if column.layer != CONSUMED]


def batches(view: View, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """`row_id` and `columns` of the kept rows, a batch at a time, in no promised order. FilterError for an unknown column."""
    sql, reads = _select(view, columns)
    return view.dataset.stream(sql, _BATCH, reads=reads)


def table(view: View, columns: Sequence[str]) -> pa.Table:
    """The same in memory, in the order of the file."""
    sql, reads = _select(view, columns)
    return view.dataset.query(f"{sql} ORDER BY row_id", reads=reads)


def _select(view: View, columns: Sequence[str]) -> tuple[str, set[str]]:
    wanted = [_known(view, name) for name in dict.fromkeys(columns) if name != "row_id"]
    narrow = [column.name for column in wanted if not column.long_text]
    long = [column.name for column in wanted if column.long_text]
    dataset = view.dataset
    dataset.ensure(narrow)
    reads = {*view.reads, *narrow}
    sql = f"SELECT {', '.join(['row_id', *map(quoted, narrow)])} FROM rows WHERE {view.where}"
    if not long:
        return sql, reads
    row = alias("row_id")
    texts = f"SELECT row_id AS {row}, {', '.join(map(quoted, long))} FROM ({dataset.text_relation(names=long)})"
    names = ", ".join(quoted(name) for name in ("row_id", *(column.name for column in wanted)))
    return f"SELECT {names} FROM ({sql}) JOIN ({texts}) ON row_id = {row}", reads


def _known(view: View, name: str) -> Column:
    column = view.dataset.columns.get(name)
    if column is None:
        raise no_column(name, near_names(view.dataset.columns))
    return column
