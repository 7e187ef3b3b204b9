"""The row as its file has it: trainers read that, not the conversation that this project makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from explorer.conversation import ASSISTANT, SYSTEM, Conversation, Turn

CALL = "call"
"""The kind of a turn that is nothing but a call of a tool, where the source has a name of its own for that."""
_NAMES, _TEXTS = ("role", "from"), ("content", "value")


TEXTS = frozenset(("text", "transcript"))  # a dialogue written out in one text is a text to all but this project


class Message(NamedTuple):
    """One message as written.

    name: of its speaker, None where the message has no such field. kind: what that speaker is: one of `ROLES`, `CALL`, or
    the name itself where nobody knows it. held: its content. fields: the message. turn: the place of the turn that it became.
    """

    name: Any
    kind: str
    held: Any
    fields: dict[str, Any]
    turn: int


def field(row: Conversation, part: str) -> Any:
    """The value of the field that plays a part, as written; None where there is none."""
    if type(row.written) is not dict:
        return None
    return row.written.get(row.parts.get(part, ""))


def has_field(row: Conversation, part: str) -> bool:
    """Whether the row itself, and not an object within it, has the field that plays a part."""
    return type(row.written) is dict and row.parts.get(part, "") in row.written


def stands_within(row: Conversation, *parts: str) -> bool:
    """Whether one of these parts was read out of a field that holds more than it, so that no trainer can be told of a field."""
    return type(row.written) is dict and any(part in row.parts and not has_field(row, part) for part in parts)


_TOLD = (("messages",), ("prompt", "response"), ("chosen", "rejected"))


def has_own_fields(row: Conversation) -> bool:
    """Whether fields of the row are its messages, its prompt and answer, or its text: a trainer must be told no more than names."""
    if row.dialect in TEXTS or type(row.written) is not dict:
        return row.dialect != "unknown"
    return any(all(has_field(row, part) for part in parts) for parts in _TOLD)


_latest: tuple[Conversation | None, list[Message] | None] = (None, None)
"""The row whose messages were asked for last: all trainers ask about one row before the next comes."""


def messages(row: Conversation) -> list[Message] | None:
    """The messages as written; None where the row has no list of objects that became its turns one by one."""
    global _latest
    held = _latest
    if held[0] is row:
        return held[1]
    found = _messages(row)
    _latest = (row, found)
    return found


def _messages(row: Conversation) -> list[Message] | None:
    held = field(row, "messages")
    if type(held) is not list or not all(type(item) is dict for item in held):
        return None
    turns = row.turns
    extra = len(turns) - len(held)  # a system text from a field of its own is a turn, and no message
    if extra not in (0, 1) or (extra and turns[0].role != SYSTEM):
        return None
    found: list[Message] = []
    for place, item in enumerate(held, start=extra):
        turn = turns[place]
        calls = turn.role == ASSISTANT and turn.tool_calls and "tool_calls" not in item
        kind = CALL if calls and not turn.text and "function_call" not in item else turn.role
        name = next((item[key] for key in _NAMES if key in item), None)
        content = next((item[key] for key in _TEXTS if key in item), None)
        found.append(Message(name, kind, content, item, place))
    return found


def message_names(row: Conversation) -> tuple[str, str]:
    """The names that all messages of the row's dialect have: for who speaks, and for what is said."""
    return ("from", "value") if row.dialect == "sharegpt" else ("role", "content")


def by_turn(row: Conversation) -> dict[int, Message]:
    """The messages as written, by the place of the turn that each became; none where the row has no list of them."""
    return {message.turn: message for message in (messages(row) or ())}


def turns_with_calls(row: Conversation) -> Iterator[tuple[int, Turn, Message | None]]:
    """(place, turn, the message that it was, where the row has one) of each turn that calls a tool."""
    said = by_turn(row)
    for place, turn in enumerate(row.turns):
        if turn.tool_calls:
            yield place, turn, said.get(place)


def not_a_list(row: Conversation) -> bool:
    """Whether the messages stand in the row as text, which most trainers do not read."""
    return type(field(row, "messages")) is str
