"""Sessions of coding agents as messages: Claude Code, Codex, Pi, and logs of steps that are like them."""

from __future__ import annotations

from typing import Any

from explorer.formats.envelopes import langchain, responses
from explorer.formats.envelopes.envelope import Envelope, Messages, Opened, Row, call, first_of, having, result

_ITEMS = (
    "message",
    "reasoning",
    "function_call",
    "function_call_output",
    "local_shell_call",
    "custom_tool_call",
    "custom_tool_call_output",
)
_CALLS = ("tool_use", "tool_call", "toolCall", "server_tool_use", "function_call")
_RESULTS = ("tool_result", "tool_output", "toolResult", "function_call_output", "observation")
_THOUGHTS = ("thinking", "reasoning", "thought")


def messages_of(events: list[Any]) -> tuple[Messages, int]:
    """(messages of a session's events in order, events of side chains that are left out)."""
    found: Messages = []
    last = ""
    aside = 0
    items: list[Any] = []
    for event in events:
        if not isinstance(event, dict):
            continue
        payload = event.get("payload")
        kind = event.get("type")
        kind = kind if isinstance(kind, str) else ""
        if isinstance(payload, dict):
            if kind == "response_item" and payload.get("type") in _ITEMS:
                items.append(payload)
            continue
        message = event.get("message")
        if isinstance(message, dict):
            if event.get("isSidechain") is True:
                aside += 1
                continue
            if event.get("isMeta") is True and kind != "system":
                continue
            key = message.get("id") if isinstance(message.get("id"), str) else ""
            _add(found, _of_message(message), same=bool(key) and key == last)
            last = key if isinstance(key, str) else ""
        elif kind in _ITEMS and (items or "role" in event):
            items.append(event)
        else:
            _step(found, event, kind)
    return ([*found, *responses.messages_of(items)] if items else found), aside


def _add(found: Messages, messages: Messages, *, same: bool) -> None:
    """Add messages. same: they go on with the last one, which was written in pieces, a line each."""
    for message in messages:
        before = found[-1] if found else None
        if same and before is not None and before["role"] == "assistant" == message["role"]:
            before["content"] = _joined(before.get("content"), message.get("content"))
            if "tool_calls" in message:
                before["tool_calls"] = [*before.get("tool_calls", []), *message["tool_calls"]]
            if "reasoning_content" in message:
                thoughts = [before.get("reasoning_content", ""), message["reasoning_content"]]
                before["reasoning_content"] = "\n\n".join(filter(None, thoughts))
        else:
            found.append(message)


def _joined(one: Any, other: Any) -> Any:
    if isinstance(one, str) and isinstance(other, str):
        return f"{one}\n\n{other}" if one and other else one or other
    return [*_as_parts(one), *_as_parts(other)]


def _as_parts(content: Any) -> list[Any]:
    if isinstance(content, list):
        return content
    return [{"type": "text", "text": content}] if content else []


def _of_message(message: Row) -> Messages:
    """One message, whose content may be blocks: what a tool gave back becomes a message of the tool's own."""
    role = message.get("role")
    content = message.get("content")
    if role in ("toolResult", "tool"):
        name, identity = first_of(message, ("toolName", "name")), first_of(message, ("toolCallId", "tool_call_id"))
        return [result(_text(content), name, identity)]
    if role == "bashExecution":
        return [result(message.get("output"), "bash")]
    if not isinstance(role, str) or role not in ("user", "assistant", "system", "developer"):
        return []
    if not isinstance(content, list):
        return [{"role": role, "content": content}] if content else []
    results: Messages = []
    parts: list[Any] = []
    calls: list[Any] = []
    thoughts: list[str] = []
    for block in content:
        kind = block.get("type") if isinstance(block, dict) else ""
        if not isinstance(block, dict):
            parts.append({"type": "text", "text": block if isinstance(block, str) else ""})
        elif kind in _CALLS:
            calls.append(_call(block))
        elif kind in _RESULTS:
            results.append(_result(block))
        elif kind in _THOUGHTS:
            thought = first_of(block, ("thinking", "reasoning", "text"))
            thoughts += [thought] if isinstance(thought, str) else []
        elif kind == "image":
            parts.append({"type": "image"})
        elif isinstance(said := block.get("text"), str):
            parts.append({"type": "text", "text": said})
    if not (parts or calls or thoughts):
        return results
    texts = [part.get("text") for part in parts]
    made: dict[str, Any] = {"role": role, "content": parts}
    if all(isinstance(text, str) for text in texts):
        made["content"] = "\n\n".join(text for text in texts if text)
    if thoughts:
        made["reasoning_content"] = "\n\n".join(thoughts)
    if calls:
        made["tool_calls"] = calls
    return [*results, made]


