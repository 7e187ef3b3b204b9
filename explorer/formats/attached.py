"""Images, videos and audios that stand beside the turns of a row, in fields of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explorer.conversation import Conversation
from explorer.formats import fields
from explorer.formats.format import Reader, filling
from explorer.formats.values import parsed

_KINDS = {
    "image": "images", "images": "images", "video": "videos", "videos": "videos", "audio": "audios", "audios": "audios",
}  # fmt: skip


def names_of(value: Mapping[str, Any]) -> dict[str, str]:
    """Fields of a row that hold media -> the kind's name: images, videos or audios."""
    found = {name: _KINDS.get(fields.normalise(name), "") for name in value if "media" in fields.parts_of(name)}
    return {name: kind for name, kind in found.items() if kind and value[name] is not None}


def fill(conversation: Conversation, value: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Take the media of a row into its conversation."""
    held: dict[str, list[Any]] = {}
    for name, kind in names.items():
        if listed := _listed(value.get(name)):
            held.setdefault(kind, []).extend(listed)
    if held:
        conversation.attached = held


def _listed(held: Any) -> list[Any]:
    if isinstance(held, str):
        inner = parsed(held) if held.lstrip().startswith("[") else None
        held = inner if isinstance(inner, list) else [held] if held else []
    elif not isinstance(held, list | tuple):
        held = [held]
    return [one for one in held if one is not None]


def with_attached(reader: Reader, value: Mapping[str, Any]) -> Reader:
    """The reader, which takes media along where rows of this shape have any."""
    names = names_of(value)
    return filling(reader, lambda conversation, row: fill(conversation, row, names)) if names else reader
