"""What is sent for a row, and what comes back: the row fenced as data, the answer held to the rubric."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import xxhash

from explorer.conversation import Conversation
from explorer.judge.rubric import Rubric

_LONGEST = 24_000  # characters of a turn that are sent
_REASON = 400  # characters of a reason that are kept
ANSWER_TOKENS = 160
"""Tokens that an answer takes at most, about: six numbers and thirty words."""


class Graded(NamedTuple):
    """scores: of each criterion. reason: in the judge's words."""

    scores: dict[str, int]
    reason: str


def messages(rubric: Rubric, conversation: Conversation) -> list[dict[str, str]]:
    """The chat that asks for a row's grades.

    The row is JSON between two marks that hold a digest of it: no text of a row can close its own fence.
    """
    turns = [{"role": turn.role, "text": _cut(turn.rendered())} for turn in conversation.turns]
    held: dict[str, Any] = {"turns": turns}
    if conversation.tools:
        held["tools"] = _cut(conversation.tools)
    if conversation.reference:
        held["reference answer"] = _cut(conversation.reference)
    row = json.dumps(held, ensure_ascii=False)
    mark = f"example-{xxhash.xxh3_64_hexdigest(row.encode('utf-8', 'surrogatepass'))}"
    asked = "\n".join(f"- {one.name} ({one.low} to {one.high}): {one.asks}" for one in rubric.criteria)
    names = ", ".join(f'"{one.name}": whole number' for one in rubric.criteria)
    system = (
        f"{rubric.instructions}\n\n{asked}\n\nAnswer with one JSON object and nothing else: "
        f'{{{names}, "reason": text of at most {rubric.words} words}}.'
    )
    user = f"<{mark}>\n{row}\n</{mark}>\n\nGrade what stands between the two marks."
    return [
        {"role": "system", "content": _sendable(system)},
        {"role": "user", "content": _sendable(user)},
    ]


def schema(rubric: Rubric) -> dict[str, Any]:
    """The answer's form, for endpoints that hold a model to one."""
    properties: dict[str, Any] = {
        one.name: {"type": "integer", "enum": list(range(one.low, one.high + 1))} for one in rubric.criteria
    }
    properties["reason"] = {"type": "string"}
    held = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    return {"type": "json_schema", "json_schema": {"name": "grades", "strict": True, "schema": held}}


def graded(rubric: Rubric, said: object) -> Graded | None:
    """The grades in a judge's answer; None where it holds none that the rubric knows."""
    if not isinstance(said, str):
        return None
    start, stop = said.find("{"), said.rfind("}")
    try:
        found = json.loads(said[start : stop + 1]) if 0 <= start < stop else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    scores: dict[str, int] = {}
    for one in rubric.criteria:
        score = found.get(one.name)
        if isinstance(score, float) and score.is_integer():
            score = int(score)
        if not isinstance(score, int) or isinstance(score, bool) or not one.low <= score <= one.high:
            return None
        scores[one.name] = score
    reason = found.get("reason")
    words = " ".join(reason.split()) if isinstance(reason, str) else ""
    return Graded(scores, _sendable(words)[:_REASON])


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    half = _LONGEST // 2
    return f"{text[:half]}\n[… {len(text) - 2 * half:,} characters are left out here …]\n{text[-half:]}"


def _sendable(text: str) -> str:
    """Half of a pair of surrogates is no text that can be sent or kept."""
    return text.encode("utf-8", "replace").decode("utf-8")
