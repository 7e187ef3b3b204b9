"""OpenAI's Responses API: items that are messages, reasoning, calls and what they gave back."""

from __future__ import annotations

from typing import Any

from explorer.formats.envelopes.envelope import Messages, as_list, call, first_of, result
from explorer.formats.values import json_text

_KINDS = ("message", "reasoning", "function_call", "function_call_output", "custom_tool_call")


def is_items(items: list[Any]) -> bool:
    """Whether a list holds items of the Responses API, and not mere messages."""
    return any(isinstance(item, dict) and item.get("type") in _KINDS for item in items)


def messages_of(items: list[Any]) -> Messages:
    """Items as messages. Reasoning and calls go to the assistant's message that they belong to."""
    found: Messages = []
    for item in items:
        if not isinstance(item, dict):
            continue
        kind = item.get("type")
        kind = kind if isinstance(kind, str) else "message"
        if kind == "message" or "role" in item:
            _add_message(found, item)
        elif kind == "reasoning":
            if thought := _thought(item):
                message = _assistant(found, fresh="content")
                before = message.get("reasoning_content", "")
                message["reasoning_content"] = f"{before}\n\n{thought}" if before else thought
        elif kind.endswith("_output"):
            output = item.get("output")
            found.append(result(_text(output) if isinstance(output, list) else output, None, item.get("call_id")))
        elif kind.endswith("_call"):
            name = item.get("name") or kind.removesuffix("_call")
            arguments = first_of(item, ("arguments", "input", "action", "query", "queries"))
            message = _assistant(found)
            made = call(name, arguments, item.get("call_id") or item.get("id"))
            message["tool_calls"] = [*message.get("tool_calls", []), made]
        else:
            found.append({"role": "assistant", "content": json_text(item)})
    return found


def _add_message(found: Messages, item: dict[str, Any]) -> None:
    message = {name: held for name, held in item.items() if name not in ("type", "id", "status")}
    content = message.get("content")
    if isinstance(content, list):
        message["content"] = [_part(part) for part in content]
    last = found[-1] if found else None
    follows = last is not None and last.get("role") == "assistant" == message.get("role")
    if last is not None and follows and not last.get("content") and "tool_calls" not in last:
        last["content"] = message.get("content")  # its reasoning came as an item before it
    else:
        found.append(message)


def _part(part: Any) -> Any:
    if isinstance(part, dict) and part.get("type") in ("input_text", "output_text", "summary_text", "refusal"):
        said = first_of(part, ("text", "refusal"))
        return {"type": "text", "text": said}
    return part


def _assistant(found: Messages, fresh: str = "") -> dict[str, Any]:
    """The assistant's message that is being said; a new one where another spoke last, or `fresh` is filled already."""
    if (
        not found
        or found[-1].get("role") != "assistant"
        or (fresh and (found[-1].get(fresh) or "tool_calls" in found[-1]))
    ):
        found.append({"role": "assistant", "content": ""})
    return found[-1]


def _thought(item: dict[str, Any]) -> str:
    for name in ("content", "summary", "text"):
        held = item.get(name)
        if isinstance(held, str) and held:
            return held
        if text := _text(as_list(held) or []):
            return text
    return ""


def _text(parts: list[Any]) -> str:
    said = (first_of(part, ("text", "output")) if isinstance(part, dict) else part for part in parts)
    return "\n\n".join(text for text in said if isinstance(text, str) and text)
