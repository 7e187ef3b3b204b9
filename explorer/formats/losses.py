"""What of a conversation a dialect has no place for: written without it, and counted by kind."""

from __future__ import annotations

from typing import Any, NamedTuple

NAMES = "names of speakers"
WEIGHTS = "marks of what the loss counts"
MEDIA = "images, audio or video"
CALL_IDS = "ids of calls"
TOOLS = "declared tools"
REJECTED = "rejected answers"
LABELS = "labels"
REASONING = "reasoning"

KINDS = (NAMES, WEIGHTS, MEDIA, CALL_IDS, TOOLS, REJECTED, LABELS, REASONING)
"""Every kind, as users read it."""


class Written(NamedTuple):
    """A row of a dialect, and the kinds of what it had no place for, each once."""

    row: dict[str, Any]
    lost: tuple[str, ...] = ()


class Lost:
    """Gathers kinds while a row is written."""

    def __init__(self) -> None:
        self._kinds: dict[str, None] = {}

    def add(self, kind: str, there: object = True) -> None:
        """Note a kind, where there is something of it."""
        if there:
            self._kinds[kind] = None

    def written(self, row: dict[str, Any]) -> Written:
        """The row with what was noted, in the order of `KINDS`."""
        return Written(row, tuple(kind for kind in KINDS if kind in self._kinds))
