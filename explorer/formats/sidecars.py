"""What stands beside the turns in a row: system text, declared tools, images, a label."""

from __future__ import annotations

from typing import Any

from explorer.conversation import SYSTEM, Turn
from explorer.formats import fields
from explorer.formats.content import text_of_blocks
from explorer.formats.values import media_count, parsed, tools_text


class Sidecars:
    """Names of a row's fields that every dialect may have.

    system: field with system text, "" where none. tools: field with declared tools. media: fields that point to
    images, videos or audio. `consumed` lists those whose content goes into a conversation's texts.
    """

    __slots__ = ("consumed", "media", "system", "tools")

    def __init__(self, value: dict[str, Any]) -> None:
        self.system = fields.best(value, "system")
        self.tools = fields.best(value, "tools")
        self.media = tuple(
            name for name, item in value.items() if "media" in fields.parts_of(name) and item is not None
        )
        self.consumed = tuple(name for name in (self.system, self.tools) if name)

    def __bool__(self) -> bool:
        return bool(self.system or self.tools or self.media)

    def system_turns(self, value: dict[str, Any]) -> list[Turn]:
        """The system turn of the row's own system field; none where it is empty."""
        if not self.system:
            return []
        text = text_of_blocks(value.get(self.system))
        return [Turn(SYSTEM, text)] if text else []

    def tools_of(self, value: dict[str, Any]) -> str:
        """Declared tools as JSON text."""
        return tools_text(value.get(self.tools)) if self.tools else ""

    def media_of(self, value: dict[str, Any]) -> int:
        """Number of media the row points to."""
        return sum(media_count(value.get(name)) for name in self.media)


def items_of(value: Any) -> list[Any] | None:
    """A list, be it a list or the JSON text of one; None elsewhere."""
    if isinstance(value, str):
        value = parsed(value)
    return list(value) if isinstance(value, list | tuple) else None
