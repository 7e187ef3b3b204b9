"""What several trainers ask of a row."""

from __future__ import annotations

import json
from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, USER, Conversation
from explorer.trainers.trainer import FINE, Struck
from explorer.trainers.written import TEXTS, field, has_field, messages

CHATS = frozenset(("messages", "sharegpt"))
FLAT = frozenset(("alpaca", "qa", "prompt_completion"))
PAIRS = frozenset(("preference", "kto"))
_NOT_TEXT = ("content ", "value ", "a message has no content")  # how remarks of the decoder begin

UNSTRUCK = Struck(FINE)


def refused_turn(conversation: Conversation) -> int:
    """The first turn that a template which wants user and assistant in turn refuses; -1 where it takes all."""
    if conversation.dialect in TEXTS:
        return -1  # no template is applied
    turns = conversation.turns
    first = 1 if turns and turns[0].role == SYSTEM else 0
    for position in range(first, len(turns)):
        if turns[position].role != (ASSISTANT if (position - first) % 2 else USER):
            return position
    return -1


def content_not_text(row: Conversation) -> Struck:
    """Content that is null, a number or an object: the decoder remarked on it."""
    if not any(note.startswith(_NOT_TEXT) for note in row.notes):
        return UNSTRUCK
    for position, turn in enumerate(row.turns):
        if not turn.text and not turn.tool_calls:
            return Struck("content_not_text", position)
    return Struck("content_not_text")


def content_in_parts(row: Conversation) -> Struck:
    """The first message whose content is a list of parts, where it is no call that takes the content's place."""
    for message in messages(row) or ():
        if type(message.held) in (list, dict) and not message.fields.get("tool_calls"):
            return Struck("content_not_text", message.turn)
    return UNSTRUCK


def odd_field(row: Conversation, part: str) -> bool:
    """Whether the field that plays a part is there, and no text."""
    return has_field(row, part) and type(field(row, part)) is not str


def unread_tools(row: Conversation) -> bool:
    """Whether the field of declared tools is a text that is no JSON, an empty one too."""
    held = field(row, "tools")
    if type(held) is not str:
        return False
    try:
        json.loads(held)
    except (ValueError, RecursionError):
        return True
    return False


def loaded(text: str) -> Any:
    """The JSON value of a text; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def calls(text: str) -> list[Any]:
    """The calls of a turn's `tool_calls`: name and arguments, without what is around them."""
    found = loaded(text)
    listed = found if isinstance(found, list) else [found]
    return [call.get("function", call) if isinstance(call, dict) else call for call in listed]


def call_ids(text: str) -> list[str]:
    """The ids of the calls of a turn's `tool_calls`, in order; "" for a call without one."""
    found = loaded(text)
    listed = found if isinstance(found, list) else [found]
    held = [call.get("id") if isinstance(call, dict) else None for call in listed]
    return [one if isinstance(one, str) else "" for one in held]
