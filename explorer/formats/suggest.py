"""What to offer a person whose rows were guessed or not recognised: fields for each part, and a first mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from explorer.conversation import UNKNOWN, Conversation
from explorer.formats import fields
from explorer.formats.flat import Plan
from explorer.formats.mapping import Mapping, make_mapping

_OFFERED = {"prompt": "prompt", "response": "response", "system": "system", "messages": "chat", "text": "text"}
_LONGEST_PATH_LIST = 500


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
        rest = [] if part in ("messages", "system") else [name for name in texts if name not in first]
        if part in ("response", "text"):
            rest.sort(key=lambda name: -lengths[name])
        candidates[part] = tuple(first + rest)
    return Suggestion(counts, tuple(listed), candidates, _first_mapping(doubtful, candidates))


def _first_mapping(doubtful: Sequence[dict[str, Any]], candidates: dict[str, tuple[str, ...]]) -> Mapping | None:
    if not doubtful:
        return None
    plan = Plan(fields.relevant(doubtful[0]))
    if plan.prompt and plan.response:
        return make_mapping({"prompt": plan.prompt, "response": plan.response, "input": plan.context})
    prompt = next(iter(candidates["prompt"]), "")
    response = next((name for name in candidates["response"] if name != prompt), "")
    if prompt and response:
        return make_mapping({"prompt": prompt, "response": response})
    return make_mapping({"text": prompt}) if prompt else None
