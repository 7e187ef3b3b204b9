"""Texts that were corrected by hand, as they leave: in the source's own rows, or in the dialect that was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from explorer import formats
from explorer.conversation import Conversation
from explorer.errors import ExportError
from explorer.export import conversion
from explorer.formats import correct
from explorer.store import row_ids
from explorer.view import View

_HINT = "Take the correction back, drop the row, or export with --as and a dialect."


class Edits:
    """The corrected texts of a view's rows. by_row: row_id -> position of a turn -> text."""

    def __init__(self, view: View) -> None:
        self.by_row = view.edits
        self._ids = np.fromiter(self.by_row, np.int64, len(self.by_row))
        self._mapping = formats.parse_mapping(view.dataset.mapping) if view.dataset.mapping else None

    def among(self, ids: np.ndarray) -> np.ndarray:
        """Boolean, one for each row: those whose text was corrected."""
        return np.isin(ids, self._ids)

    def value(self, row_id: int, value: Any) -> Any:
        """The source row with its corrected texts. ExportError where one cannot be put back."""
        edit = self.by_row.get(row_id)
        if not edit:
            return value
        try:
            return correct.corrected(value, formats.decode(value, self._mapping), edit, self._mapping)
        except LookupError as error:
            raise ExportError(
                f"The correction of row {row_id:,} cannot be put back: {error.args[0]}.", _HINT
            ) from error

    def values(self, ids: Sequence[int], values: Sequence[Any]) -> list[Any]:
        """Source rows with their corrected texts."""
        if not self.by_row:
            return list(values)
        return [self.value(row_id, value) for row_id, value in zip(ids, values, strict=True)]

    def encoded(self, ids: Sequence[int], values: Sequence[Any], dialect: str) -> list[dict[str, Any]]:
        """Source rows written in a dialect, with their corrected texts."""
        written = [formats.convert(conversation, dialect) for conversation in self.conversations(ids, values)]
        conversion.count(ids, written)
        return [one.row for one in written]

    def conversations(self, ids: Sequence[int], values: Sequence[Any]) -> list[Conversation]:
        """What source rows hold, with their corrected texts."""
        found = formats.decode_many(list(values), self._mapping)
        for place, row_id in enumerate(ids if self.by_row else ()):
            if edit := self.by_row.get(row_id):
                try:
                    found[place] = correct.with_texts(found[place], edit)
                except LookupError as error:
                    raise ExportError(
                        f"The correction of row {row_id:,} fits no longer: {error.args[0]}.",
                        "Take the correction back, or open the data with the mapping that it was made with.",
                    ) from error
        return found

    def table(self, ids: np.ndarray, table: pa.Table, names: Sequence[str], read: Sequence[Any]) -> pa.Table:
        """Rows of a table with their corrected texts: other cells of other rows stay as they are.

        names: of the columns as source rows have them. read: source rows, one for each of the corrected rows in order.
        """
        for place, value in zip(np.flatnonzero(self.among(ids)).tolist(), read, strict=True):
            new = self.value(int(ids[place]), value)
            for position, name in enumerate(names):
                if new[name] is not value[name] and new[name] != value[name]:
                    table = _with_cell(table, position, place, new[name], int(ids[place]))
        return table


def _with_cell(table: pa.Table, position: int, place: int, cell: Any, row_id: int) -> pa.Table:
    field, column = table.schema.field(position), table.column(position)
    try:
        fresh = pa.chunked_array([pa.array([cell], field.type)])
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise ExportError(
            f"The correction of row {row_id:,} does not fit the column {field.name}, whose type is {field.type}.", _HINT
        ) from error
    chunks = [*column.slice(0, place).chunks, *fresh.chunks, *column.slice(place + 1).chunks]
    return table.set_column(position, field, pa.chunked_array(chunks, field.type))


def check(view: View) -> None:
    """ExportError where a corrected text of a row that leaves cannot be put back: before anything of it leaves."""
    edits = Edits(view)
    for row_id in _leaving(view, edits):
        edits.value(row_id, view.dataset.source.value(row_id))


def _leaving(view: View, edits: Edits) -> Iterator[int]:
    if edits.by_row:
        chosen = row_ids.sql(row_ids.as_text(edits.by_row))
        found = view.dataset.query(f"SELECT row_id FROM rows WHERE {chosen} AND {view.where}", reads=view.reads)
        yield from found["row_id"].to_pylist()
