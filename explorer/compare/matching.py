"""Rows of two datasets paired: by a field that names them, else by what they say and by their prompt."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from explorer.compare.measure import sides
from explorer.store.table import aliases, quoted
from explorer.view import View

_NAMES = (
    "id",
    "_id",
    "uuid",
    "uid",
    "guid",
    "row_key",
    "key",
    "sample_id",
    "example_id",
    "question_id",
    "conversation_id",
    "idx",
    "index",
)
_TRUSTED = 0.5
"""Share of the pairs of a field that have the same prompt, from which the field is taken to name rows and not their places."""


class Matched(NamedTuple):
    """by: the field that pairs rows, "" where their texts do. same: pairs that say the same.

    changed: int64 (pairs, 2), row_id before and after. only_before, only_after: row_id, ascending.
    """

    by: str
    same: int
    changed: np.ndarray
    only_before: np.ndarray
    only_after: np.ndarray


def match(before: View, after: View) -> Matched:
    """Pair the rows of two views. Two narrow tables of keys are all that is held: 24 bytes a row."""
    if sides(before, after):
        return _dropped(before, after)
    texts = [_keys(view) for view in (before, after)]
    for field in _fields(before, after):
        found = _by_field(before, after, field, texts)
        if found is not None:
            return found
    return _by_text(after, *texts)


def _dropped(before: View, after: View) -> Matched:
    kept = _ids(after)
    gone = np.setdiff1d(_ids(before), kept, assume_unique=True)
    return Matched("", len(kept), np.zeros((0, 2), np.int64), gone, np.zeros(0, np.int64))


def _ids(view: View) -> np.ndarray:
    found = view.dataset.query(f"SELECT row_id FROM rows WHERE {view.where}", reads=view.reads)
    return np.sort(found["row_id"].to_numpy().astype(np.int64))


def _keys(view: View) -> pa.Table:
    """row_id, what the row says and what it asks, both as 64 bits."""
    said, asked = aliases("said", "asked")
    texts, contents = view.dataset.text_relation(), view.dataset.contents()
    return view.dataset.query(
        f"SELECT row_id, hash(content) AS {said}, hash(prompt) AS {asked} FROM ({contents}) JOIN ({texts}) USING (row_id) "
        f"SEMI JOIN (SELECT row_id FROM rows WHERE {view.where}) USING (row_id)",
        reads=view.reads,
    )


def _fields(before: View, after: View) -> list[str]:
    """Fields of both that may name rows: by what they are called."""
    held = [
        {
            name.lower(): name
            for name, column in view.dataset.columns.items()
            if column.group == "field" and not column.long_text
        }
        for view in (before, after)
    ]
    return [held[1][name] for name in _NAMES if name in held[1] and held[0].get(name) == held[1][name]]


def _named(view: View, field: str, texts: pa.Table) -> pa.Table | None:
    """The keys with a hash of the field; None where it is missing or not unique."""
    view.dataset.ensure([field])
    named, n, different = aliases("named", "n", "different")
    column = quoted(field)
    rows, distinct = (
        view.dataset.query(
            f"SELECT count(*) AS {n}, count(DISTINCT {column}) AS {different} FROM rows WHERE {view.where}",
            reads={*view.reads, field},
        )
        .to_pylist()[0]
        .values()
    )
    if not rows or rows != distinct:
        return None
    return view.dataset.loaded.query(
        f"SELECT t.*, hash({column}::VARCHAR) AS {named} FROM keys t JOIN rows USING (row_id)",
        reads={field},
        beside={"keys": texts},
    )


def _by_field(before: View, after: View, field: str, texts: list[pa.Table]) -> Matched | None:
    one, two = _named(before, field, texts[0]), _named(after, field, texts[1])
    if one is None or two is None:
        return None
    said, asked, named, first, second = aliases("said", "asked", "named", "first", "second")
    pairs = after.dataset.loaded.query(
        f"SELECT one.row_id AS {first}, two.row_id AS {second}, one.{said} = two.{said} AS {said}, one.{asked} = two.{asked} AS {asked} "
        f"FROM one JOIN two USING ({named}) ORDER BY {second}",
        beside={"one": one, "two": two},
    )
    if not pairs.num_rows or np.mean(pairs[asked].to_numpy()) < _TRUSTED:
        return None
    same = pairs[said].to_numpy().astype(bool)
    both = np.column_stack([pairs[first].to_numpy(), pairs[second].to_numpy()]).astype(np.int64)
    return _matched(field, int(same.sum()), both, both[~same], texts)


def _by_text(after: View, one: pa.Table, two: pa.Table) -> Matched:
    """First the rows that say the same, then of the rest those with one prompt; equal ones in the order of their files."""
    said, asked = aliases("said", "asked")
    same = _joined(after, one, two, said)
    rest = [
        table.filter(pa.array(~np.isin(table["row_id"].to_numpy(), same[:, place])))
        for place, table in enumerate((one, two))
    ]
    changed = _joined(after, rest[0], rest[1], asked)
    return _matched("", len(same), np.concatenate([same, changed]), changed, [one, two])


def _joined(view: View, one: pa.Table, two: pa.Table, key: str) -> np.ndarray:
    """Pairs of row_id that share a key, the n-th with the n-th."""
    n, first, second = aliases("n", "first", "second")
    numbered = f"SELECT row_id, {key}, row_number() OVER (PARTITION BY {key} ORDER BY row_id) AS {n} FROM "
    found = view.dataset.loaded.query(
        f"SELECT a.row_id AS {first}, b.row_id AS {second} FROM ({numbered} one) a JOIN ({numbered} two) b USING ({key}, {n}) "
        f"ORDER BY {second}",
        beside={"one": one, "two": two},
    )
    return np.column_stack([found[first].to_numpy(), found[second].to_numpy()]).astype(np.int64)


def _matched(by: str, same: int, pairs: np.ndarray, changed: np.ndarray, texts: list[pa.Table]) -> Matched:
    alone = [
        np.setdiff1d(table["row_id"].to_numpy().astype(np.int64), pairs[:, place], assume_unique=True)
        for place, table in enumerate(texts)
    ]
    return Matched(by, same, changed, np.sort(alone[0]), np.sort(alone[1]))
