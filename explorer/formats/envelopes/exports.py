"""A person's own conversations, as ChatGPT and Claude hand them out."""

from __future__ import annotations

from typing import Any

from explorer.formats.envelopes.envelope import Envelope, Messages, Opened, Row, any_of, call, having

_LONGEST = 20_000  # messages of one conversation
_HIDDEN = ("user_editable_context", "model_editable_context", "reasoning_recap")


def _chatgpt(record: Row) -> Opened | None:
    tree = record["mapping"]
    if not isinstance(tree, dict) or not tree:
        return None
    nodes = {
        key: node for key, node in tree.items() if isinstance(node, dict) and ("message" in node or "parent" in node)
    }
    if len(nodes) < len(tree):
        return None
    path = _path(nodes, record.get("current_node"))
    messages: Messages = []
    for key in path:
        held = nodes[key].get("message")
        if isinstance(held, dict):
            _add(messages, held)
    said = sum(isinstance(node.get("message"), dict) for node in nodes.values())
    shown = sum(isinstance(nodes[key].get("message"), dict) for key in path)
    notes = (f"{said - shown:,} messages of other branches are left out",) if said > shown else ()
    names = ("mapping", "current_node") if "current_node" in record else ("mapping",)
    return Opened({"messages": messages}, names, notes)


def _path(nodes: dict[str, Row], last: Any) -> list[str]:
    """Keys from the root to the node that was last on screen; without one, along the last child of each."""
    path: list[str] = []
    seen: set[str] = set()
    if isinstance(last, str) and last in nodes:
        key: Any = last
        while isinstance(key, str) and key in nodes and key not in seen and len(path) < _LONGEST:
            seen.add(key)
            path.append(key)
            key = nodes[key].get("parent")
        return path[::-1]
    key = next((key for key, node in nodes.items() if node.get("parent") not in nodes), next(iter(nodes)))
    while isinstance(key, str) and key in nodes and key not in seen and len(path) < _LONGEST:
        seen.add(key)
        path.append(key)
        children = nodes[key].get("children")
        key = children[-1] if isinstance(children, list) and children else None
    return path


_FRAGMENTS = {"REQUEST": "user", "RESPONSE": "assistant", "THINK": "assistant"}
"""Kinds of what a message of DeepSeek's export consists of -> who says it."""


def _add_fragments(messages: Messages, fragments: list[Any]) -> None:
    """Add a message of DeepSeek's export: what was asked, or what was thought and answered."""
    for one in fragments:
        kind, said = (one.get("type"), one.get("content")) if isinstance(one, dict) else (None, None)
        role = _FRAGMENTS.get(kind, "") if isinstance(kind, str) else ""
        if not role or not isinstance(said, str):
            continue
        message: dict[str, Any] = {"role": role, "content": said}
        if kind == "THINK":
            message = {"role": role, "content": "", "reasoning_content": said}
        _say(messages, message)


def _add(messages: Messages, held: Row) -> None:
    if isinstance(fragments := held.get("fragments"), list):
        _add_fragments(messages, fragments)
        return
    author = held.get("author")
    author = author if isinstance(author, dict) else {"role": author}
    content = held.get("content")
    content = content if isinstance(content, dict) else {"parts": [content]}
    about = held.get("metadata")
    kind = content.get("content_type")
    if kind in _HIDDEN or (isinstance(about, dict) and about.get("is_visually_hidden_from_conversation")):
        return
    role = author.get("role")
    if kind == "thoughts":
        thoughts = content.get("thoughts")
        said = [one.get("content") for one in thoughts if isinstance(one, dict)] if isinstance(thoughts, list) else []
        messages.append({"role": "assistant", "content": "", "reasoning_content": "\n\n".join(filter(None, said))})
        return
    parts = content.get("parts")
    written = _parts(parts) if isinstance(parts, list) else content.get("text", content.get("result"))
    if not written and role in ("system", "assistant", "tool"):
        return  # empty system turns and steps of which nothing was shown
    to = held.get("recipient")
    if role == "assistant" and isinstance(to, str) and to not in ("all", "assistant", ""):
        arguments = written if isinstance(written, str) else {"parts": written}
        _say(messages, {"role": role, "content": "", "tool_calls": [call(to, arguments)]})
        return
    message: dict[str, Any] = {"role": role, "content": written}
    if isinstance(author.get("name"), str):
        message["name"] = author["name"]
    _say(messages, message)


def _say(messages: Messages, message: dict[str, Any]) -> None:
    """Add a message; thoughts that came as a message of their own before it become its reasoning."""
    last = messages[-1] if messages else None
    if (
        last is not None
        and message["role"] == "assistant"
        and last.get("reasoning_content")
        and not last["content"]
        and "tool_calls" not in last
    ):
        messages[-1] = {**message, "reasoning_content": last["reasoning_content"]}
    else:
        messages.append(message)


def _parts(parts: list[Any]) -> Any:
    """Text of a message's parts; a list of parts where some are images or sound."""
    found: list[dict[str, Any]] = []
    for part in parts:
        if isinstance(part, str):
            found.append({"type": "text", "text": part})
        elif isinstance(part, dict):
            kind = part.get("content_type")
            kind = kind if isinstance(kind, str) else ""
            if isinstance(part.get("text"), str):
                found.append({"type": "text", "text": part["text"]})
            else:
                found.append({"type": "audio" if "audio" in kind else "video" if "video" in kind else "image"})
    if all(part["type"] == "text" for part in found):
        return "".join(part["text"] for part in found)
    return found


def _claude(record: Row) -> Opened | None:
    held = record["chat_messages"]
    if not isinstance(held, list):
        return None
    messages: Messages = []
    for item in held:
        if not isinstance(item, dict):
            continue
        content: Any = item.get("content")
        if not isinstance(content, list) or not content:
            content = item.get("text")
        if texts := _attached(item.get("attachments")):
            parts = content if isinstance(content, list) else [{"type": "text", "text": content or ""}]
            content = [*({"type": "text", "text": f"{text}\n\n"} for text in texts), *parts]
        messages.append({"role": item.get("sender"), "content": content})
    return Opened({"messages": messages}, ("chat_messages",))


def _attached(files: Any) -> list[str]:
    """What was read out of the files that a message came with."""
    held = [one.get("extracted_content") for one in files if isinstance(one, dict)] if isinstance(files, list) else []
    return [text for text in held if isinstance(text, str) and text]


ACCOUNTS: tuple[Envelope, ...] = (
    Envelope("ChatGPT's account export", any_of(("mapping", "current_node"), ("mapping", "title"), ("mapping", "conversation_id")), _chatgpt),
    Envelope("Claude's account export", having("chat_messages"), _claude),
)  # fmt: skip
