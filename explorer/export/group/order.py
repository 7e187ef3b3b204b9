"""In which order the rows of a view make conversations, asked of DuckDB: by a key, or along a tree of messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from explorer.errors import ExportError
from explorer.store.table import alias, quoted
from explorer.view import View

FILE = "file"
"""The key that makes one conversation of each file."""

_DEEPEST = 1_000  # messages from the first one of a tree to its last


@dataclass(frozen=True, slots=True)
class Grouping:
    """What makes a conversation. Names of columns, "" where there is none.

    by: the column whose value its rows share. order: what they are sorted by in it, else their place in the source.
    message, parent: where messages form a tree, their own id and that of the message before them; `by` is not needed then.
    rank: what sorts the answers to one message. branches: write every path from the first message to a last one, not only
    the first path.
    """

    by: str = ""
    order: str = ""
    message: str = ""
    parent: str = ""
    rank: str = ""
    branches: bool = False

    @property
    def is_tree(self) -> bool:
        """Whether messages say which message they follow."""
        return bool(self.message and self.parent)


class Ordered(NamedTuple):
    """Rows in the order of their conversations.

    row_id, group: of each row, and the first row of its conversation; rows of one conversation stand together. parent: of a
    tree, the row of the message before, -1 for the first. without: rows of the view that belong to no conversation.
    """

    row_id: np.ndarray
    group: np.ndarray
    parent: np.ndarray | None
    without: int


def ordered(view: View, grouping: Grouping) -> Ordered:
    """The rows of a view by conversation. Memory: 16 bytes a row, 24 of a tree. ExportError where a column is not there."""
    for name in (grouping.by, grouping.order, grouping.message, grouping.parent, grouping.rank):
        _require(view, name)
    found = _tree(view, grouping) if grouping.is_tree else _flat(view, grouping)
    total = int(_numbers(view, f"SELECT count(*) AS {alias('n')} FROM rows WHERE {view.where}", view.reads)["n"][0])
    return found._replace(without=total - len(np.unique(found.row_id)))


def _require(view: View, name: str) -> None:
    if name and name not in view.dataset.columns:
        raise ExportError(
            f"There is no column '{name[:60]}' to group by.", "`columns SOURCE` lists the columns of the data."
        )


def _numbers(view: View, sql: str, reads: Any) -> dict[str, np.ndarray]:
    table = view.dataset.query(sql, reads=set(reads))
    return {name.removeprefix(alias("")): table[name].to_numpy(zero_copy_only=False) for name in table.column_names}


def _sorting(name: str, nulls: str) -> str:
    """The beginning of an ORDER BY: numbers by their size, also where a table holds them as text."""
    column = quoted(name)
    text = f"{column}::VARCHAR"
    return f"try_cast({text} AS DOUBLE) NULLS {nulls}, {text} NULLS {nulls}, " if name else ""


def _flat(view: View, grouping: Grouping) -> Ordered:
    if not grouping.by:
        raise ExportError("Nothing says which rows make a conversation.", "Name the column that they share with --by.")
    key, group = quoted(grouping.by), alias("group")
    order = _sorting(grouping.order, "FIRST")
    reads = {name for name in (grouping.by, grouping.order) if name} | view.reads
    found = _numbers(
        view,
        f"SELECT row_id AS {alias('row')}, min(row_id) OVER (PARTITION BY {key}) AS {group} FROM rows "
        f"WHERE {view.where} AND {key} IS NOT NULL ORDER BY {group}, {order}row_id",
        reads,
    )
    return Ordered(found["row"], found["group"], None, 0)


def _tree(view: View, grouping: Grouping) -> Ordered:
    """Messages below those whose parent is not among them. Circles hang below no such message, and belong to nothing."""
    message, parent = (f"{quoted(name)}::VARCHAR" for name in (grouping.message, grouping.parent))
    key = f"coalesce({quoted(grouping.by)}::VARCHAR, '')" if grouping.by and grouping.by != FILE else "''"
    rank, order = _sorting(grouping.rank, "LAST"), _sorting(grouping.order, "FIRST")
    row, group, before, depth, own, up = (alias(n) for n in ("row", "group", "parent", "depth", "own", "up"))
    k, place = alias("key"), alias("place")
    held = [grouping.message, grouping.parent, grouping.by, grouping.rank, grouping.order]
    found = _numbers(
        view,
        # A message's id may stand there twice: its first row is meant.
        f"WITH RECURSIVE nodes AS (SELECT row_id AS {row}, {key} AS {k}, {message} AS {own}, nullif({parent}, '') AS {up}, "
        f"row_number() OVER (ORDER BY {rank}{order}row_id) AS {place} FROM rows WHERE {view.where} AND {message} IS NOT NULL), "
        f"ids AS (SELECT {k}, {own}, min({row}) AS {row} FROM nodes GROUP BY {k}, {own}), "
        f"linked AS (SELECT n.{row} AS {row}, n.{place} AS {place}, coalesce(p.{row}, -1) AS {before} FROM nodes n "
        f"LEFT JOIN ids p ON n.{k} = p.{k} AND n.{up} = p.{own}), "
        f"below AS (SELECT {row}, {place}, {before}, {row} AS {group}, 0 AS {depth} FROM linked WHERE {before} = -1 "
        f"UNION ALL SELECT l.{row}, l.{place}, l.{before}, b.{group}, b.{depth} + 1 FROM linked l JOIN below b "
        f"ON l.{before} = b.{row} WHERE b.{depth} < {_DEEPEST}) "
        f"SELECT {row}, {group}, {before} FROM below ORDER BY {group}, {depth}, {place}",
        {name for name in held if name} | view.reads,
    )
    return Ordered(found["row"], found["group"], found["parent"], 0)


def paths(rows: list[int], parents: list[int], *, branches: bool) -> list[list[int]]:
    """Paths from the first row of a tree to a last one: the first path, or all of them. Rows as `Ordered` has them."""
    below: dict[int, list[int]] = {}
    for row, parent in zip(rows, parents, strict=True):
        below.setdefault(parent, []).append(row)
    found: list[list[int]] = []
    waiting = [[row] for row in reversed(below.get(-1, []))]
    while waiting:
        path = waiting.pop()
        following = below.get(path[-1], [])
        if not following:
            found.append(path)
            if not branches:
                break
        waiting += [[*path, row] for row in reversed(following)]
    return found
