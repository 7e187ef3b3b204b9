"""Values that a condition names and no row has: a slip that gives nothing in silence."""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple

from explorer.filters import Filter
from explorer.labels import words_of
from explorer.queries.categorical import values_like
from explorer.store import Dataset
from explorer.store.table import alias, literal, quoted
from explorer.view import View
from explorer.words import plural, say

_MOST = 5  # slips that are told
_VALUES = 500  # values of a column that are compared with what was written
_NEAR = 3
_GAPS = re.compile(r"[\W_]+")


class UnknownValue(NamedTuple):
    """A value that no row has. near: values that rows have and that were perhaps meant, or the most frequent ones, with their rows.

    is_near: whether they are like what was written.
    """

    column: str
    value: str
    near: tuple[tuple[str, int], ...]
    is_near: bool

    def sentence(self) -> str:
        """The slip in words: plain text, with values from the data in it."""
        listed = [
            plural("'{value}' ({n:,} row)", "'{value}' ({n:,} rows)", rows, value=value) for value, rows in self.near
        ]
        if not listed:
            told = say("The column is empty.")
        elif self.is_near:
            told = say("Did you mean {listed}?", listed=say(" or ").join(listed))
        else:
            told = (
                say("There are {listed}, among others.", listed=say(", ").join(listed))
                if len(listed) == _NEAR
                else say("There are {listed}.", listed=say(", ").join(listed))
            )
        return say("No row has {column} '{value}'. {told}", column=self.column, value=self.value, told=told)


def unknown_values(dataset: Dataset, *conditions: Filter) -> list[UnknownValue]:
    """What conditions compare category columns with, and no row of the whole dataset has; in order, each once."""
    asked: dict[str, dict[str, None]] = {}
    for condition in conditions:
        for node in condition.tree.walk() if condition.tree is not None else ():
            if node.op not in ("=", "!=", "in") or node.args[0].op != "column":
                continue
            column = dataset.columns[node.args[0].value]
            if column.kind == "category" and not column.long_text:
                asked.setdefault(column.name, {}).update((arg.value, None) for arg in node.args[1:] if arg.op == "text")
    slips: list[UnknownValue] = []
    for name, values in asked.items():
        there = _present(dataset, name, list(values)) if values else set[str]()
        slips += [_slip(dataset, name, value) for value in values if value not in there][: _MOST - len(slips)]
    return slips


def _present(dataset: Dataset, column: str, values: list[str]) -> set[str]:
    dataset.ensure([column])
    value = alias("value")
    listed = ", ".join(map(literal, values))
    sql = (
        f"SELECT DISTINCT {quoted(column)}::VARCHAR AS {value} FROM rows WHERE {quoted(column)}::VARCHAR IN ({listed})"
    )
    return set(dataset.query(sql, reads={column})[value].to_pylist())


def _slip(dataset: Dataset, column: str, written: str) -> UnknownValue:
    held = values_like(View.of(dataset, by_hand=False), column, limit=_VALUES)
    words = words_of(column)
    wanted = _plain(written)
    exact = [(value, n) for value, n in held if wanted in (_plain(value), _plain(words.get(value, value)))]
    if exact:
        return UnknownValue(column, written, tuple(exact[:_NEAR]), True)
    names = {_plain(value): (value, n) for value, n in held} | {
        _plain(words[value]): (value, n) for value, n in held if value in words
    }
    close = [names[name] for name in difflib.get_close_matches(wanted, names, n=_NEAR, cutoff=0.6)]
    if close:
        return UnknownValue(column, written, tuple(dict.fromkeys(close)), True)
    return UnknownValue(column, written, tuple(held[:_NEAR]), False)


def _plain(text: str) -> str:
    return _GAPS.sub(" ", text).strip().lower()
