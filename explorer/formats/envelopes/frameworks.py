"""Conversations as frameworks for agents write them down: Pydantic AI's requests and responses, the Agent Data Protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.formats.envelopes.envelope import Envelope, Messages, Opened, Row, call, first_of, result

_SAYS = {"system-prompt": "system", "user-prompt": "user", "retry-prompt": "user"}


def _pydantic(record: Row) -> Opened | None:
    """Pydantic AI: requests and responses of parts, which say themselves what they are."""
    held = record["messages"]
    if not isinstance(held, list) or not held or not all(isinstance(one, dict) and _is_of_parts(one) for one in held):
        return None
    messages: Messages = []
    for one in held:
        answer: Row = {"role": "assistant", "content": ""}
        for part in one["parts"]:
            _add_part(part, answer, messages)
        if len(answer) > 2 or answer["content"]:
            messages.append(answer)
    return Opened({"messages": messages}, ("messages",)) if messages else None


def _is_of_parts(one: Row) -> bool:
    parts = one.get("parts")
    return isinstance(parts, list) and all(isinstance(part, dict) and "part_kind" in part for part in parts)


def _add_part(part: Row, answer: Row, messages: Messages) -> None:
    kind, said = str(part["part_kind"]), part.get("content")
    if kind in _SAYS:
        messages.append({"role": _SAYS[kind], "content": said})
    elif kind == "tool-return":
        messages.append(result(said, part.get("tool_name"), part.get("tool_call_id")))
    elif kind == "tool-call":
        made = call(part.get("tool_name"), part.get("args"), part.get("tool_call_id"))
        answer["tool_calls"] = [*answer.get("tool_calls", []), made]
    elif kind == "thinking" and isinstance(said, str):
        answer["reasoning_content"] = said
    elif isinstance(said, str):
        answer["content"] = f"{answer['content']}\n\n{said}" if answer["content"] else said


def _protocol(record: Row) -> Opened | None:
    """The Agent Data Protocol: observations and actions by the name of their class."""
    held = record["content"]
    if not isinstance(held, list) or not held or not all(isinstance(one, dict) and "class_" in one for one in held):
        return None
    messages: Messages = []
    for one in held:
        messages += _of_class(str(one["class_"]), one)
    return Opened({"messages": messages}, ("content",)) if messages else None


def _of_class(kind: str, one: Row) -> Messages:
    said, told = one.get("content"), one.get("description")
    if kind.endswith("observation"):
        source = one.get("source")
        if source in ("user", "agent"):
            return [{"role": "user" if source == "user" else "assistant", "content": said}]
        return [result(said, one.get("name"))]
    made: dict[str, Any] = {"role": "assistant", "content": told if isinstance(told, str) else ""}
    if kind == "message_action":
        return [{**made, "content": said}]
    name = first_of(one, ("function", "language"))
    arguments = one.get("kwargs") if kind == "api_action" else {"code": said}
    return [{**made, "tool_calls": [call(name, arguments)]}]


def _holds(name: str, key: str) -> Callable[[Row], bool]:
    """Fits records whose field of this name is a list of objects; a look at the first saves asking most rows of most files."""

    def fits(record: Row) -> bool:
        held = record.get(name)
        if not isinstance(held, list):
            return False
        return not held or (isinstance(held[0], dict) and key in held[0])

    return fits


FRAMEWORKS: tuple[Envelope, ...] = (
    Envelope("history of Pydantic AI", _holds("messages", "parts"), _pydantic),
    Envelope("trajectory of the Agent Data Protocol", _holds("content", "class_"), _protocol),
)
