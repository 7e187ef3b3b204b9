"""A list of messages as turns, whatever its author called the roles and however content is nested."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, UNKNOWN, USER, Turn, turn_of
from explorer.formats.calls import call_in, openai_call
from explorer.formats.content import Said, read_parts
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
_THINK_CALL = re.compile(r"<think>\n?(.*?)\n?</think>\s*([\[{].*)", re.DOTALL)
_CALL_IDS = ("tool_call_id", "call_id", "toolCallId", "tool_use_id")
_RESPONSE_CALLS = frozenset(("function_call", "custom_tool_call"))
_RESPONSE_RESULTS = frozenset(("function_call_output", "custom_tool_call_output"))


class _Reading:
    """What one pass over a list of messages gathers beside its turns.

    thought: reasoning that came as an item of its own, for the assistant's next turn. calling: number of turns after the
    last call that came as an item of its own: a call that follows at once is made beside it.
    """

    __slots__ = ("calling", "media", "notes", "sure", "thought")

    def __init__(self) -> None:
        self.media = 0
        self.notes: list[str] = []
        self.sure = True
        self.thought = ""
        self.calling = 0

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
        elif "role" in item or not _read_item(item, turns, reading):
            turns += _read_message(item, reading)
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


def _read_item(item: dict[str, Any], turns: list[Turn], reading: _Reading) -> bool:
    """Read an item of OpenAI's Responses that is no message; False for anything else."""
    kind = item.get("type")
    if not isinstance(kind, str):
        return False
    if kind in _RESPONSE_CALLS and (call := call_in(item)) is not None:
        call_id = item.get("call_id") or item.get("id")
        calls = [openai_call(call_id, call.name, call.arguments)]
        if turns and reading.calling == len(turns):
            before = turns.pop()
            calls = (parsed(before.tool_calls) or []) + calls
            reading.thought = reading.thought or before.reasoning
        turns.append(Turn(ASSISTANT, "", reading.thought, json_text(calls)))
        reading.thought, reading.calling = "", len(turns)
        return True
    if kind in _RESPONSE_RESULTS and "output" in item:
        turns += _spoken(item, TOOL, read_parts([item], reading))
        return True
    if kind == "reasoning" and ("summary" in item or "content" in item):
        said = read_parts([item], reading)[0]
        reading.thought = "\n\n".join(filter(None, [reading.thought, *said.thoughts]))
        return True
    return False


def _read_message(item: dict[str, Any], reading: _Reading) -> list[Turn]:
    """The turns of a message: one, unless it hands back what tools said and says something beside."""
    role, is_call = _role(item, reading)
    said = _content(item, reading)
    first = next((one for one in said if not one.result), None)
    declared = item.get("tool_calls") or item.get("function_call")
    thought = next((item[key] for key in _REASONING_KEYS if isinstance(item.get(key), str) and item[key]), "")
    if role == ASSISTANT and reading.thought:
        thought, reading.thought = thought or reading.thought, ""
    if first is None and (declared or thought):
        first = Said()
        said.insert(0, first)
    if first is not None:
        if thought:
            first.thoughts = [thought]
        if isinstance(declared, str):
            declared = parsed(declared) or [declared]
        if declared:
            first.calls += declared if isinstance(declared, list) else [declared]
        if is_call and first.text:
            first.thoughts, text = _thought_before_call(first)
            held = parsed(text)
            first.calls += held if isinstance(held, list) else [held if held is not None else text]
            first.text = ""
    return _spoken(item, role, said)


def _thought_before_call(said: Said) -> tuple[list[str], str]:
    """(thoughts, text of the call): LLaMA-Factory reads think tags before a call as reasoning."""
    found = _THINK_CALL.match(said.text)
    return ([found.group(1)], found.group(2)) if found else (said.thoughts, said.text)


def _spoken(item: dict[str, Any], role: str, said: list[Said]) -> list[Turn]:
    """The turns of what one message says."""
    name = item.get("name")
    name = name if isinstance(name, str) else ""
    trained, weight = _trained(item)
    call_id = next((item[key] for key in _CALL_IDS if isinstance(item.get(key), str)), "") if role == TOOL else ""
    return [
        turn_of(
            TOOL if one.result else role,
            one.text,
            "\n\n".join(one.thoughts),
            json_text(one.calls) if one.calls else "",
            one.name or (name if not one.result or role == TOOL else ""),
            trained,
            call_id=one.call_id or call_id,
            weight=weight,
            media=tuple(one.media),
        )
        for one in said
    ]


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


def _content(item: dict[str, Any], reading: _Reading) -> list[Said]:
    """What a message's content says."""
    key, content = _first(item, TEXT_KEYS)
    if isinstance(content, str):
        return [Said(content)]
    if isinstance(content, list) and any(isinstance(part, dict) for part in content):
        return read_parts(content, reading)
    if isinstance(content, dict) and isinstance(content.get("parts"), list):
        return read_parts(content["parts"], reading)
    text, remark = text_of(content)
    if not key:
        reading.note("a message has no content")
    elif not (content is None and (item.get("tool_calls") or item.get("function_call"))):
        reading.note(f"{key} {remark}")
    return [Said(text)]


def _trained(item: dict[str, Any]) -> tuple[bool | None, float | None]:
    """(whether the loss counts the message, its weight where that is a number)."""
    for key in _TRAINED_KEYS:
        mark = item.get(key)
        if isinstance(mark, bool):
            return mark, None
        if isinstance(mark, int | float):
            return mark > 0, mark
    return None, None
