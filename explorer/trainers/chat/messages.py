"""A row as the messages that a chat template is given."""

from __future__ import annotations

import json
from typing import Any

from explorer.conversation import Conversation
from explorer.trainers.rows import loaded
from explorer.trainers.written import Message, field, messages


def chat_messages(
    row: Conversation, names: dict[str, str] | None = None, *, system_field: bool = True
) -> list[dict[str, Any]]:
    """The row's messages: as written, with `role` and `content` as names, or made from its turns where it has no messages.

    names: what becomes of a role's name. system_field: whether a system text beside the messages is the first of them.
    """
    said = messages(row)
    made = [_as_written(message) for message in said] if said is not None else [_made(turn) for turn in row.turns]
    if system_field and said is not None and len(said) < len(row.turns):
        made.insert(0, {"role": "system", "content": row.turns[0].text})
    for message in made:
        role = message.get("role")
        if names is not None and isinstance(role, str):
            message["role"] = names.get(role, role)
    return made


def _as_written(message: Message) -> dict[str, Any]:
    rest = {key: value for key, value in message.fields.items() if key not in ("role", "from", "content", "value")}
    return {"role": message.name, "content": message.held, **json.loads(json.dumps(rest, default=str))}


def _made(turn: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"role": turn.role, "content": turn.text}
    if turn.reasoning:
        made["reasoning_content"] = turn.reasoning
    if turn.tool_calls:
        made["tool_calls"] = loaded(turn.tool_calls) or []
    return made


def declared_tools(row: Conversation) -> list[Any]:
    """The tools that a row declares, as a list."""
    held = field(row, "tools")
    if isinstance(held, str):
        held = loaded(held)
    return held if isinstance(held, list) else []
