"""What a judgement found in a row, in its surroundings."""

from __future__ import annotations

from typing import NamedTuple

from explorer.conversation import Conversation
from explorer.metrics import evidence
from explorer.store import Dataset

AROUND = 160
"""Characters on each side of what was found."""


class Excerpt(NamedTuple):
    """A piece of a row. text: the piece; cut_before, cut_after: whether there is more on that side.

    said: what was found, in words. role: of the turn that the piece is from. marks: what to mark in it, (start, end).
    """

    row_id: int
    text: str
    said: str
    role: str
    cut_before: bool = False
    cut_after: bool = False
    marks: tuple[tuple[int, int], ...] = ()


def excerpt(dataset: Dataset, row_id: int, column: str = "", around: int = AROUND) -> Excerpt:
    """The piece of a row that explains why `column` is true for it; the start of its answer where nothing can be marked.

    Raises ExplorerError or OSError where the source cannot be read as it was.
    """
    conversation = dataset.source.conversation(row_id)
    found = evidence(conversation, [column]) if column else []
    said = found[0].said if found else ""
    placed = next((one for one in found if one.end > one.start and one.part != "tools"), None)
    if placed is None:
        return _start(conversation, row_id, said, around)
    turn = conversation.turns[placed.turn]
    whole = {"text": turn.text, "reasoning": turn.reasoning, "tool_calls": turn.tool_calls}[placed.part]
    start = max(0, placed.start - around)
    end = min(len(whole), min(placed.end, placed.start + 2 * around) + around)
    marks = sorted(
        (max(one.start, start) - start, min(one.end, end) - start)
        for one in found
        if (one.turn, one.part) == (placed.turn, placed.part) and one.start < end and one.end > start
    )
    return Excerpt(row_id, whole[start:end], said, turn.role, start > 0, end < len(whole), tuple(marks))


def _start(conversation: Conversation, row_id: int, said: str, around: int) -> Excerpt:
    _, prompt, response = conversation.texts()
    text, role = (response, "assistant") if response.strip() else (prompt, "user")
    return Excerpt(row_id, text[: 2 * around], said, role, cut_after=len(text) > 2 * around)
