"""What sets the rows that are looked at apart from all others that are kept: columns, topics, words, the surest first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from explorer import effects, filters, queries
from explorer.columns import Column
from explorer.compare.measure import comparable, counted, is_quiet, paired_counts
from explorer.compare.sentences import number
from explorer.effects import Effect
from explorer.errors import FilterError
from explorer.labels import label_of
from explorer.passes.embedding import words
from explorer.passes.stopwords import FUNCTION_WORDS
from explorer.store.table import alias
from explorer.view import View
from explorer.words import column_label, say

_SAMPLE = 1_500  # rows of each side whose words are read
_AT_ONCE = 300  # rows that are read in one go
_READ = 1_500  # characters of prompt, and of answer
_VALUES = 400  # of a category
_OF_COLUMN = 3  # values of one column that are told
_QUIET = 2  # columns that say less plainly what others say
_LEAST = 0.01  # effects below are not worth a word
_FEWEST = 4  # rows of the sample that hold a word
_WORD = re.compile(r"[^\W\d_]{3,}|[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af\u0e00-\u0e7f]{2,}")

Kind = Literal["flag", "value", "number", "word"]


class Mark(NamedTuple):
    """One thing that is more frequent among the rows that are looked at than among the others.

    column: None for a word. said: in words; value: of a label, without its column. share, share_others: rows of each side that have it, of a word among those
    that were read. where: the condition of the rows that have it.
    """

    kind: Kind
    column: Column | None
    said: str
    where: str
    share: float
    share_others: float
    effect: Effect
    value: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "kind": self.kind,
            "column": self.column.name if self.column else None,
            "where": self.where,
            "share": self.share,
            "share_others": self.share_others,
            "effect": self.effect.value,
            "low": self.effect.low,
            "high": self.effect.high,
        }


class _Found(NamedTuple):
    kind: Kind
    column: Column | None
    value: Any
    hits: int
    rows: int
    hits_others: int
    rows_others: int


def apart(view: View, most: int = 12) -> list[Mark]:
    """What sets the rows of the focus apart, `most` of columns and `most` words, each kind the surest first.

    The lower ends of the intervals are made for as many differences as were tried. Columns that the focus itself reads tell
    nothing new. A few aggregates over narrow columns, and a sample of texts: no more memory for a million rows.
    """
    whole = view.kept()
    rows = queries.totals(view).rows_kept
    others = queries.totals(whole).rows_kept - rows
    if not view.has_focus or not rows or others <= 0:
        return []
    columns = [one for one in comparable(view.dataset.columns) if not _follows(one, view)]
    found = [*_columns(whole, view, columns, rows, others), *_words(whole, view)]
    z = effects.beyond_many(len(found))
    marks = [_mark(one, z) for one in found]
    marks = [one for one in marks if one is not None]
    marks.sort(key=_order)
    kept: list[Mark] = []
    seen: Counter[str] = Counter()
    for one in marks:
        group, limit = "word", most
        if one.column is not None:
            group, limit = ("quiet", _QUIET) if is_quiet(one.column) else (one.column.name, _OF_COLUMN)
        if seen[group] < limit:
            seen[group] += 1
            kept.append(one)
    in_columns = [one for one in kept if one.column is not None][:most]
    return [*in_columns, *(one for one in kept if one.column is None)]


def _follows(column: Column, view: View) -> bool:
    """Whether the focus itself says what this column says: it reads it, or both are lengths; texts of templates are words."""
    read = view.focus.columns
    if column.name in read or column.layer == "templates":
        return True
    return _is_length(column) and any(
        _is_length(view.dataset.columns[name]) for name in read if name in view.dataset.columns
    )


def _is_length(column: Column) -> bool:
    return column.group == "tokens" or column.name.endswith("_chars")


def _order(one: Mark) -> tuple[float, str]:
    weight = 0.5 if one.column is not None and is_quiet(one.column) else 1.0
    return -one.effect.low * weight, one.where


def _mark(one: _Found, z: float) -> Mark | None:
    effect = effects.shares(one.hits, one.rows, one.hits_others, one.rows_others, z)
    if effect.low < _LEAST:
        return None
    told = one.hits / one.rows, one.hits_others / one.rows_others
    if one.column is None:
        return Mark("word", None, str(one.value), filters.search(str(one.value)), *told, effect)
    name, label = one.column.name, column_label(one.column)
    label = label[:1].upper() + label[1:]
    if one.kind == "flag":
        words_ = label if one.value else say("Not: {label}", label=label)
        return Mark("flag", one.column, words_, filters.flag(name, one.value), *told, effect)
    if one.kind == "value":
        value = label_of(name, one.value)[:60]
        words_ = say("{label}: {value}", label=label, value=value)
        return Mark("value", one.column, words_, filters.one_of(name, [one.value]), *told, effect, value)
    low, cut = one.value
    words_ = (
        say("{label} {cut} or more", label=label, cut=number(cut))
        if low
        else say("{label} below {cut}", label=label, cut=number(cut))
    )
    where = filters.between(name, _plain(cut), None) if low else filters.below(name, _plain(cut))
    return Mark("number", one.column, words_, where, *told, effect)


def _plain(value: float) -> float:
    return int(value) if float(value).is_integer() else round(value, 9)


# ---- columns ----


def _columns(whole: View, view: View, columns: Sequence[Column], rows: int, others: int) -> Iterator[_Found]:
    flags = [one.name for one in columns if one.kind == "boolean"]
    every, ours = queries.flag_counts(whole, flags), queries.flag_counts(view, flags)
    for column in columns:
        if column.kind == "boolean":
            hits = ours[column.name]
            rest = every[column.name] - hits
            yield _Found("flag", column, True, hits, rows, rest, others)
            yield _Found("flag", column, False, rows - hits, rows, others - rest, others)
        elif column.kind == "category":
            held = counted(whole, column.name, _VALUES)
            mine = counted(view, column.name, _VALUES) if held else None
            for value, n in (held or {}).items():
                hits = (mine or {}).get(value, 0)
                if hits:
                    yield _Found("value", column, value, hits, rows, n - hits, others)
        elif column.kind in ("integer", "number"):
            yield from _cut(whole, view, column, rows, others)


def _cut(whole: View, view: View, column: Column, rows: int, others: int) -> Iterator[_Found]:
    """Where to cut a number so that the two sides of it differ most."""
    try:
        values, every, ours = paired_counts(whole, view, column.name)
    except FilterError:
        return
    if len(values) < 2:
        return
    theirs = every - ours
    # Rows at or above each value but the first.
    above = [np.cumsum(side[::-1])[::-1][1:] for side in (ours, theirs)]
    apart_by = above[0] / rows - above[1] / others
    high, low = int(np.argmax(apart_by)), int(np.argmin(apart_by))
    if apart_by[high] > 0:
        yield _Found(
            "number", column, (True, float(values[high + 1])), int(above[0][high]), rows, int(above[1][high]), others
        )
    if apart_by[low] < 0:
        under = [int(side.sum() - top[low]) for side, top in zip((ours, theirs), above, strict=True)]
        yield _Found("number", column, (False, float(values[low + 1])), under[0], rows, under[1], others)


# ---- words ----


def _words(whole: View, view: View) -> Iterator[_Found]:
    where = view.focus_where
    rest = whole.narrowed(f"NOT coalesce({where}, false)", view.focus.columns)
    ours, theirs = _counted(view), _counted(rest)
    searched = view.focus.text.lower()
    for word, hits in ours[0].items():
        if f"'{word}'" not in searched and hits + theirs[0][word] >= _FEWEST and ours[1] and theirs[1]:
            yield _Found("word", None, word, hits, ours[1], theirs[0][word], theirs[1])


def _counted(view: View) -> tuple[Counter[str], int]:
    """(word -> sampled rows that hold it, rows sampled). The same rows for the same view."""
    order = alias("order")
    ids = view.dataset.query(
        f"SELECT row_id, hash(row_id + 7919) AS {order} FROM rows WHERE {view.where} ORDER BY {order} LIMIT {_SAMPLE}",
        reads=view.reads,
    )["row_id"].to_pylist()
    found: Counter[str] = Counter()
    for text in _texts(view, sorted(ids)):
        found.update({word for word in words(text) if _WORD.fullmatch(word) and word not in FUNCTION_WORDS})
    return found, len(ids)


def _texts(view: View, ids: Sequence[int]) -> Iterator[str]:
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        held = view.dataset.source.texts(some)
        if held is None:  # a table, or rows that are too long to be read one by one: all of them in one scan
            rest = ids[start:]
            table = queries.rows(view, rest, ("prompt", "response"), snippet=_READ)
            yield from (
                f"{a or ''}\n{b or ''}"
                for a, b in zip(table["prompt"].to_pylist(), table["response"].to_pylist(), strict=True)
            )
            return
        yield from (f"{texts[1][:_READ]}\n{texts[2][:_READ]}" for texts in held.values())
