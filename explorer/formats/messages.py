"""A list of messages as turns, whatever its author called the roles and however content is nested."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, UNKNOWN, USER, Turn, plain_turn
from explorer.formats.call_marks import CLOSES, part
from explorer.formats.calls import openai_call
from explorer.formats.one_message import read_item, read_message, trained
from explorer.formats.reading import Reading
from explorer.formats.shapes import PAIR, SWITCH, Shape, enclosed, shape_of
from explorer.formats.speakers import ROLE_KEYS, ROLES, TEXT_KEYS
from explorer.formats.template_parts import unmarked
from explorer.formats.values import json_text, parsed, text_of, thought_of

__all__ = ["ROLES", "ROLE_KEYS", "TEXT_KEYS", "read_turns"]


def read_turns(items: Sequence[Any], *, told: bool = False) -> tuple[list[Turn], int, tuple[str, ...], bool]:
    """(turns, media pointed to by content parts, notes, sure) of a list of messages.

    Sure is whether every speaker is known by name; two speakers whose names are not are read as user and assistant.
    told: a person has said that these are the messages, so that one strange name beside a known one is the other side.
    """
    turns: list[Turn] = []
    append = turns.append
    role = USER
    reading: Reading | None = None
    marked = False
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
                append(plain_turn(role, text))
                marked = marked or text[-1:] in CLOSES
                continue
        if reading is None:
            reading = Reading(items)
        _read_odd(item, turns, reading)
    if reading is None:
        return part(turns) if marked else turns, 0, (), True
    _settle(turns, reading, told)
    return part(turns), reading.media, tuple(reading.notes), reading.sure


def _settle(turns: list[Turn], reading: Reading, told: bool) -> None:
    """Two speakers whose names no table has take the roles in which they speak: who speaks first asks."""
    if reading.sure and not reading.by_speaker:
        return
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
        if "role" not in item and read_item(item, turns, reading):
            return
        if "observation" in item and "parameters" in item and item.get("role") == "tool":
            item = _asked_tool(item, turns)
        shape = shape_of(tuple(item))
        inner = item.get(shape.text)
        if type(inner) is dict and shape_of(tuple(inner)).role in ROLE_KEYS:
            item, shape = inner, shape_of(tuple(inner))  # a message in an envelope of its own
        elif not shape.role and (held := enclosed(item)) is not None:
            item, shape = held, shape_of(tuple(held))
        if shape.kind == PAIR:
            _read_pair(item, shape, turns, reading)
        elif shape.kind == SWITCH:
            _read_switch(item, shape, turns, reading)
        else:
            turns += read_message(item, shape, reading)
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


def _asked_tool(item: dict[str, Any], turns: list[Turn]) -> dict[str, Any]:
    """What a tool said, without how it was called, which goes to the assistant's turn before it: ChatGLM3 keeps both in one."""
    call = json_text([openai_call("", str(item.get("name") or ""), item["parameters"])])
    if turns and turns[-1].role == ASSISTANT and not turns[-1].tool_calls:
        turns[-1].tool_calls = call
    else:
        turns.append(Turn(ASSISTANT, "", "", call))
    return {"role": "tool", "name": item.get("name"), "content": item["observation"]}


def _read_pair(item: dict[str, Any], shape: Shape, turns: list[Turn], reading: Reading) -> None:
    given = [(key, role) for key, role in shape.sides if item[key] is not None] or shape.sides[-1:]
    for key, role in given:
        held = item[key]
        if isinstance(held, dict):
            held = _side(held)
        text, remark = text_of(held)
        if remark and text:
            reading.note(f"{key} {remark}")
        if text.startswith("<|"):
            text = unmarked(text)
        if role not in (USER, ASSISTANT) and text.strip().lower() in ("", "none"):
            continue
        if role == USER and shape.more and isinstance(more := item[shape.more], str) and more:
            text = f"{text}\n{more}" if text else more
        thought = _thought(item[shape.reasoning], text) if shape.reasoning and role == ASSISTANT else ""
        turns.append(Turn(role, text, thought, "", "", trained(item, shape.marks)[0] if role == ASSISTANT else None))


def _side(held: dict[str, Any]) -> Any:
    """What an object says that is one side of a pair: under a text's usual name, or the only text that it holds."""
    name = shape_of(tuple(held)).text or next((name for name in _SIDES if isinstance(held.get(name), str)), "")
    if name:
        return held[name]
    return next(iter(held.values())) if len(held) == 1 and isinstance(next(iter(held.values())), str) else held


_SIDES = ("input_text", "question", "answer", "query", "response", "output_text")


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
