"""What one pass over a list of messages finds out beside its turns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.formats.shapes import are_said_by, labels_of
from explorer.formats.speakers import role_of


class Reading:
    """What one pass over a list of messages gathers beside its turns.

    strange: names of speakers that no table has. labels: (speaker, where what is said begins) of each item, where they are
    bare texts that open with a label or pairs of a speaker and a text; None elsewhere.
    by_speaker: whether the last message names who speaks, not a role. sure: whether every speaker is known.
    thought: reasoning that came as an item of its own, for the assistant's next turn. calling: number of turns after the
    last call that came as an item of its own: a call that follows at once is made beside it.
    """

    __slots__ = ("by_speaker", "calling", "labels", "media", "notes", "strange", "sure", "thought")

    def __init__(self, items: Sequence[Any]) -> None:
        self.by_speaker = False
        self.calling = 0
        self.media = 0
        self.notes: list[str] = []
        self.strange: dict[str, None] = {}
        self.sure = True
        self.thought = ""
        self.labels: list[tuple[str, int]] | None = None
        first = items[0] if items else None
        if isinstance(first, dict):
            return
        if all(isinstance(item, str) for item in items):
            self.labels = labels_of(items)
        elif are_said_by(items):
            self.labels = [(item[0], 0) for item in items]

    def note(self, text: str) -> None:
        """Remember an oddity, once."""
        if text not in self.notes:
            self.notes.append(text)

    def role(self, said: str) -> tuple[str, bool]:
        """(role, whether the message is a call of a tool) of a speaker's name; the name itself where no table has it."""
        role, is_call = role_of(said.strip())
        if role:
            return role, is_call
        self.strange[said] = None
        self.sure = False
        return said, False
