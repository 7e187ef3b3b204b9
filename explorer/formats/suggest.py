"""What to offer a person whose rows were guessed or not recognised: fields for each part, and a first mapping."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.conversation import ASSISTANT, UNKNOWN, Conversation
from explorer.errors import MappingError
from explorer.formats import fields
from explorer.formats.flat import Plan
from explorer.formats.mapped import MappedReader
from explorer.formats.mapping import Mapping, make_mapping
from explorer.formats.shapes import PAIR, SWITCH, shape_of
from explorer.formats.values import parsed

_OFFERED = {
    "prompt": "prompt", "response": "response", "system": "system", "messages": "chat", "text": "text", "input": "context",
    "reasoning": "reasoning", "chosen": "chosen", "rejected": "rejected", "history": "history", "tools": "tools", "images": "media",
    "label": "label",
}  # fmt: skip
_LONGEST_PATH_LIST = 500
_LONGEST_NAME = 40
_TRIED = 20  # rows that a mapping is tried on


@dataclass(frozen=True)
class DialectCount:
    """How many rows a dialect has, and of how many of them that is sure."""

    dialect: str
    rows: int
    sure: int


@dataclass(frozen=True)
class Suggestion:
    """What a sample of rows is.

    counts: dialects, most rows first. fields: names of all fields, in order of appearance.
    candidates: part -> fields that may play it, likeliest first (for a mapping's `prompt`, `response`, …).
    mapping: a mapping to start from where some rows were guessed or not recognised, None where none can be made.
    """

    counts: tuple[DialectCount, ...]
    fields: tuple[str, ...]
    candidates: dict[str, tuple[str, ...]]
    mapping: Mapping | None

    @property
    def sure(self) -> bool:
        """Whether every row was recognised beyond doubt."""
        return all(count.sure == count.rows for count in self.counts)


def summarise(values: Sequence[Any], conversations: Sequence[Conversation]) -> Suggestion:
    """The suggestion for rows and what they were decoded to."""
    rows: Counter[str] = Counter(conversation.dialect for conversation in conversations)
    sure: Counter[str] = Counter(conversation.dialect for conversation in conversations if conversation.sure)
    counts = tuple(DialectCount(name, number, sure[name]) for name, number in rows.most_common())
    names: dict[str, None] = {}
    lengths: Counter[str] = Counter()
    doubtful: list[dict[str, Any]] = []
    for value, conversation in zip(values, conversations, strict=True):
        if not isinstance(value, dict):
            continue
        for name, item in value.items():
            if isinstance(name, str) and name not in names and len(names) < _LONGEST_PATH_LIST:
                names[name] = None
            if isinstance(item, str) and isinstance(name, str):
                lengths[name] += len(item)
        if not conversation.sure or conversation.dialect == UNKNOWN:
            doubtful.append(value)
    listed = list(names)
    texts = [name for name in listed if lengths[name]]
    candidates: dict[str, tuple[str, ...]] = {}
    for part, role in _OFFERED.items():
        first = fields.ranked(listed, role)
        # Any text may be a prompt or an answer: the longest is the likelier answer, the rest keep their order.
        rest = [] if part not in ("prompt", "response", "text") else [name for name in texts if name not in first]
        if part in ("response", "text"):
            rest.sort(key=lambda name: -lengths[name])
        candidates[part] = tuple(first + rest)
    return Suggestion(counts, tuple(listed), candidates, _first_mapping(doubtful, candidates))


def _first_mapping(doubtful: Sequence[dict[str, Any]], candidates: dict[str, tuple[str, ...]]) -> Mapping | None:
    """The likeliest mapping by which most of these rows have a question and an answer, None where none gives any."""
    best: Mapping | None = None
    most = 0
    for mapping in _mappings(doubtful, candidates):
        read = MappedReader(mapping).read
        answered = sum(_is_answered(read(value)) for value in doubtful[:_TRIED])
        if answered > most:
            best, most = mapping, answered
    return best


def _is_answered(conversation: Conversation | None) -> bool:
    return conversation is not None and any(turn.role == ASSISTANT and turn.rendered() for turn in conversation.turns)


def _mappings(doubtful: Sequence[dict[str, Any]], candidates: dict[str, tuple[str, ...]]) -> Iterator[Mapping]:
    for parts in _tried(doubtful, candidates):
        with contextlib.suppress(MappingError):  # fields without a name cannot be named
            yield make_mapping(parts)


def _tried(doubtful: Sequence[dict[str, Any]], candidates: dict[str, tuple[str, ...]]) -> Iterator[dict[str, str]]:
    if not doubtful:
        return
    first = doubtful[0]
    system = next(iter(candidates["system"]), "")
    plan = Plan(fields.relevant(first))
    if plan.prompt and plan.response:
        yield {"prompt": plan.prompt, "response": plan.response, "input": plan.context, "reasoning": plan.reasoning}
    for path, items in _lists(first):
        if not isinstance(named := items[0], dict):
            yield {"messages": path, "system": system}
            continue
        role, text = _roles_of(items)
        shape = shape_of(tuple(named))
        if shape.kind in (PAIR, SWITCH):
            yield {"messages": path, "system": system}
        elif text:
            yield {"messages": path, "turn_role": role, "turn_text": text, "system": system}
    prompt = next(iter(candidates["prompt"]), "")
    response = next((name for name in candidates["response"] if name != prompt), "")
    if prompt and response:
        yield {"prompt": prompt, "response": response}
    elif prompt:
        yield {"text": prompt}


def _lists(row: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """(path, items) of the lists of objects or texts of a row, those within an object of it behind its own."""
    deeper: list[tuple[str, list[Any]]] = []
    for name, value in row.items():
        if not isinstance(name, str):
            continue
        held = parsed(value) if isinstance(value, str) else value
        if isinstance(held, list) and len(held) > 1 and all(isinstance(item, dict) for item in held):
            yield name, held
        elif isinstance(held, dict) and "." not in name:
            deeper += [
                (f"{name}.{key}", inner)
                for key, inner in held.items()
                if isinstance(key, str)
                and isinstance(inner, list)
                and inner
                and all(isinstance(i, dict) for i in inner)
            ]
        elif (
            isinstance(held, list)
            and len(held) > 1
            and not any(isinstance(item, dict) for item in held)
            and "chat" in fields.parts_of(name)
        ):
            deeper.append((name, held))
    yield from deeper


def _roles_of(items: list[dict[str, Any]]) -> tuple[str, str]:
    """(key of who speaks, key of the text) of messages: by name, else the key whose few short values come again, and the key
    with most text. "" where there is none.
    """
    shape = shape_of(tuple(items[0]))
    values: dict[str, list[str]] = {}
    for item in items:
        for key, held in item.items():
            if isinstance(key, str) and isinstance(held, str | int):
                values.setdefault(key, []).append(str(held))
    texts = [key for key in values if key != shape.role]
    text = shape.text or max(texts, key=lambda key: sum(map(len, values[key])), default="")
    if shape.role:
        return shape.role, text
    few = [
        key
        for key, held in values.items()
        if key != text and len(held) == len(items) and len(set(held)) == 2 and max(map(len, held)) <= _LONGEST_NAME
    ]
    return (few[0] if few else ""), text
