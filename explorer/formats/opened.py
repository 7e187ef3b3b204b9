"""The list of messages in whatever holds it: a list, an object of lists, numbered keys, an object with a list in it."""

from __future__ import annotations

from typing import Any

from explorer.formats.numbered import numbered
from explorer.formats.shapes import MESSAGE, PAIR, rows_of, shape_of

_HOLDERS = ("messages", "turns", "conversations", "conversation", "dialogue", "dialog", "chat", "items")


def _counted(value: dict[Any, Any]) -> list[Any] | None:
    """The messages of an object whose keys count them: `{"0": {…}, "1": {…}}`."""
    keys = [key for key in value if isinstance(key, str) and key.isdecimal() and len(key) < 6]
    if len(keys) != len(value) or not keys or not all(isinstance(value[key], dict) for key in keys):
        return None
    places = [int(key) for key in keys]
    return (
        [value[key] for key in keys]
        if places[0] < 2 and places == [*range(places[0], places[0] + len(places))]
        else None
    )


def messages_in(value: Any) -> tuple[list[Any], str] | None:
    """(messages, system text beside them) of a value that holds a dialogue in any form: a list, an object of lists, numbered
    keys, a list within an object, one message or pair; None where it holds none.
    """
    if isinstance(value, list | tuple):
        if len(value) == 1 and isinstance(value[0], list) and any(isinstance(item, dict | list) for item in value[0]):
            return value[0], ""
        return list(value), ""
    if not isinstance(value, dict):
        return None
    rows = rows_of(value) or numbered(value) or _counted(value)
    if rows is not None:
        system = value.get("system")
        return rows, system if isinstance(system, str) else ""
    shape = shape_of(tuple(value))
    inner = next((key for key in _HOLDERS if isinstance(value.get(key), list)), "")
    if inner and (shape.kind not in (MESSAGE, PAIR) or not shape.role):
        system = value.get("system") or value.get("system_prompt")
        return list(value[inner]), system if isinstance(system, str) else ""
    return [value], ""
