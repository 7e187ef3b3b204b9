"""LangChain's messages, as LangSmith and its exports write them down."""

from __future__ import annotations

from typing import Any

from explorer.formats.envelopes.envelope import Messages, call

_ROLES = {
    "human": "user", "humanmessage": "user", "ai": "assistant", "aimessage": "assistant", "system": "system",
    "systemmessage": "system", "tool": "tool", "toolmessage": "tool", "function": "tool", "functionmessage": "tool",
    "user": "user", "assistant": "assistant", "gemini": "assistant", "model": "assistant", "humanmessagechunk": "user", "aimessagechunk": "assistant",
}  # fmt: skip


def _written(item: Any) -> tuple[str, dict[str, Any]] | None:
    """(role, the message's own fields) of one serialised message; None where it is none."""
    if not isinstance(item, dict):
        return None
    if isinstance(item.get("kwargs"), dict) and isinstance(item.get("id"), list) and item["id"]:
        held, kind = item["kwargs"], item["id"][-1]
    elif isinstance(item.get("data"), dict) and "content" in item["data"]:
        held, kind = item["data"], item.get("type")
    else:
        held, kind = item, item.get("type")
        if "role" in item or "content" not in item:
            return None
    role = _ROLES.get(kind.lower()) if isinstance(kind, str) else None
    return (role, held) if role else None


def is_messages(items: list[Any]) -> bool:
    """Whether a list holds serialised messages of LangChain."""
    return bool(items) and all(_written(item) is not None for item in items)


def messages_of(items: list[Any]) -> Messages:
    """Serialised messages in OpenAI's form."""
    found: Messages = []
    for item in items:
        written = _written(item)
        if written is None:
            continue
        role, held = written
        message: dict[str, Any] = {"role": role, "content": held.get("content")}
        more = held.get("additional_kwargs")
        more = more if isinstance(more, dict) else {}
        calls = held.get("tool_calls") or more.get("tool_calls")
        if isinstance(calls, list) and calls:
            message["tool_calls"] = [
                call(one.get("name"), one.get("args"), one.get("id"))
                if isinstance(one, dict) and "args" in one
                else one
                for one in calls
            ]
        elif isinstance(more.get("function_call"), dict):
            message["function_call"] = more["function_call"]
        thought = more.get("reasoning_content")
        if isinstance(thought, str) and thought:
            message["reasoning_content"] = thought
        for name in ("name", "tool_call_id"):
            if isinstance(held.get(name), str):
                message[name] = held[name]
        found.append(message)
    return found
