"""What a judgement points at: the words of the row that made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Part = Literal["text", "reasoning", "tool_calls", "tools"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding in one row.

    column: name of the column that it explains. said: what was found, in a few plain words, without markup.
    turn: position in `Conversation.turns`, -1 for the row as a whole (then start = end = 0).
    part: which text of the turn; `tools` are the row's declared tools.
    start, end: characters of that text, end exclusive; equal where nothing is to be marked.
    """

    column: str
    said: str
    turn: int = -1
    start: int = 0
    end: int = 0
    part: Part = "text"
