"""What is kept of one row, and what changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypedDict

Decision = Literal["keep", "drop"]
DECISIONS: tuple[Decision, ...] = ("keep", "drop")

FIELDS = ("decision", "marked", "note", "edit")
"""What a change may set."""


class RowKey(NamedTuple):
    """content: see `content_keys`. occurrence: 0 for the first of the rows of a dataset that say this, 1 for the second …"""

    content: bytes
    occurrence: int


class Record(NamedTuple):
    """What was decided of a row.

    edit: position of a turn -> its corrected text. who, via: the person, and the session or command. at: seconds since
    1970. dataset: name of the dataset in which it was decided last. version: grows with every change of any record.
    """

    key: RowKey
    decision: Decision | None = None
    marked: bool = False
    note: str = ""
    edit: Mapping[int, str] = {}
    who: str = ""
    via: str = ""
    at: float = 0.0
    dataset: str = ""
    version: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is decided (any more)."""
        return not (self.decision or self.marked or self.note or self.edit)

    @property
    def content(self) -> dict[str, Any]:
        """What was decided, as it is kept in the journal: only what is set."""
        found: dict[str, Any] = {}
        if self.decision:
            found["decision"] = self.decision
        if self.marked:
            found["marked"] = True
        if self.note:
            found["note"] = self.note
        if self.edit:
            found["edit"] = {str(turn): text for turn, text in sorted(self.edit.items())}
        return found


class Change(TypedDict, total=False):
    """The fields that are set; those that are missing stay as they are."""

    decision: Decision | None
    marked: bool
    note: str
    edit: Mapping[int, str]
