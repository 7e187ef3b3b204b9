"""A list of messages as turns, whatever its author called the roles and however content is nested."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, UNKNOWN, USER, Turn
from explorer.formats.reading import Reading
from explorer.formats.shapes import PAIR, SWITCH, Shape, shape_of
from explorer.formats.speakers import REASONING_KEYS, ROLE_KEYS, ROLES, SPEAKER_KEYS, TEXT_KEYS
from explorer.formats.template_parts import unmarked
from explorer.formats.values import json_text, parsed, text_of, thought_of

__all__ = ["ROLES", "ROLE_KEYS", "TEXT_KEYS", "read_turns"]

_TRAINED_KEYS = ("train", "trained", "training", "loss", "loss_weight", "weight")
_MEDIA = {
    "image": "<image>", "image_url": "<image>", "input_image": "<image>",
    "audio": "<audio>", "audio_url": "<audio>", "input_audio": "<audio>",
    "video": "<video>", "video_url": "<video>",
}  # fmt: skip
_THOUGHTS = frozenset(("reasoning", "thinking", "reasoning_content"))
_CALLS = frozenset(("tool_call", "tool_use", "function_call", "tool_calls"))


def read_turns(items: Sequence[Any], *, told: bool = False) -> tuple[list[Turn], int, tuple[str, ...], bool]:
    """(turns, media pointed to by content parts, notes, sure) of a list of messages.

    Sure is whether every speaker is known by name; two speakers whose names are not are read as user and assistant.
    told: a person has said that these are the messages, so that one strange name beside a known one is the other side.
    """
    turns: list[Turn] = []
    append = turns.append
    role = USER
    reading: Reading | None = None
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
            reading = Reading(items)
        _read_odd(item, turns, reading)
    if reading is None:
        return turns, 0, (), True
    _settle(turns, reading, told)
    return turns, reading.media, tuple(reading.notes), reading.sure


def _settle(turns: list[Turn], reading: Reading, told: bool) -> None:
    """Two speakers whose names no table has take the roles in which they speak: who speaks first asks."""
    strange = list(reading.strange)
    if reading.by_speaker and not strange and turns[0].role == USER and {turn.role for turn in turns} == {USER, SYSTEM}:
        # Task-oriented dialogues call the machine "system".
        for turn in turns:
            turn.role = ASSISTANT if turn.role == SYSTEM else turn.role
        return
    sides = {USER, ASSISTANT} & {turn.role for turn in turns}
    if not strange:
        if len(turns) > 1 and all(turn.role == UNKNOWN for turn in turns):
            for place, turn in enumerate(turns):
                turn.role = ASSISTANT if place % 2 else USER
            reading.note("messages have no role, read as user and assistant in turn")
        return
    # Beside one who is known, another name may as well be a third kind of speaker: only a person can tell.
    if len(strange) == 2 - len(sides) and (told or not sides):
        roles = (USER, ASSISTANT) if not sides else (ASSISTANT,) if USER in sides else (USER,)
        called = dict(zip(strange, roles, strict=True))
        for turn in turns:
            turn.role = called.get(turn.role, turn.role)
        for name, role in called.items():
            reading.note(f"role {name[:40]} is not known, read as {role}")
        return
    for name in strange:
        reading.note(f"role {name[:40]} is not known")


def _read_odd(item: Any, turns: list[Turn], reading: Reading) -> None:
    if isinstance(item, str) and item[:1] == "{" and isinstance(held := parsed(item), dict):
        item = held
    if isinstance(item, dict):
        shape = shape_of(tuple(item))
        inner = item.get(shape.text)
        if isinstance(inner, dict) and shape_of(tuple(inner)).role in ROLE_KEYS:
            item, shape = inner, shape_of(tuple(inner))  # a message in an envelope of its own
        if shape.kind == PAIR:
            _read_pair(item, shape, turns, reading)
        elif shape.kind == SWITCH:
            _read_switch(item, shape, turns, reading)
        else:
            turns.append(_read_message(item, shape, reading))
        return
    if reading.labels is not None and isinstance(item, str | list | tuple):
        # Each of such items is one turn, so that the turns read so far tell which of them this is.
        name, start = reading.labels[len(turns)]
        role, _ = reading.role(name)
        turns.append(Turn(role, item[start:].strip() if isinstance(item, str) else item[1]))
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
    reading.sure = False


def _read_pair(item: dict[str, Any], shape: Shape, turns: list[Turn], reading: Reading) -> None:
    given = [(key, role) for key, role in shape.sides if item[key] is not None] or shape.sides[-1:]
    for key, role in given:
        held = item[key]
        if isinstance(held, dict) and (inner := shape_of(tuple(held))).text:
            held = held[inner.text]
        text, remark = text_of(held)
        if not text and role not in (USER, ASSISTANT):
            continue
        if remark:
            reading.note(f"{key} {remark}")
        if text.startswith("<|"):
            text = unmarked(text)
        if role == USER and shape.more and isinstance(more := item[shape.more], str) and more:
            text = f"{text}\n{more}" if text else more
        thought = _thought(item[shape.reasoning], text) if shape.reasoning and role == ASSISTANT else ""
        turns.append(Turn(role, text, thought, "", "", _trained(item) if role == ASSISTANT else None))


def _thought(held: Any, answer: str) -> str:
    return thought_of(unmarked(held) if isinstance(held, str) and held.startswith("<|") else held, answer)


_ON = frozenset(("true", "yes", "1", "y", "t"))


def _read_switch(item: dict[str, Any], shape: Shape, turns: list[Turn], reading: Reading) -> None:
    held = item[shape.role]
    on = held.strip().lower() in _ON if isinstance(held, str) else bool(held)
    other = ASSISTANT if shape.on == USER else USER
    text, remark = text_of(item[shape.text])
    if remark:
        reading.note(f"{shape.text} {remark}")
    if held is None:
        reading.note(f"{shape.role} is null")
        reading.sure = False
    turns.append(Turn(shape.on if on else other, text))


def _first(item: dict[str, Any], keys: tuple[str, ...]) -> tuple[str, Any]:
    """The first key with a value; the first key that is there at all; ("", None)."""
    there = ""
    for key in keys:
        if key in item:
            if item[key] is not None:
                return key, item[key]
            there = there or key
    return there, None


def _read_message(item: dict[str, Any], shape: Shape, reading: Reading) -> Turn:
    role, is_call = _role(item, shape, reading)
    if shape.text not in TEXT_KEYS and isinstance(item.get(shape.text), str | dict):
        held = item[shape.text]
        item = {**item, "content": held.get("content") if isinstance(held, dict) else held}
    text, reasoning, calls = _content(item, reading)
    if role == USER and _is_tool_result(item.get("content")):
        role = TOOL
    for key in REASONING_KEYS:
        if key in item:
            thought = thought_of(item[key], text, certain=key == "reasoning_content")
            if thought:
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
    name = item.get("name") if shape.role != "name" else ""
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


def _content(item: dict[str, Any], reading: Reading) -> tuple[str, str, list[Any]]:
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


def _parts(content: list[Any], reading: Reading) -> tuple[str, str, list[Any]]:
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


def _nested(held: Any, reading: Reading) -> str:
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
