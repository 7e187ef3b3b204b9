"""A list of messages as turns, whatever its author called the roles and however content is nested."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, UNKNOWN, USER, Turn
from explorer.formats.values import json_text, parsed, text_of

ROLES: dict[str, str] = {
    "system": SYSTEM, "developer": SYSTEM,
    "user": USER, "human": USER, "prompter": USER, "用户": USER,
    "assistant": ASSISTANT, "gpt": ASSISTANT, "bot": ASSISTANT, "chatgpt": ASSISTANT, "model": ASSISTANT,
    "chatbot": ASSISTANT, "bing": ASSISTANT, "bard": ASSISTANT, "ai": ASSISTANT, "助手": ASSISTANT,
    "tool": TOOL, "function": TOOL, "observation": TOOL, "tool_response": TOOL, "function_response": TOOL,
    "ipython": TOOL,
}  # fmt: skip
_CALL_ROLES = frozenset(("function_call", "tool_call"))
ROLE_KEYS = ("role", "from", "speaker", "author", "sender")
TEXT_KEYS = ("content", "value", "text", "message", "utterance", "parts")
_REASONING_KEYS = ("reasoning_content", "reasoning", "thinking")
_TRAINED_KEYS = ("train", "trained", "training", "loss", "loss_weight", "weight")
_MEDIA = {
    "image": "<image>", "image_url": "<image>", "input_image": "<image>",
    "audio": "<audio>", "audio_url": "<audio>", "input_audio": "<audio>",
    "video": "<video>", "video_url": "<video>",
}  # fmt: skip
_THOUGHTS = frozenset(("reasoning", "thinking", "reasoning_content"))
_CALLS = frozenset(("tool_call", "tool_use", "function_call", "tool_calls"))


class _Reading:
    """What one pass over a list of messages gathers beside its turns."""

    __slots__ = ("media", "notes", "sure")

    def __init__(self) -> None:
        self.media = 0
        self.notes: list[str] = []
        self.sure = True

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


def read_turns(items: Iterable[Any]) -> tuple[list[Turn], int, tuple[str, ...], bool]:
    """(turns, media pointed to by content parts, notes, sure) of a list of messages."""
    turns: list[Turn] = []
    append = turns.append
    role = USER
    reading: _Reading | None = None
    for item in items:
        # The common message, a known role and a text and nothing else, takes the short way.
        if type(item) is dict and len(item) == 2:
            try:
                if "role" in item:
                    role, text = ROLES[item["role"]], item["content"]
                else:
                    role, text = ROLES[item["from"]], item["value"]
            except (KeyError, TypeError):
                text = None
            if type(text) is str:
                append(Turn(role, text))
                continue
        if reading is None:
            reading = _Reading()
        _read_odd(item, turns, reading)
    if reading is None:
        return turns, 0, (), True
    return turns, reading.media, tuple(reading.notes), reading.sure


def _read_odd(item: Any, turns: list[Turn], reading: _Reading) -> None:
    if isinstance(item, dict):
        if "human" in item and "assistant" in item and "content" not in item:
            _read_pair(item, turns, reading)
        else:
            turns.append(_read_message(item, reading))
        return
    if isinstance(item, str):
        # Taking turns is how UltraChat and DailyDialog write a dialogue as bare texts.
        turns.append(Turn(ASSISTANT if turns and turns[-1].role == USER else USER, item))
        reading.note("messages are bare texts, read as user and assistant in turn")
        reading.sure = False
        return
    if isinstance(item, list | tuple) and len(item) == 2 and all(isinstance(part, str) for part in item):
        turns += (Turn(USER, item[0]), Turn(ASSISTANT, item[1]))
        reading.note("messages are pairs of texts, read as user and assistant")
        reading.sure = False
        return
    text, remark = text_of(item)
    turns.append(Turn(UNKNOWN, text))
    reading.note(f"a message {remark}")


def _read_pair(item: dict[str, Any], turns: list[Turn], reading: _Reading) -> None:
    for key, role in (("system", SYSTEM), ("human", USER), ("assistant", ASSISTANT)):
        if key not in item or (key == "system" and not item[key]):
            continue
        text, remark = text_of(item[key])
        if remark:
            reading.note(f"{key} {remark}")
        turns.append(Turn(role, text))


def _first(item: dict[str, Any], keys: tuple[str, ...]) -> tuple[str, Any]:
    """The first key with a value; the first key that is there at all; ("", None)."""
    there = ""
    for key in keys:
        if key in item:
            if item[key] is not None:
                return key, item[key]
            there = there or key
    return there, None


def _read_message(item: dict[str, Any], reading: _Reading) -> Turn:
    role, is_call = _role(item, reading)
    text, reasoning, calls = _content(item, reading)
    if role == USER and _is_tool_result(item.get("content")):
        role = TOOL
    for key in _REASONING_KEYS:
        thought = item.get(key)
        if isinstance(thought, str) and thought:
            reasoning = thought
            break
    declared = item.get("tool_calls") or item.get("function_call")
    if isinstance(declared, str):
        declared = parsed(declared) or [declared]
    if declared:
        calls += declared if isinstance(declared, list) else [declared]
    if is_call and text:
        held = parsed(text)
        calls += held if isinstance(held, list) else [held if held is not None else text]
        text = ""
    name = item.get("name")
    return Turn(
        role,
        text,
        reasoning,
        json_text(calls) if calls else "",
        name if isinstance(name, str) else "",
        _trained(item),
    )


def _is_tool_result(content: Any) -> bool:
    """Whether a user's message only hands back what a tool said, as Anthropic's messages do."""
    return (
        isinstance(content, list)
        and bool(content)
        and all(isinstance(part, dict) and part.get("type") == "tool_result" for part in content)
    )


def _role(item: dict[str, Any], reading: _Reading) -> tuple[str, bool]:
    """(role, whether the message is a call of a tool)."""
    _, said = _first(item, ROLE_KEYS)
    if isinstance(said, dict):
        said = said.get("role")
    if not isinstance(said, str) or not said.strip():
        reading.note("a message has no role")
        return UNKNOWN, False
    role = said.strip().lower()
    if role in _CALL_ROLES:
        return ASSISTANT, True
    if role in ROLES:
        return ROLES[role], False
    reading.note(f"role {said[:40]} is not known")
    return said, False


def _content(item: dict[str, Any], reading: _Reading) -> tuple[str, str, list[Any]]:
    """(text, reasoning, tool calls) of a message's content."""
    key, content = _first(item, TEXT_KEYS)
    if isinstance(content, str):
        return content, "", []
    if isinstance(content, list) and any(isinstance(part, dict) for part in content):
        return _parts(content, reading)
    if isinstance(content, dict) and isinstance(content.get("parts"), list):
        return _parts(content["parts"], reading)
    text, remark = text_of(content)
    if not key:
        reading.note("a message has no content")
    elif not (content is None and (item.get("tool_calls") or item.get("function_call"))):
        reading.note(f"{key} {remark}")
    return text, "", []


