"""What shape a message has: which of its keys says who speaks, which holds the text, or that it is a pair of both sides.

A shape is learnt once for all objects with the same keys. What it is learnt from is structure and the names in `speakers`;
nothing here looks at more than a list's own items.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, USER
from explorer.formats import speakers
from explorer.formats.numbered import side_of_column

MESSAGE, PAIR, SWITCH, NOTHING = "message", "pair", "switch", "nothing"
_ORDER = {SYSTEM: 0, USER: 1, TOOL: 2, ASSISTANT: 3}  # what a tool said was there before the answer
_INSTEAD = (
    "type",
    "kind",
    "name",
    "id",
    "user",
    "username",
    "user_name",
    "nickname",
    "agent",
)  # where no better key names a speaker
_CALL_KEYS = frozenset(("tool_calls", "function_call", "function_calls"))
_LONGEST_NAME = 40


class Shape(NamedTuple):
    """Shape of a message. kind: `MESSAGE` (a speaker under `role`, a text under `text`), `PAIR` (`sides`: key -> role,
    in the order in which they speak), `SWITCH` (`on` speaks where `role` is true, the other side where not) or `NOTHING`.
    reasoning: key of the answer's thinking, "" where there is none. more: key of what belongs to the question.
    thoughts, marks, ids: of a message, the keys that may hold its thinking, whether the loss counts it, and the call that it
    answers. one_text: whether a single key can hold its text, and is a usual one.
    """

    kind: str
    role: str = ""
    text: str = ""
    sides: tuple[tuple[str, str], ...] = ()
    on: str = ""
    reasoning: str = ""
    more: str = ""
    thoughts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    one_text: bool = False


_MARKS = ("train", "trained", "training", "loss", "loss_weight", "weight")
_CALL_IDS = ("tool_call_id", "call_id", "toolCallId", "tool_use_id")


@lru_cache(maxsize=4_096)
def shape_of(keys: tuple[Any, ...]) -> Shape:
    """The shape of messages with these keys."""
    named = tuple(key for key in keys if isinstance(key, str))
    shape = _shape(named)
    held = [tuple(key for key in known if key in named) for known in (speakers.REASONING_KEYS, _MARKS, _CALL_IDS)]
    texts = [key for key in speakers.TEXT_KEYS if key in named]
    return shape._replace(thoughts=held[0], marks=held[1], ids=held[2], one_text=texts == [shape.text])


def _shape(named: tuple[str, ...]) -> Shape:
    role, text = (
        _first(named, speakers.ROLE_KEYS, speakers.is_role_key),
        _first(named, speakers.TEXT_KEYS, speakers.is_text_key),
    )
    if role and (text or not _CALL_KEYS.isdisjoint(named)):
        return Shape(MESSAGE, role, text)
    pair = _pair(named, role, text)
    if pair is not None and text and not role and len(pair.sides) == 1:
        key, side = pair.sides[0]
        if side == ASSISTANT and speakers.is_answer_key(key):
            pair = pair._replace(sides=((text, USER), *pair.sides))  # a message, and what was replied
    if pair is not None and (not text or len({side for _, side in pair.sides} & {USER, ASSISTANT}) == 2):
        return pair
    if text:
        switch = next((key for key in named if speakers.role_of_switch(key)), "")
        if switch:
            return Shape(SWITCH, switch, text, on=speakers.role_of_switch(switch))
        return Shape(MESSAGE, next((key for key in _INSTEAD if key in named and key != text), ""), text)
    if "data" in named and "type" in named:  # how LangChain writes its messages
        return Shape(MESSAGE, "type", "data")
    return Shape(MESSAGE, role) if role else Shape(NOTHING)


def _first(named: tuple[str, ...], likely: tuple[str, ...], fits: Any) -> str:
    for key in likely:
        if key in named:
            return key
    return next((key for key in named if fits(key)), "")


def _pair(named: tuple[str, ...], role: str, text: str) -> Shape | None:
    best: dict[str, str] = {}
    for key in named:
        side = speakers.role_of_key(key) if key not in (role, text) else ""
        if side and (side not in best or speakers.rank_of_key(key) < speakers.rank_of_key(best[side])):
            best[side] = key
    if not best.keys() & {USER, ASSISTANT}:
        return None
    sides = tuple((key, side) for side, key in sorted(best.items(), key=lambda entry: _ORDER[entry[0]]))
    asked = best.get(USER, "")
    more = next((key for key in named if key != asked and asked == "instruction" and key in ("input", "context")), "")
    reasoning = next((key for key in named if speakers.is_reasoning_key(key)), "")
    return Shape(PAIR, sides=sides, reasoning=reasoning, more=more)


def enclosed(item: dict[Any, Any]) -> dict[Any, Any] | None:
    """The message that is the only object of an item with no other text, as Grok's export has each; None elsewhere."""
    held = [one for one in item.values() if one is not None]
    if len(held) != 1 or not isinstance(held[0], dict):
        return None
    shape = shape_of(tuple(held[0]))
    return held[0] if shape.kind == MESSAGE and shape.role in speakers.ROLE_KEYS and shape.text else None


