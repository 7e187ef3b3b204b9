"""One message as turns: who speaks, what its content says, its calls, reasoning and weight."""

from __future__ import annotations

import re
from typing import Any

from explorer.conversation import ASSISTANT, TOOL, UNKNOWN, DetailedTurn, Turn, turn_of
from explorer.formats.call_marks import calls_in
from explorer.formats.calls import call_in, openai_call
from explorer.formats.content import Said, read_parts
from explorer.formats.reading import Reading
from explorer.formats.shapes import Shape, shape_of
from explorer.formats.speakers import ROLE_KEYS, ROLES, SPEAKER_KEYS, TEXT_KEYS, role_of, role_of_key
from explorer.formats.values import json_text, parsed, text_of, thought_of

_THINK_CALL = re.compile(r"<think>\n?(.*?)\n?</think>\s*([\[{].*)", re.DOTALL)
_RESPONSE_CALLS = frozenset(("function_call", "custom_tool_call"))
_RESPONSE_RESULTS = frozenset(("function_call_output", "custom_tool_call_output"))


def _first(item: dict[str, Any], keys: tuple[str, ...]) -> tuple[str, Any]:
    """The first key with a value; the first key that is there at all; ("", None)."""
    there = ""
    for key in keys:
        if key in item:
            if item[key] is not None:
                return key, item[key]
            there = there or key
    return there, None


def read_item(item: dict[str, Any], turns: list[Turn], reading: Reading) -> bool:
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


def read_message(item: dict[str, Any], shape: Shape, reading: Reading) -> list[Turn]:
    """The turns of a message: one, unless it hands back what tools said and says something beside."""
    if (turn := _plain(item, shape, reading)) is not None:
        return [turn]
    role, is_call = _role(item, shape, reading)
    if shape.text not in TEXT_KEYS and isinstance(item.get(shape.text), str | dict | list):
        held = item[shape.text]
        item = {**item, "content": held.get("content") if isinstance(held, dict) else held}
    said = _content(item, reading)
    first = next((one for one in said if not one.result), None)
    declared = item.get("tool_calls") or item.get("function_call") or item.get("function_calls")
    thought = _thought(item, first.text if first is not None else "", shape)
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
            tagged = calls_in(text)
            held = tagged[1] if tagged is not None else parsed(text)
            first.calls += held if isinstance(held, list) else [held if held is not None else text]
            first.text = ""
    return _spoken(item, role, said, shape)


def _plain(item: dict[str, Any], shape: Shape, reading: Reading) -> Turn | None:
    """The short way of the usual message with more than a role and a text: looks at no key that its shape has not."""
    said, text = item.get(shape.role), item.get(shape.text)
    role = ROLES.get(said) if type(said) is str else None
    if role is None or not shape.one_text or reading.thought:
        return None
    declared = item.get("tool_calls") or item.get("function_call") or item.get("function_calls")
    if type(text) is not str:
        if text is not None or not declared:
            return None
        text = ""
    reading.by_speaker = shape.role in SPEAKER_KEYS
    calls = ""
    if declared:
        if isinstance(declared, str):
            declared = parsed(declared) or [declared]
        calls = json_text(declared if isinstance(declared, list) else [declared])
    thought = _thought(item, text, shape) if shape.thoughts else ""
    name = item.get("name") if shape.role != "name" else ""
    name = name if type(name) is str else ""
    counted, weight = trained(item, shape.marks) if shape.marks else (None, None)
    call_id = _call_id(item, shape) if role == TOOL and shape.ids else ""
    if call_id or weight is not None:
        return DetailedTurn(role, text, thought, calls, name, counted, call_id, weight)
    return Turn(role, text, thought, calls, name, counted)


def _call_id(item: dict[str, Any], shape: Shape) -> str:
    return next((item[key] for key in shape.ids if isinstance(item.get(key), str)), "")


def _thought(item: dict[str, Any], answer: str, shape: Shape) -> str:
    """The reasoning that fields of the message hold beside its answer."""
    for key in shape.thoughts:
        if thought := thought_of(item[key], answer, certain=key == "reasoning_content"):
            return thought
    return ""


def _thought_before_call(said: Said) -> tuple[list[str], str]:
    """(thoughts, text of the call): LLaMA-Factory reads think tags before a call as reasoning."""
    found = _THINK_CALL.match(said.text)
    return ([found.group(1)], found.group(2)) if found else (said.thoughts, said.text)


def _spoken(item: dict[str, Any], role: str, said: list[Said], shape: Shape | None = None) -> list[Turn]:
    """The turns of what one message says."""
    name = item.get("name") if shape is None or shape.role != "name" else ""
    name = name if isinstance(name, str) else ""
    shape = shape or shape_of(tuple(item))
    counted, weight = trained(item, shape.marks)
    call_id = _call_id(item, shape) if role == TOOL else ""
    return [
        turn_of(
            TOOL if one.result else role,
            one.text,
            "\n\n".join(one.thoughts),
            json_text(one.calls) if one.calls else "",
            one.name or (name if not one.result or role == TOOL else ""),
            counted,
            call_id=one.call_id or call_id,
            weight=weight,
            media=tuple(one.media),
        )
        for one in said
    ]


def _role(item: dict[str, Any], shape: Shape, reading: Reading) -> tuple[str, bool]:
    """(role, whether the message is a call of a tool)."""
    said = item.get(shape.role)
    reading.by_speaker = shape.role in SPEAKER_KEYS
    if said is None:
        said = _first(item, ROLE_KEYS)[1]
    if isinstance(said, dict):
        said = said.get("role") or said.get("name")
    if isinstance(said, int):
        said = f"speaker {said}"  # who is numbered has no name
    if not isinstance(said, str) or not said.strip():
        reading.note("a message has no role")
        reading.sure = False
        return UNKNOWN, False
    return reading.role(said)


def _content(item: dict[str, Any], reading: Reading) -> list[Said]:
    """What a message's content says."""
    key, content = _first(item, TEXT_KEYS)
    if isinstance(content, str):
        return [Said(content)]
    if isinstance(content, list) and any(isinstance(part, dict) for part in content):
        return read_parts(content, reading)
    if isinstance(content, dict) and isinstance(content.get("parts"), list):
        return read_parts(content["parts"], reading)
    if content is None and (other := _named_after(item)):
        return [Said(item[other])]
    text, remark = text_of(content)
    if not key:
        reading.note("a message has no content")
        reading.sure = reading.sure and bool(item.get("tool_calls") or item.get("function_call"))
    elif not (content is None and (item.get("tool_calls") or item.get("function_call"))):
        reading.note(f"{key} {remark}")
    return [Said(text)]


def _named_after(item: dict[str, Any]) -> str:
    """The key of a message's text that goes by the name of its role: `system_prompt` where the system speaks."""
    role = next((item[key] for key in ROLE_KEYS if isinstance(item.get(key), str)), "")
    known = role_of(role)[0]
    return next((key for key, held in item.items() if isinstance(held, str) and held and known and role_of_key(key) == known), "")  # fmt: skip


def trained(item: dict[str, Any], marks: tuple[str, ...]) -> tuple[bool | None, float | None]:
    """(whether the loss counts the message, its weight where that is a number). marks: keys that may say so."""
    for key in marks:
        mark = item.get(key)
        if isinstance(mark, bool):
            return mark, None
        if isinstance(mark, int | float):
            return mark > 0, mark
    return None, None
