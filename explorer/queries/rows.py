"""Rows on the screen: pages of the table, neighbours, one row's columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from explorer.columns import Column
from explorer.errors import FilterError
from explorer.filters import no_column
from explorer.queries.numeric import is_counted, value_counts
from explorer.store.schema import near_names
from explorer.store.table import aliases, quoted
from explorer.view import View

MAX_PAGE = 10_000
_FEW = 200  # rows whose text is read by byte range
_TEXTS = ("system", "prompt", "response")


def _clean(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _order(view: View, order: str, descending: bool) -> tuple[str, str]:
    """(SQL of the order, its column). Ties and missing values keep the order of the file."""
    column = _known(view, order)
    if column.long_text:
        raise FilterError(f"Rows cannot be sorted by '{order}', which is long text.", "Sort by a length or a category.")
    view.dataset.ensure([order])
    direction = "DESC" if descending else "ASC"
    if order == "row_id":
        return f"row_id {direction}", order
    return f"{quoted(order)} {direction} NULLS LAST, row_id", order


def _known(view: View, name: str) -> Column:
    column = view.dataset.columns.get(name)
    if column is None:
        raise no_column(name, near_names(view.dataset.columns))
    return column


def row_ids(
    view: View, order: str = "row_id", descending: bool = False, offset: int = 0, limit: int | None = None
) -> list[int]:
    """Ids of the kept rows in order."""
    by, _ = _order(view, order, descending)
    bounds = f"LIMIT {int(limit)}" if limit is not None else ""
    reached = _reached(view, order, descending, offset + limit) if limit is not None else "TRUE"
    sql = f"SELECT row_id FROM rows WHERE {view.where} AND {reached} ORDER BY {by} {bounds} OFFSET {int(offset)}"
    return view.dataset.query(sql, reads={*view.reads, order})["row_id"].to_pylist()


def _reached(view: View, order: str, descending: bool, rows: int) -> str:
    """A condition that the first `rows` rows of an order fulfil: counts by value tell where it ends, and spare the sort."""
    if not is_counted(view, order):
        return "TRUE"
    values, _, kept = value_counts(view, order)
    if descending:
        values, kept = values[::-1], kept[::-1]
    place = int(np.searchsorted(np.cumsum(kept), rows))
    if place >= len(values):  # rows without a value may follow
        return "TRUE"
    return f"{quoted(order)} {'>=' if descending else '<='} {int(values[place])}"


def page(
    view: View,
    columns: Sequence[str],
    order: str = "row_id",
    descending: bool = False,
    offset: int = 0,
    limit: int = 50,
    snippet: int | None = 200,
) -> pa.Table:
    """One page of kept rows: `row_id` first, then `columns`; long text cut to `snippet` characters (None: whole)."""
    ids = row_ids(view, order, descending, offset, min(limit, MAX_PAGE))
    return rows(view, ids, columns, snippet)


def rows(view: View, ids: Sequence[int], columns: Sequence[str], snippet: int | None = 200) -> pa.Table:
    """Columns of the given rows, in the order of `ids`; `row_id` first."""
    wanted = [_known(view, name) for name in dict.fromkeys(columns) if name != "row_id"]
    narrow = [column.name for column in wanted if not column.long_text]
    long = [column.name for column in wanted if column.long_text]
    dataset = view.dataset
    dataset.ensure(narrow)
    listed = ", ".join(str(int(i)) for i in ids) or "NULL"
    names = ", ".join(["row_id", *map(quoted, narrow)])
    table = dataset.query(f"SELECT {names} FROM rows WHERE row_id IN ({listed})", reads=set(narrow))
    by_id = {row_id: position for position, row_id in enumerate(table["row_id"].to_pylist())}
    ids = [row_id for row_id in ids if row_id in by_id]
    table = table.take(pa.array([by_id[row_id] for row_id in ids], pa.int64()))
    by_range = dataset.source.texts(ids) if long and len(ids) <= _FEW and set(long) <= set(_TEXTS) else None
    if by_range is not None:
        for name in long:
            place = _TEXTS.index(name)
            cells = [_clean(by_range[row_id][place][:snippet]) for row_id in ids]
            table = table.append_column(name, pa.array(cells, pa.large_string()))
    elif long:
        cut = ", ".join(
            quoted(name) if snippet is None else f"{quoted(name)}[:{int(snippet)}] AS {quoted(name)}" for name in long
        )
        relation = dataset.text_relation(dataset.loaded.parts_of(ids), long)
        text = dataset.query(f"SELECT row_id, {cut} FROM ({relation}) WHERE row_id IN ({listed})")
        by_id = {row_id: position for position, row_id in enumerate(text["row_id"].to_pylist())}
        text = text.take(pa.array([by_id[row_id] for row_id in ids], pa.int64()))
        for name in long:
            table = table.append_column(name, text[name])
    return table.select(["row_id", *[column.name for column in wanted]])


def neighbours(
    view: View, row_id: int, order: str = "row_id", descending: bool = False
) -> tuple[int | None, int | None, int | None]:
    """(previous row, next row, 0-based position) of a row among the kept ones; a dropped row has no position."""
    by, column = _order(view, order, descending)
    row = int(row_id)
    if column == "row_id":
        # The order is the key: no sort is needed, which matters at a million rows.
        before, after = (">", "<") if descending else ("<", ">")
        first, last = ("min", "max") if descending else ("max", "min")
        sql = (
            f"SELECT {first}(row_id) FILTER (WHERE row_id {before} {row}), {last}(row_id) FILTER (WHERE row_id {after} {row}), "
            f"count(*) FILTER (WHERE row_id {before} {row}), bool_or(row_id = {row}) FROM rows WHERE {view.where}"
        )
        table = view.dataset.query(sql, reads=view.reads)
        previous, following, position, inside = (table.column(i)[0].as_py() for i in range(4))
        return previous, following, position if inside else None
    names = aliases("previous", "following", "position")
    sql = f"""
        WITH ordered AS (
            SELECT row_id, lag(row_id) OVER w AS {names[0]}, lead(row_id) OVER w AS {names[1]},
                row_number() OVER w - 1 AS {names[2]}
            FROM rows WHERE {view.where} WINDOW w AS (ORDER BY {by})
        )
        SELECT {", ".join(names)} FROM ordered WHERE row_id = {row}
    """
    found = view.dataset.query(sql, reads={*view.reads, column}).to_pylist()
    if not found:
        return None, None, None
    previous, following, position = (found[0][name] for name in names)
    return previous, following, position


def row(view: View, row_id: int) -> dict[str, Any]:
    """All columns of one row that are not long text. FilterError where there is no such row."""
    names = [column.name for column in view.dataset.columns.values() if not column.long_text]
    found = rows(view, [row_id], names).to_pylist()
    if not found:
        raise FilterError(f"There is no row {row_id:,}.", f"Rows run from 0 to {view.dataset.rows - 1:,}.")
    return found[0]
