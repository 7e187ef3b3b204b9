"""What is wrong with a dataset beside its faults: rejects, remarks, duplicates."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from explorer.columns import Column
from explorer.queries.numeric import column_of, single_row
from explorer.queries.rows import rows
from explorer.store import Dataset
from explorer.store.table import alias, aliases, quoted
from explorer.view import View


class DuplicateCount(NamedTuple):
    """Kept rows in groups of two and more. extra: rows beyond one of each group, which one could drop."""

    column: Column
    groups: int
    rows: int
    extra: int


_SUREST = ("exact_group", "prompt_group", "near_group")


def duplicates(view: View) -> list[DuplicateCount]:
    """Every kind of duplicate group that is built, the surest kind of copy first; empty before that."""
    columns = [c for c in view.dataset.columns.values() if c.kind == "id" and c.group == "duplicates"]
    columns.sort(key=lambda column: _SUREST.index(column.name) if column.name in _SUREST else len(_SUREST))
    counted, n = [], alias("n")
    for column in columns:
        q = quoted(column.name)
        sql = f"SELECT count(*), coalesce(sum({n}), 0) FROM (SELECT count(*) AS {n} FROM rows WHERE {q} IS NOT NULL AND {view.where} GROUP BY {q} HAVING count(*) > 1)"
        groups, inside = single_row(view, sql, {*view.reads, column.name})
        counted.append(DuplicateCount(column, groups, int(inside), int(inside) - groups))
    return counted


def duplicate_groups(view: View, column: str, limit: int = 20) -> pa.Table:
    """The largest groups: group, rows, row_id of the first kept row, start of its prompt and response."""
    column_of(view, column)
    q = quoted(column)
    group, n, first = aliases("group", "rows", "row_id")
    groups = view.dataset.query(
        f"SELECT {q} AS {group}, count(*) AS {n}, min(row_id) AS {first} FROM rows WHERE {q} IS NOT NULL AND {view.where} "
        f"GROUP BY {q} HAVING count(*) > 1 ORDER BY {n} DESC, {group} LIMIT {int(limit)}",
        reads={*view.reads, column},
    ).rename_columns(["group", "rows", "row_id"])
    texts = rows(view, groups["row_id"].to_pylist(), ["prompt", "response"], snippet=160)
    return groups.append_column("prompt", texts["prompt"]).append_column("response", texts["response"])


_REJECTS = pa.schema(
    [
        ("file", pa.string()),
        ("line", pa.int64()),
        ("offset", pa.int64()),
        ("length", pa.int64()),
        ("reason", pa.string()),
        ("snippet", pa.string()),
    ]
)


def rejects(dataset: Dataset, offset: int = 0, limit: int | None = 100) -> pa.Table:
    """Rejected lines in file order: file, line (1-based), byte offset, length, reason, first bytes as text."""
    found: list[pa.Table] = []
    skip, left = offset, limit
    names = pa.array([file.name for file in dataset.files])
    for path in dataset.rejects():
        if left is not None and left <= 0:
            break
        table = pq.read_table(path)
        if skip >= table.num_rows:
            skip -= table.num_rows
            continue
        table = table.slice(skip, left)
        skip = 0
        left = left - table.num_rows if left is not None else None
        found.append(table.set_column(0, "file", names.take(table["file"].combine_chunks())))
    return pa.concat_tables(found).select(_REJECTS.names) if found else _REJECTS.empty_table()


def reject_reasons(dataset: Dataset, limit: int = 50) -> list[tuple[str, int]]:
    """Reasons for which lines were rejected, most frequent first; positions within the line left out."""
    counts: dict[str, int] = {}
    for path in dataset.rejects():
        for reason in pq.read_table(path, columns=["reason"])["reason"].to_pylist():
            short = reason.split(" at column ")[0].split(" (column ")[0]
            counts[short] = counts.get(short, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]


def remarks(view: View, limit: int = 30) -> list[tuple[str, int, int]]:
    """Remarks on oddities: (remark, rows with it, kept rows with it), most frequent first."""
    remark, everything, kept, is_kept = aliases("remark", "everything", "kept", "is_kept")
    sql = f"""
        SELECT {remark}, count(*) AS {everything}, count(*) FILTER (WHERE {is_kept}) AS {kept}
        FROM (
            SELECT unnest(string_split(remarks, '; ')) AS {remark}, ({view.where}) IS TRUE AS {is_kept}
            FROM rows WHERE remarks IS NOT NULL
        )
        GROUP BY {remark} ORDER BY {everything} DESC, {remark} LIMIT {int(limit)}
    """
    found = view.dataset.query(sql, reads={*view.reads, "remarks"}).to_pylist()
    return [(row[remark], row[everything], row[kept]) for row in found]
