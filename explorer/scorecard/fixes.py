"""Fix what is safe: the steps that take out provable faults, and nothing that is a matter of judgement."""

from __future__ import annotations

from collections.abc import Mapping

from explorer import filters
from explorer.columns import Column
from explorer.metrics.faults import FAULTS
from explorer.steps import Step, named
from explorer.words import later, say

# Facts, each told by reading the row: what is empty, what does not parse, what does not add up, what stands there twice.
_FIXES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (later("Empty answers"), later("There is nothing to learn from them."), ("is_empty",)),
    (later("Empty prompts"), later("Nobody asked what they answer."), ("is_prompt_empty",)),
    (
        later("Provably wrong answers"),
        later("An equation that is false, an answer that its own reference denies, code or JSON that does not parse."),
        ("wrong_arithmetic", "contradicts_reference", "invalid_json", "invalid_code", "invalid_tool_call"),
    ),
    (later("Garbled characters"), later("Bytes were lost when the text was converted."), ("has_replacement_char",)),
    (later("Exact copies"), later("The first row of each group is kept."), ("is_exact_copy",)),
)


def safe_steps(columns: Mapping[str, Column]) -> list[Step]:
    """The steps, over those columns that are built. A text without a prompt is no empty prompt where it is trained as text."""
    steps = []
    for name, reason, faults in _FIXES:
        held = [fault for fault in faults if fault in columns and fault in FAULTS]
        if not held:
            continue
        where = " OR ".join(held)
        if held == ["is_prompt_empty"]:
            where = "is_prompt_empty AND dialect <> 'text'"
        steps.append(named(filters.combine([where]), say(name), say(reason)))
    return steps
