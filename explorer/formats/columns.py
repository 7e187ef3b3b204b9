"""Rows whose dialogue stands in several columns: numbered ones, or lists side by side."""

from __future__ import annotations

from typing import Any

from explorer.conversation import ASSISTANT, PROMPT_ONLY, SYSTEM, USER, Conversation
from explorer.formats import fields
from explorer.formats.format import Reader
from explorer.formats.messages import read_turns
from explorer.formats.numbered import numbered, numbered_keys
from explorer.formats.shapes import is_dialogue, rows_of, said_in, side_by_side
from explorer.formats.sidecars import Sidecars
from explorer.formats.speakers import is_role_key, is_speaker
from explorer.formats.values import parsed

_FLAT, _FIRST, _NUMBERED, _BARE = 0.86, 0.86, 0.72, 0.5


def detect(value: dict[str, Any]) -> float:
    """How well a row fits turns in columns."""
    beside = side_by_side(value)
    if beside is not None:
        return _FLAT
    keys = numbered_keys(tuple(value))
    if not keys or numbered(value) is None:
        return 0.0
    first, side = keys[0][0]
    if side == "turn" and all(
        isinstance(value[name], dict) and is_dialogue([value[name]]) for ((name, _),) in keys[:1]
    ):
        return _FIRST  # messages, each in a column of its own
    if len(keys) > 1 and side != "turn" and not first[-1:].isdigit():
        return _FIRST  # its first pair alone would be a row of another format
    return _NUMBERED if len(keys) > 2 or side != "turn" else _BARE


def _opened(item: Any) -> Any:
    """The message that one side of a pair holds as JSON text; any other item as it is."""
    held = next(iter(item.values())) if isinstance(item, dict) and len(item) == 1 else None
    inner = parsed(held) if isinstance(held, str) and held[:1] == "{" else None
    return inner if isinstance(inner, dict) and "role" in inner and "content" in inner else item


def prepare(value: dict[str, Any]) -> Reader:
    """A reader of the row's columns."""
    beside = side_by_side(value)
    if beside is not None:
        names, prefix = beside
    else:
        names, prefix = tuple(name for keys in numbered_keys(tuple(value)) for name, _ in keys), ""
    plain = bool(prefix) or any(is_speaker(name) or is_role_key(name) for name in names) or beside is None
    rest = {name: item for name, item in value.items() if name not in names and isinstance(item, str)}
    context = fields.best(rest, "context") if beside is not None and not prefix else ""
    sidecars = Sidecars({name: item for name, item in value.items() if name not in names})
    consumed = frozenset((*names, *sidecars.consumed, *((context,) if context else ())))
    start = len(prefix)

    def read(row: dict[str, Any]) -> Conversation | None:
        if beside is None:
            items = numbered({name: row.get(name) for name in names})
        else:
            # Without what the names have in common, the columns are an object of lists.
            held = {name[start:].strip("._*:/-[]"): said_in(row.get(name)) for name in names}
            items = rows_of(held)
        # One question and one answer, each wrapped in a list, are a pair and no dialogue.
        if not items or (len(items) == 1 and beside is not None and not prefix):
            return None
        items = [_opened(item) for item in items]
        turns, media, notes, sure = read_turns(items)
        if context and turns[0].role == USER and isinstance(more := row.get(context), str) and more:
            turns[0].text = f"{more}\n\n{turns[0].text}"
        if not turns or turns[0].role != SYSTEM:
            turns = sidecars.system_turns(row) + turns
        asks = beside is None and len(items) > 1 and all(turn.role == USER for turn in turns)
        return Conversation(
            PROMPT_ONLY if asks else "columns",
            tuple(turns),
            consumed,
            sidecars.tools_of(row),
            media=max(media, sidecars.media_of(row)),
            sure=sure and plain and any(turn.role == ASSISTANT for turn in turns),
            notes=notes,
        )

    return read
