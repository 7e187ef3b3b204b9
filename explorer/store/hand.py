"""Decisions by hand as columns: the book's records found again in a dataset, whatever file and line its rows stand in now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

import pyarrow as pa

from explorer.columns import Column
from explorer.decisions import KEY_BYTES, Record, RowKey, book, readable
from explorer.store import row_ids
from explorer.store.loaded import Loaded
from explorer.store.table import alias

HAND = "hand"
"""The layer of these columns: not of the cache, and never out of date."""


def _column(name: str, label: str, kind: str, help: str) -> Column:
    return Column(name, label, kind, help, layer=HAND, group="decision")  # type: ignore[arg-type]


HAND_COLUMNS: tuple[Column, ...] = (
    _column(
        "decision",
        "decision",
        "category",
        "What a person decided: keep or drop. A keep beats every step; a drop takes the row out. Kept apart from the cache, by "
        "what the row says, so that it survives a file that is appended to, reordered or split anew.",
    ),
    _column("marked", "marked", "boolean", "A person marked the row, to come back to it."),
    _column("note", "note", "text", "What a person noted about the row."),
    _column(
        "edited",
        "edited",
        "boolean",
        "A person corrected the row's text. Exports write the corrected text; the source stays as it is.",
    ),
)


class HandRows(NamedTuple):
    """Decisions as they stood at one moment, whatever the book says now: what an export and its recipe are made by.

    drop, keep: sets of rows, see `row_ids`. edits: (row, (position of a turn, its corrected text)…)…, rows
    ascending. held: (condition that reads a column of decisions, rows for which it was true)….
    """

    drop: str = row_ids.NONE
    keep: str = row_ids.NONE
    edits: tuple[tuple[int, tuple[tuple[int, str], ...]], ...] = ()
    held: tuple[tuple[str, str], ...] = ()


class Hand:
    """The decisions on the rows of one dataset. Safe for threads.

    contents: gives SQL over row_id and content of some parts (all by default).
    """

    def __init__(self, loaded: Loaded, contents: Callable[[Sequence[int] | None], str]) -> None:
        self._loaded = loaded
        self._contents = contents
        self._seen = 0  # version of the book that is applied
        self._book = ""  # … and where it lies
        self._places: dict[RowKey, int] = {}
        self.records: dict[int, Record] = {}
        """row_id -> what was decided of the row; only rows of which something was."""

    @property
    def version(self) -> int:
        """Grows with every change of the columns."""
        return self._loaded.hand_version

    @property
    def seen(self) -> int:
        """Version of the book that the columns show."""
        return self._seen

    @property
    def decides(self) -> bool:
        """Whether any row is kept or dropped by hand."""
        return any(record.decision for record in self.records.values())

    def rows_with(self, decision: str) -> list[int]:
        """Ids of the rows that are kept, or dropped, by hand, ascending."""
        return sorted(row_id for row_id, record in self.records.items() if record.decision == decision)

    def edits(self) -> dict[int, Record]:
        """row_id -> record of the rows whose text was corrected."""
        return {row_id: record for row_id, record in self.records.items() if record.edit}

    def snapshot(self) -> HandRows:
        """What is decided now."""
        records = self.records
        drop, keep = (
            row_ids.as_text(row_id for row_id, record in records.items() if record.decision == decision)
            for decision in ("drop", "keep")
        )
        # No half of a character, which no file in UTF-8 has.
        edits = {row_id: record.edit for row_id, record in sorted(records.items()) if record.edit}
        cleaned = [
            (row_id, tuple((turn, readable(text)) for turn, text in sorted(edit.items())))
            for row_id, edit in edits.items()
        ]
        return HandRows(drop, keep, tuple(cleaned))

    def sync(self) -> bool:
        """Take over what was decided since the last call, here or elsewhere; True where a row of this dataset is concerned."""
        held = book()
        where = str(held.path)
        if held.version() == self._seen and where == self._book:
            return False
        with self._loaded.lock:
            version = held.version()
            is_other = version < self._seen or where != self._book
            changed = held.since(0 if is_other else self._seen)
            self._book = where
            if is_other:  # what this book does not say is no longer decided
                said = {record.key for record in changed}
                changed += [Record(one.key) for one in self.records.values() if one.key not in said]
            self._seen = version
            return self._apply(changed)

    def forget(self) -> None:
        """The table was made anew or got more rows: the next `sync` sets the columns from the whole book."""
        self._seen, self._book, self._places = 0, "", {}

    def keys(self, row_ids: Iterable[int]) -> dict[int, RowKey]:
        """What rows are known by."""
        wanted = sorted(set(row_ids))
        if not wanted:
            return {}
        # Their digests first, from their own parts; then how many rows before each say the same.
        parts = self._loaded.parts_of(wanted)
        ids = pa.table({"row_id": pa.array(wanted, pa.int64())})
        found = self._loaded.query(
            f"SELECT row_id, content FROM ({self._contents(parts)}) SEMI JOIN wanted USING (row_id)",
            beside={"wanted": ids},
        )
        contents = set(found["content"].to_pylist())
        listed = self._listed(contents)
        chosen = set(wanted)
        return {row_id: key for key, row_id in listed.items() if row_id in chosen}

    def places(self, keys: Iterable[RowKey]) -> dict[RowKey, int]:
        """Which rows are known by these, of those that the dataset has."""
        wanted = set(keys)
        return {key: row_id for key, row_id in self._listed({key.content for key in wanted}).items() if key in wanted}

    def _apply(self, changed: Sequence[Record]) -> bool:
        unknown = {record.key.content for record in changed if record.key not in self._places}
        self._places.update(self._listed(unknown))
        found = {self._places[record.key]: record for record in changed if record.key in self._places}
        if not found:
            return False
        # Others may be going through the records just now: these are new ones.
        records = {**self.records, **found}
        self.records = {row_id: record for row_id, record in records.items() if not record.is_empty}
        rows = list(found.values())
        self._loaded.set_hand(
            pa.table(
                {
                    "row_id": pa.array(list(found), pa.int64()),
                    "decision": pa.array([record.decision for record in rows], pa.string()),
                    "marked": pa.array([record.marked for record in rows], pa.bool_()),
                    "note": pa.array([readable(record.note) or None for record in rows], pa.string()),
                    "edited": pa.array([bool(record.edit) for record in rows], pa.bool_()),
                }
            )
        )
        return True

    def _listed(self, contents: Collection[bytes]) -> dict[RowKey, int]:
        """Every row of the dataset that says one of these, by its key."""
        if not contents:
            return {}
        occurrence = alias("occurrence")
        keys = pa.table({"content": pa.array(sorted(contents), pa.binary(KEY_BYTES)).cast(pa.binary())})
        found = self._loaded.query(
            f"SELECT row_id, content, row_number() OVER (PARTITION BY content ORDER BY row_id) - 1 AS {occurrence} "
            f"FROM ({self._contents(None)}) SEMI JOIN wanted USING (content)",
            beside={"wanted": keys},
        )
        return {
            RowKey(content, number): row_id
            for row_id, content, number in zip(*(found.column(i).to_pylist() for i in range(3)), strict=True)
        }
