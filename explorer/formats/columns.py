"""Rows whose dialogue stands in several columns: numbered ones, or lists side by side."""

from __future__ import annotations

from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, Conversation
from explorer.formats.format import Reader
from explorer.formats.messages import read_turns
from explorer.formats.shapes import numbered, numbered_keys, side_by_side
from explorer.formats.sidecars import Sidecars

_FLAT, _NUMBERED, _BARE = 0.86, 0.72, 0.5


def detect(value: dict[str, Any]) -> float:
    """How well a row fits turns in columns."""
    beside = side_by_side(value)
    if beside is not None:
        names, prefix = beside
        # One question and one answer, each wrapped in a list, are a pair and no dialogue.
        return _FLAT if prefix or len(value[names[0]]) > 1 else 0.0
    keys = numbered_keys(tuple(value))
    if not keys:
        return 0.0
    _, side = keys[0][0]
    return _NUMBERED if len(keys) > 2 or side != "turn" else _BARE


def prepare(value: dict[str, Any]) -> Reader:
    """A reader of the row's columns."""
    beside = side_by_side(value)
    if beside is not None:
        names, prefix = beside
    else:
        names, prefix = tuple(name for keys in numbered_keys(tuple(value)) for name, _ in keys), ""
    sidecars = Sidecars({name: item for name, item in value.items() if name not in names})
    consumed = frozenset((*names, *sidecars.consumed))
    start = len(prefix)

    def read(row: dict[str, Any]) -> Conversation | None:
        if beside is None:
            items = numbered({name: row.get(name) for name in names})
        else:
            # Without what the names have in common, the columns are an object of lists.
            held = {name[start:].strip("._*:/-[]"): row.get(name) for name in names}
            length = max((len(item) for item in held.values() if isinstance(item, list)), default=0)
            items = [
                {key: item[place] for key, item in held.items() if isinstance(item, list) and place < len(item)}
                for place in range(length)
            ]
        if not items:
            return None
        turns, media, notes, sure = read_turns(items)
        if not turns or turns[0].role != SYSTEM:
            turns = sidecars.system_turns(row) + turns
        return Conversation(
            "columns",
            tuple(turns),
            consumed,
            sidecars.tools_of(row),
            media=max(media, sidecars.media_of(row)),
            sure=sure and any(turn.role == ASSISTANT for turn in turns),
            notes=notes,
        )

    return read
