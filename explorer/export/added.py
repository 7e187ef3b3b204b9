"""Columns that leave with the rows, beside their own fields: judgements, lengths, columns of the user's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from explorer.errors import ExportError
from explorer.store.hand import HAND
from explorer.view import View

WRITTEN = frozenset(
    "messages conversations system tools functions instruction input output history prompt response chosen rejected completion label "
    "text query answer question contents systemInstruction content id images videos audios".split()
)
"""Names of fields that dialects write: no column leaves under one of them beside a conversion."""

_SPAN = 1 << 16  # row ids whose values are held at a time
_LONG_SPAN = 1 << 12  # the same where one of them is long text


def offered(view: View, dialect: str) -> list[str]:
    """Names of the columns that can leave with the rows of a view."""
    taken = _taken(view, dialect)
    return [
        column.name
        for column in view.dataset.columns.values()
        if column.layer != HAND and not column.long_text and column.name.lower() not in taken
    ]


def _taken(view: View, dialect: str) -> set[str]:
    """Names that a row has already, in small letters: many readers of tables tell no others apart."""
    if dialect:
        return {name.lower() for name in WRITTEN}
    return {info.name.lower() for info in view.dataset.fields} or {"messages"}


def _read(raw: bytes) -> Any:
    """The value of JSON text by the standard's rules, numbers of any size; None where it is none, such as one with NaN."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(raw, parse_constant=_refused)
    except (ValueError, RecursionError):
        return None


def _refused(name: str) -> None:
    raise ValueError(name)


class Added:
    """The values of some columns of a view's rows. ExportError for a column that cannot leave, FilterError for one that is none."""

    def __init__(self, view: View, names: Sequence[str], dialect: str = "") -> None:
        self.names = tuple(dict.fromkeys(names))
        self._view, self._first, self._last = view, 0, 0
        self._held: pa.Table | None = None
        self._ids = np.empty(0, np.int64)
        taken = _taken(view, dialect) if names else set()
        for name in self.names:
            column = view.dataset.columns.get(name)
            if column is not None and column.layer == HAND:
                raise ExportError(
                    f"'{name}' cannot leave with the rows: decisions change.", "`decisions --export` writes them down."
                )
            if name.lower() in taken:
                self._refuse(name)
        self._span = _SPAN
        if any(view.dataset.columns[name].long_text for name in self.names if name in view.dataset.columns):
            self._span = _LONG_SPAN

    def __bool__(self) -> bool:
        return bool(self.names)

    @cached_property
    def schema(self) -> pa.Schema:
        """Their types."""
        return self._read(0, 0).schema

    def table(self, ids: np.ndarray) -> pa.Table:
        """A row of values for each of these rows, which ascend."""
        if len(ids) == 0:
            return self._read(0, 0)
        first, last = int(ids[0]), int(ids[-1])
        held = self._held
        if held is None or not self._first <= first <= last < self._last:
            self._first, self._last = first, max(last + 1, first + self._span)
            held = self._held = self._read(self._first, self._last)
            self._ids = held["row_id"].to_numpy()
        return held.take(np.searchsorted(self._ids, ids)).select(list(self.names))

    def _read(self, first: int, end: int) -> pa.Table:
        from explorer import queries

        return queries.table(self._view.narrowed(f"row_id >= {first} AND row_id < {end}", set()), self.names)

    def rows(self, ids: Sequence[int], rows: Sequence[Any]) -> list[Any]:
        """Rows with these values behind their own fields. A row that is a bare list becomes an object."""
        if not self.names:
            return list(rows)
        found = []
        for row, values in zip(rows, self.table(np.asarray(ids, np.int64)).to_pylist(), strict=True):
            own = row if isinstance(row, dict) else {"messages": row}
            for name in self.names:
                if name in own:
                    self._refuse(name)
            found.append({**own, **values})
        return found

    def line(self, raw: bytes, values: dict[str, Any]) -> bytes | None:
        """A row's JSON text with these values behind its last field, all else as it was written; None where it is no plain object."""
        raw = raw.strip()
        row = _read(raw)
        if not isinstance(row, dict):
            return None
        for name in self.names:
            if name in row:
                self._refuse(name)
        try:
            more = orjson.dumps(values)
        except (orjson.JSONEncodeError, TypeError):
            return None
        return raw[:-1].rstrip() + (b"," if row else b"") + more[1:]

    def _refuse(self, name: str) -> None:
        raise ExportError(
            f"The rows have a field '{name[:80]}' already.",
            f'Give the column another name: --column "my_{name[:40]}={name[:40]}" --columns my_{name[:40]}.',
        )