def _call(block: Row) -> Any:
    name = first_of(block, ("name", "tool_name", "toolName", "tool"))
    arguments = first_of(block, ("input", "arguments", "args", "tool_input", "parameters"))
    return call(name, arguments, first_of(block, ("id", "call_id", "tool_use_id", "toolCallId")))


def _result(block: Row) -> Any:
    content = first_of(block, ("content", "output", "result", "tool_output", "toolUseResult", "text"))
    name = first_of(block, ("name", "tool_name", "toolName"))
    return result(_text(content), name, first_of(block, ("tool_use_id", "call_id", "toolCallId", "tool_call_id", "id")))


def _text(content: Any) -> Any:
    """The text of blocks of text; any other value as it is."""
    if isinstance(content, list) and content and all(isinstance(one, dict) for one in content):
        texts = [one.get("text") for one in content]
        if all(isinstance(text, str) for text in texts):
            return "\n".join(text for text in texts if text)
    return content


def _step(found: Messages, event: Row, kind: str) -> None:
    """A line of a log of steps that says itself what it is."""
    data = event.get("data")
    if "." in kind and isinstance(data, dict):
        _event(found, kind, data)
        return
    said = first_of(event, ("content", "text", "message", "value"))
    if kind in ("user", "human", "assistant", "system") and isinstance(said, str | list) and said:
        _add(found, _of_message({"role": "user" if kind == "human" else kind, "content": said}), same=_thinks(found))
    elif kind in _THOUGHTS and isinstance(said, str):
        _add(found, [{"role": "assistant", "content": "", "reasoning_content": said}], same=_thinks(found))
    elif kind in _CALLS:
        same = bool(found) and found[-1]["role"] == "assistant"
        _add(found, [{"role": "assistant", "content": "", "tool_calls": [_call(event)]}], same=same)
    elif kind in _RESULTS:
        found.append(_result(event))
    elif kind == "message" and isinstance(event.get("role"), str):
        _add(found, _of_message(event), same=False)


def _event(found: Messages, kind: str, data: Row) -> None:
    """An event whose kind says who did what (`assistant.message`, `tool.execution_complete`), as Copilot's sessions have them."""
    who, _, what = kind.partition(".")
    if who in ("user", "assistant", "system") and what == "message":
        made: Row = {"role": who, "content": data.get("content") or ""}
        calls = data.get("toolRequests")
        if isinstance(calls, list) and calls:
            made["tool_calls"] = [_call({**one, "id": one.get("toolCallId")}) for one in calls if isinstance(one, dict)]
        if made["content"] or "tool_calls" in made:
            found.append(made)
    elif who == "tool" and "result" in data:
        held = data["result"]
        said = first_of(held, ("content", "output", "text")) if isinstance(held, dict) else held
        found.append(result(said, data.get("toolName"), data.get("toolCallId")))


def _thinks(found: Messages) -> bool:
    """Whether the last message is an assistant's thought alone, which what follows belongs to."""
    return (
        bool(found)
        and not found[-1].get("content")
        and "reasoning_content" in found[-1]
        and "tool_calls" not in found[-1]
    )


def _session(record: Row) -> Opened | None:
    events = record["events"]
    if not isinstance(events, list):
        return None
    messages, aside = messages_of(events)
    note = f"{aside:,} messages of side chains are left out"
    return Opened({"messages": messages}, ("events",), (note,) if aside else ()) if messages else None


def _line(record: Row) -> Opened | None:
    messages, _ = messages_of([record])
    if not messages:
        return None
    used = tuple(name for name in ("message", "payload") if isinstance(record.get(name), dict))
    key = next(name for name in _KEYS if name in record)
    note = f"one message of a conversation: group the rows with `group --by {key}`"
    return Opened({"messages": messages}, used, (note,), sure=False, is_message=True)


_KEYS = ("sessionId", "session_id")


def _is_line(record: Row) -> bool:
    return any(isinstance(record.get(name), str) for name in _KEYS) and (
        isinstance(record.get("message"), dict) and isinstance(record.get("type"), str)
    )


def _is_written(record: Row) -> bool:
    return record.keys() == {"type", "data"} and isinstance(record["data"], dict)


def _written(record: Row) -> Opened | None:
    if not langchain.is_messages([record]):
        return None
    note = "one message of a conversation, and no field says of which: group the rows of a file with `group --by file`"
    return Opened({"messages": langchain.messages_of([record])}, ("type", "data"), (note,), sure=False, is_message=True)


SESSIONS: tuple[Envelope, ...] = (
    Envelope("session of a coding agent", having("agent", "events"), _session),
    Envelope("line of a session", _is_line, _line),
    Envelope("message of LangChain", _is_written, _written),
)