def is_dialogue(value: Any) -> bool:
    """Whether a value's own structure makes it a dialogue, whatever its field is called: messages with both a speaker and
    a text, or with both sides of a pair, a known speaker among them.
    """
    if isinstance(value, dict):
        names = {key.lower() for key in value if isinstance(key, str)}
        asks = names in _EXCHANGES or "role" in {_kin(key) for key in names}
        return asks and _columns_of(value) is not None
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value[:8]):
        return False
    speak = set()
    for one in value[:8]:
        item, shape = one, shape_of(tuple(one))
        if not shape.role and len(one) < 3 and (held := enclosed(one)) is not None:
            item, shape = held, shape_of(tuple(held))
        if shape.kind == MESSAGE and shape.role and shape.role not in _INSTEAD:
            said = item.get(shape.role)
            speak.add(
                speakers.role_of(said)[0] if isinstance(said, str) and (shape.text or "tool_calls" in item) else ""
            )
        elif shape.kind == SWITCH:
            speak |= {USER, ASSISTANT} if isinstance(item.get(shape.text), str) else set()
        elif shape.kind == PAIR and all(speakers.is_speaker(key) for key, _ in shape.sides):
            speak |= {side for key, side in shape.sides if isinstance(item.get(key), str)}
        else:
            return False
    return USER in speak and (ASSISTANT in speak or len(value) == 1)


_EXCHANGES = (
    {"q", "a"}, {"question", "answer"}, {"query", "response"}, {"query", "answer"}, {"prompt", "response"}, {"ask", "answer"},
    {"prompt", "completion"}, {"问", "答"}, {"问题", "答案"}, {"问题", "回答"}, {"pregunta", "respuesta"}, {"frage", "antwort"},
)  # fmt: skip


def are_exchanges(value: Any) -> bool:
    """Whether a list holds several questions with their answers, by names that mean no test and no example."""
    return (
        isinstance(value, list)
        and len(value) > 1
        and all(
            isinstance(one, dict) and {key.lower() for key in one if isinstance(key, str)} in _EXCHANGES
            for one in value[:8]
        )
    )


_MANY = {
    "roles": "role", "speakers": "role", "texts": "text", "contents": "text", "utterances": "text", "utt": "text", "utts": "text",
    "lines": "text", "sentences": "text",
}  # fmt: skip


_ENDS = {"src": USER, "tgt": ASSISTANT}  # lists of what was asked and answered, as PaddleNLP has them


def _kin(key: str) -> str:
    if key in _ENDS:
        return _ENDS[key]
    if key in _MANY:
        return _MANY[key]
    return "role" if speakers.is_role_key(key) else "text" if speakers.is_text_key(key) else speakers.role_of_key(key)


def _columns_of(value: dict[Any, Any]) -> list[str] | None:
    """Keys of an object of lists that are a dialogue's columns: who and what, or one list a side; None for others."""
    lists = [key for key, held in value.items() if isinstance(key, str) and isinstance(held, list | tuple) and held]
    kinds = {_kin(key): key for key in reversed(lists) if _kin(key)}
    for wanted in (("role", "text"), (USER, ASSISTANT)):
        if all(kind in kinds for kind in wanted):
            first, second = (len(value[kinds[kind]]) for kind in wanted)
            if first == second or (wanted[0] == USER and first == second + 1):
                return [key for key in lists if len(value[key]) == first or key == kinds[wanted[1]]]
    return None


def rows_of(value: dict[Any, Any]) -> list[dict[str, Any]] | None:
    """The messages of an object of lists (`{"role": […], "content": […]}`); None where the object is none."""
    columns = _columns_of(value)
    if columns is None:
        return None
    length = max(len(value[key]) for key in columns)
    return [
        {_MANY.get(key, _ENDS.get(key, key)): value[key][place] for key in columns if place < len(value[key])}
        for place in range(length)
    ]


_FLAT = re.compile(r"(.{1,80}?)(?:\.\*\.|__|[./:_-]|\[\])([^\W_]{1,20})\Z", re.S)


@lru_cache(maxsize=4_096)
def column_of(name: str) -> str:
    """What a column of this name can hold of a dialogue that is written in several columns: "turn", a role, "role" or "text"
    (`conversations.*.from`, `messages_content`); "" for most names.
    """
    if len(name) > 100:
        return ""
    if (side := side_of_column(name)) is not None:
        return side
    flat = _FLAT.match(name)
    return _kin(flat[2]) if flat else _kin(name)


def side_by_side(value: dict[Any, Any]) -> tuple[tuple[str, ...], str] | None:
    """(fields, their common prefix) of lists of the same length that hold who speaks and what, or each side's texts; None where
    a row has no such fields.
    """
    groups: dict[str, dict[str, str]] = {}
    lists: dict[str, list[Any]] = {}
    for name, held in value.items():
        if not isinstance(name, str) or not (said := said_in(held)) or not column_of(name):
            continue
        lists[name] = said
        flat = _FLAT.match(name)
        prefix, key = (flat[1], flat[2]) if flat and _kin(flat[2]) else ("", name)
        groups.setdefault(prefix, {}).setdefault(key, name)
    for prefix, members in groups.items():
        held = {key: lists[name] for key, name in members.items()}
        columns = _columns_of(held)
        if columns is not None and all(_is_said(item) for key in columns for item in held[key][:4]):
            return tuple(members[key] for key in columns), prefix
    return None


def said_in(held: Any) -> list[Any]:
    """A list, or the list of texts in an object (`{"input_text": […], "answer_start": […]}`); [] for others."""
    if isinstance(held, dict):
        held = next((one for key in ("input_text", "texts", "text") if isinstance(one := held.get(key), list)), None)
        if held is None or len(held) < 2 or not all(isinstance(item, str) for item in held):
            return []
    return held if isinstance(held, list) else []


def _is_said(item: Any) -> bool:
    """Whether an item of a column is what somebody said: no list, and an object only where it is little else than a text."""
    if isinstance(item, dict):
        return isinstance(item.get("input_text"), str) or (len(item) <= 3 and isinstance(item.get("text"), str))
    return not isinstance(item, list)
