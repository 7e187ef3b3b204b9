"""What stands beside the turns in a row: system text, declared tools, images, a label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.conversation import SYSTEM, Turn
from explorer.formats import fields
from explorer.formats.call_marks import tools_in
from explorer.formats.content import text_of_blocks
from explorer.formats.values import is_switch, media_count, parsed, tools_text

_LABEL = "SYSTEM:"  # Glaive writes the speaker before the system text too


class Sidecars:
    """Names of a row's fields that every dialect may have.

    system: field with system text, "" where none. tools: field with declared tools. media: fields that point to
    images, videos or audio. `consumed` lists those whose content goes into a conversation's texts.
    """

    __slots__ = ("consumed", "media", "system", "tools")

    def __init__(self, value: dict[str, Any]) -> None:
        self.system = fields.best(value, "system") or ("prefix" if "plain_text" in value and "prefix" in value else "")
        self.tools = fields.best(value, "tools")
        self.media = tuple(
            name for name, item in value.items() if "media" in fields.parts_of(name) and item is not None
        )
        self.consumed = tuple(name for name in (self.system, self.tools) if name)

    def __bool__(self) -> bool:
        return bool(self.system or self.tools or self.media)

    def parts(self) -> dict[str, str]:
        """The fields by the part that each plays."""
        return {part: name for part, name in (("system", self.system), ("tools", self.tools)) if name}

    def system_turns(self, value: dict[str, Any]) -> list[Turn]:
        """The system turn of the row's own system field; none where it is empty."""
        if not self.system:
            return []
        held = value.get(self.system)
        if type(held) is not str:
            held = "" if isinstance(held, bool | int | float) else text_of_blocks(held)
        text = held.removeprefix(_LABEL).lstrip() if held.startswith(_LABEL) else held
        return [Turn(SYSTEM, text)] if text else []

    def tools_of(self, value: dict[str, Any]) -> str:
        """Declared tools as JSON text."""
        held = value.get(self.tools) if self.tools else None
        return "" if held is None or is_switch(held) else tools_text(held)

    def media_of(self, value: dict[str, Any]) -> int:
        """Number of media the row points to."""
        return sum(0 if is_switch(held := value.get(name)) else media_count(held) for name in self.media)


def items_of(value: Any) -> list[Any] | None:
    """A list, be it a list or the JSON text of one; None elsewhere."""
    if isinstance(value, str):
        value = parsed(value)
    return list(value) if isinstance(value, list | tuple) else None


def tools_within(held: Any, turns: Sequence[Turn]) -> str:
    """Tools that the first message declares, as GLM-4 has them in its system message, or that its text holds in tags."""
    first = held[0] if isinstance(held, list) and held else None
    declared = tools_text(first.get("tools") or first.get("functions")) if isinstance(first, dict) else ""
    return declared or (tools_in(turns[0].text) if turns[0].role == SYSTEM else "")
