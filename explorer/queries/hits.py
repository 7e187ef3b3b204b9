"""Where in its row a searched text stands: whose turn it is, and the words around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from explorer.conversation import Conversation
from explorer.errors import ExplorerError
from explorer.store import Dataset

AROUND = 70
"""Characters of a snippet on each side of what was found."""


class Hit(NamedTuple):
    """The first place of a text in a row. role: of the turn. turn: its number from 0, -1 for what stands beside the turns."""

    role: str
    turn: int
    text: str


def first_hits(dataset: Dataset, ids: Sequence[int], wanted: Sequence[tuple[str, str]]) -> dict[int, Hit]:
    """The first hit in each row that has one. wanted: (text, role or ""), any of which is looked for, whatever the case of letters.

    For the rows of one screen: each is read from its source. Rows that cannot be read have no hit.
    """
    found: dict[int, Hit] = {}
    for row_id in ids:
        try:
            hit = _first(dataset.source.conversation(row_id), wanted)
        except (ExplorerError, OSError):
            continue
        if hit is not None:
            found[row_id] = hit
    return found


def _first(conversation: Conversation, wanted: Sequence[tuple[str, str]]) -> Hit | None:
    for number, turn in enumerate(conversation.turns):
        said = turn.rendered()
        for needle, role in wanted:
            if role in ("", turn.role) and (at := find(said, needle)) >= 0:
                start, end = max(0, at - AROUND), at + len(needle) + AROUND
                before, after = "…" if start else "", "…" if end < len(said) else ""
                return Hit(turn.role, number, f"{before}{said[start:end]}{after}")
    return None


def find(text: str, needle: str) -> int:
    """Where the needle stands in the text, whatever the case of letters; -1 where it does not."""
    at = text.find(needle)
    if at >= 0:
        return at
    lower = text.lower()
    # Letters that grow in lower case would shift the place; such texts are looked at as they stand.
    return lower.find(needle.lower()) if len(lower) == len(text) else -1
