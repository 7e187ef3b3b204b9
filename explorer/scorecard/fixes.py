"""Fix what is safe: the steps that take out provable faults, and nothing that is a matter of judgement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from explorer import filters
from explorer.columns import Column
from explorer.steps import Step, named
from explorer.words import later, say


class Fix(NamedTuple):
    """is_sure: nothing of worth goes with its rows, so that it is proposed as chosen."""

    step: Step
    is_sure: bool


_PROVEN = ("wrong_arithmetic", "contradicts_reference", "invalid_json", "invalid_code", "invalid_tool_call")


class _Kind(NamedTuple):
    """faults: any of them. among: what must hold as well."""

    name: str
    reason: str
    faults: tuple[str, ...]
    among: str = ""
    is_sure: bool = True


# Facts, each told by reading the row: what is empty, what does not parse, what does not add up, what stands there twice.
_FIXES: tuple[_Kind, ...] = (
    _Kind(later("Empty answers"), later("There is nothing to learn from them."), ("is_empty",)),
    _Kind(
        later("Empty prompts"),
        later("Nobody asked what they answer."),
        ("is_prompt_empty",),
        # A text without a prompt is no empty prompt where it is trained as text.
        "dialect <> 'text'",
    ),
    _Kind(
        later("Provably wrong answers"),
        later("An equation that is false, an answer that its own reference denies, code or JSON that does not parse."),
        _PROVEN,
        "wrong_response",
    ),
    _Kind(
        later("Wrong in an earlier turn"),
        later("The last answer stands, and its row goes too: better correct the turn."),
        _PROVEN,
        "NOT wrong_response",
        is_sure=False,
    ),
    _Kind(
        later("Garbled characters"), later("Bytes were lost when the text was converted."), ("has_replacement_char",)
    ),
    _Kind(later("Exact copies"), later("The first row of each group is kept."), ("is_exact_copy",)),
)


def safe_steps(columns: Mapping[str, Column]) -> list[Fix]:
    """The steps, over those columns that are built."""
    found = []
    for kind in _FIXES:
        held = [fault for fault in kind.faults if fault in columns]
        if not held or ("wrong_response" in kind.among and "wrong_response" not in columns):
            continue
        where = filters.combine([" OR ".join(held), *([kind.among] if kind.among else [])])
        found.append(Fix(named(where, say(kind.name), say(kind.reason)), kind.is_sure))
    return found
