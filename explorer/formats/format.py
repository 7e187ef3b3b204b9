"""What a format is: a named way to read rows into conversations, and maybe to write them back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from explorer.conversation import UNKNOWN, Conversation
from explorer.formats.losses import Written

Reader = Callable[[Any], "Conversation | None"]
"""Reads one row. None says "not mine after all": the next best format is tried."""

Writer = Callable[[Conversation], Written]
"""Writes one conversation as a row, and tells what it had no place for. Raises `MappingError` where turns would change."""


def filling(reader: Reader, fill: Callable[[Conversation, dict[str, Any]], None]) -> Reader:
    """A reader that adds to what another has read: `fill` takes the conversation and its row."""

    def read(row: dict[str, Any]) -> Conversation | None:
        conversation = reader(row)
        if conversation is not None:
            fill(conversation, row)
        return conversation

    return read


@dataclass(frozen=True)
class Format:
    """A dialect of SFT data.

    name: the value of the `dialect` column. label: short words for people. help: which fields make it.
    detect: how well a row fits, 0 (not at all) to 1; looks at field names and types of values only, so that
        what it finds holds for every row with the same names and types.
    prepare: makes a `Reader` for all rows with the names and types of the one given; called where `detect`
        is above 0.
    encode: writes a conversation in this dialect; None where the dialect is read only.
    """

    name: str
    label: str
    help: str
    detect: Callable[[dict[str, Any]], float]
    prepare: Callable[[dict[str, Any]], Reader]
    encode: Writer | None = None

    def decode(self, value: dict[str, Any]) -> Conversation:
        """The row read by this format, whatever others may think; dialect `unknown` where it does not fit."""
        conversation = self.prepare(value)(value) if self.detect(value) > 0 else None
        return conversation if conversation is not None else Conversation(UNKNOWN, (), sure=False)