def _parts(content: list[Any], reading: _Reading) -> tuple[str, str, list[Any]]:
    texts: list[str] = []
    thoughts: list[str] = []
    calls: list[Any] = []
    for part in content:
        if not isinstance(part, dict):
            texts.append(text_of(part)[0])
            continue
        kind = part.get("type")
        kind = kind if isinstance(kind, str) else ""
        if kind in _MEDIA:
            texts.append(_MEDIA[kind])
            reading.media += 1
            continue
        _, held = _first(part, ("text", "value", "content", "thinking", "reasoning", "tool_call", "function"))
        if kind in _THOUGHTS:
            thoughts.append(text_of(held)[0])
        elif kind in _CALLS:
            if isinstance(held, str):
                held = parsed(held) or held
            elif held is None:
                held = {name: item for name, item in part.items() if name != "type" and item is not None}
            calls += held if isinstance(held, list) else [held]
        elif held is None:
            texts.append(json_text(part))
            reading.note("a content part has no text, shown as JSON")
        else:
            texts.append(_nested(held, reading))
    return "".join(texts), "\n\n".join(thoughts), calls


def _nested(held: Any, reading: _Reading) -> str:
    """Text of a part whose value may be parts again (Anthropic's tool results)."""
    if isinstance(held, list) and held and all(isinstance(part, dict) for part in held):
        return "".join(text_of(part.get("text", part))[0] for part in held)
    text, remark = text_of(held)
    if remark:
        reading.note(f"a content part {remark}")
    return text


def _trained(item: dict[str, Any]) -> bool | None:
    for key in _TRAINED_KEYS:
        mark = item.get(key)
        if isinstance(mark, bool):
            return mark
        if isinstance(mark, int | float):
            return mark > 0
    return None
