"""The source's own fields as columns: everything that did not go into the turns."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from explorer.conversation import Conversation
from explorer.store.facts import FieldInfo

MAX_FIELDS_A_PART = 2_000
"""Fields kept as columns in one part; further ones are listed but can only be read in the raw row."""

LONG_CHARACTERS = 300
"""A text field whose values are longer than this on average is searched where it lies, not held in memory."""

_INT64, _UINT64 = range(-(2**63), 2**63), range(2**64)
_NAMES = {dict: "object", list: "array", str: "string", int: "integer", float: "number", bool: "boolean"}
_EXAMPLE = 160


def collect(values: Sequence[Any], conversations: Sequence[Conversation]) -> tuple[pa.Table, dict[str, FieldInfo]]:
    """(columns of the fields that were not consumed, facts of all fields) for the rows of one part."""
    names, uniform = _names(values)
    columns: dict[str, pa.Array] = {}
    infos: dict[str, FieldInfo] = {}
    # `consumed` sets are shared objects: a part has a handful of them.
    used = Counter(map(id, [conversation.consumed for conversation in conversations]))
    sets = {id(conversation.consumed): conversation.consumed for conversation in conversations}
    for name in names:
        if uniform:
            column = [value[name] for value in values]
        else:
            column = [value.get(name, _ABSENT) if type(value) is dict else _ABSENT for value in values]
        consumed = sum(count for key, count in used.items() if name in sets[key])
        info, kinds = _describe(name, column, consumed)
        if consumed < info.present and len(columns) < MAX_FIELDS_A_PART:
            # Where a field went into the turns of some rows only, the other rows keep theirs.
            if consumed:
                column = [
                    _ABSENT if name in conversation.consumed else cell
                    for cell, conversation in zip(column, conversations, strict=True)
                ]
                kinds = set(map(type, column))
            array, long = _to_arrow(column, kinds)
            columns[info.name] = array
            info = info._replace(long=long)
        infos[info.name] = info
    if not columns:
        return pa.table({"": pa.nulls(len(values), pa.bool_())}), infos
    return pa.table(columns), infos


class _Absent:
    """The row has no such field."""


_ABSENT = _Absent()


def _names(values: Sequence[Any]) -> tuple[list[str], bool]:
    """(field names in the order they are first met, whether every row has all of them)."""
    signatures = dict.fromkeys([tuple(value) if type(value) is dict else None for value in values])
    seen: dict[str, None] = {}
    for signature in signatures:
        seen.update(dict.fromkeys(signature or ()))
    return list(seen), None not in signatures and all(len(s or ()) == len(seen) for s in signatures)


def _describe(name: str, column: list[Any], consumed: int) -> tuple[FieldInfo, set[type]]:
    if set(map(type, column)) == {str}:
        return FieldInfo(_column_name(name), len(column), {"string": len(column)}, consumed, _example(column)), {str}
    kinds = Counter(map(type, column))
    absent = kinds.get(_Absent, 0)
    types: Counter[str] = Counter()
    for kind, count in kinds.items():
        if kind is _Absent:
            continue
        types[_NAMES.get(kind, "null")] += count
    return FieldInfo(_column_name(name), len(column) - absent, dict(types), consumed, _example(column)), set(kinds)


def _example(column: list[Any]) -> str:
    """The first value that is not empty, shortened."""
    for cell in column:
        if cell is not _ABSENT and (cell or cell == 0):
            return _clean(cell if isinstance(cell, str) else as_text(cell))[:_EXAMPLE]
    return ""


def _to_arrow(column: list[Any], kinds: set[type]) -> tuple[pa.Array, bool]:
    """(one typed array, whether it is long text). Mixed types become text, nested values JSON text."""
    if kinds == {str}:
        return _strings(column)
    kinds = kinds - {_Absent, type(None)}
    cells = [None if cell is _ABSENT else cell for cell in column]
    if kinds <= {bool}:
        return pa.array(cells, pa.bool_()), False
    if kinds <= {int} and all(cell is None or cell in _INT64 for cell in cells):
        return pa.array(cells, pa.int64()), False
    if kinds <= {int} and all(cell is None or cell in _UINT64 for cell in cells):
        return pa.array(cells, pa.uint64()), False  # ids and hashes: a float would round them
    if kinds <= {int, float}:
        # NaN and Infinity are no numbers to do statistics with; the row keeps a remark.
        finite = [None if cell is None or not _is_finite(cell) else float(cell) for cell in cells]
        return pa.array(finite, pa.float64()), False
    return _strings([None if cell is None else cell if type(cell) is str else as_text(cell) for cell in cells])


def _strings(texts: list[str | None]) -> tuple[pa.Array, bool]:
    try:
        array = pa.array(texts, pa.string())
    except UnicodeEncodeError:  # lone surrogates
        array = pa.array([None if text is None else _clean(text) for text in texts], pa.string())
    lengths = pc.call_function("utf8_length", [array]).to_numpy(zero_copy_only=False)
    filled, characters = np.count_nonzero(lengths > 0), np.nansum(lengths)
    long = bool(characters > LONG_CHARACTERS * filled)
    return (array if long else array.dictionary_encode()), long


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # an integer beyond what a float holds
        return False


def as_text(value: object) -> str:
    """A JSON value as compact JSON text; integers of any size as their digits."""
    try:
        return orjson.dumps(value).decode()
    except (orjson.JSONEncodeError, RecursionError):
        try:
            return _clean(json.dumps(value, ensure_ascii=False, default=str))
        except RecursionError:
            return "<nested too deeply to show>"


_CONTROLS = {code: chr(0x2400 + code) for code in range(32)} | {127: "\u2421"}


def _column_name(name: str) -> str:
    """A field's name as SQL and screens can carry it: control characters become their visible pictures."""
    return _clean(name).translate(_CONTROLS)


def _clean(text: str) -> str:
    """Text that UTF-8 can carry: lone surrogates become U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")
