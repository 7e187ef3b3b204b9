"""LLaMA-Factory: how long a row is, and what is left of one that is longer than the cutoff."""

from __future__ import annotations

from explorer.trainers.lengths import full_length, keep, share_of_rounds
from explorer.trainers.templates import TURN, Template
from explorer.trainers.trainer import ByLength, Case

VERSION = "0.9.5"
DATA = f"LLaMA-Factory {VERSION}, data/"
"""Where in its source the rules are."""

_ADDED = 4
"""Tokens of the words that the converter of `openai` adds to the system text of rows without tools."""


def fate(limit: int, template: Template) -> ByLength:
    """What becomes of rows by their length."""
    fine = "llamafactory_rule = 'fine'"
    fits = f"{fine} AND ({_sized(template, f'<= {limit}')})"
    whole = f"llamafactory_rule = 'whole_text' OR ({fits})"
    cut = Case(
        "truncate",
        "cut",
        "Longer than cutoff_len: question and answer are cut in proportion, the longer one first.",
        DATA + "processor/processor_utils.py: infer_seqlen",
        f"{fine} AND ({_sized(template, f'> {limit}')})",
        _proportional(limit, template),
    )
    return ByLength((keep(whole), cut), "llamafactory_rule IN ('fine', 'whole_text')", whole)


def _added(template: Template) -> tuple[int, int]:
    """Tokens that the converter of `openai` adds: to a row without a system text, and to one with it."""
    return _ADDED + (template.merged_system or TURN) - template.no_system, _ADDED + 1


def _added_sql(template: Template) -> str:
    """SQL for what the converter adds to a row."""
    alone, beside = _added(template)
    return f"CASE WHEN dialect <> 'messages' OR has_tools THEN 0 WHEN system_tokens = 0 THEN {alone} ELSE {beside} END"


def size(template: Template) -> str:
    """SQL for the tokens of a row as it is trained."""
    return f"{full_length(template)} + {_added_sql(template)}"


def _sized(template: Template, compared: str) -> str:
    """The filter for rows whose tokens compare so."""
    full = full_length(template)
    alone, beside = _added(template)
    added = "dialect = 'messages' AND NOT has_tools"
    return (
        f"((dialect <> 'messages' OR has_tools) AND {full} {compared}) "
        f"OR ({added} AND system_tokens = 0 AND {full} + {alone} {compared}) "
        f"OR ({added} AND system_tokens > 0 AND {full} + {beside} {compared})"
    )


def _proportional(limit: int, template: Template) -> str:
    """Response tokens lost: in the last round as `infer_seqlen` shares out what earlier ones leave, in those their share."""
    end = template.answer_end
    added = _added_sql(template)
    rounds = f"least(last_round_turn, 1) * ({template.column} - {TURN} * (n_turns - last_round_turn) + {added})"
    before = f"(earlier_tokens + {rounds})"
    target = f"(response_tokens + {end})"
    source = f"(total_tokens + {template.column} + {added} - {before} - {target})"
    room = f"({limit} - {before})"
    lost = (
        f"CASE WHEN {room} <= 0 THEN response_tokens WHEN 2 * {target} < {room} THEN 0 "
        f"WHEN 2 * {source} < {room} THEN {target} - ({room} - {source}) "
        f"ELSE {target} - floor({room} * {target} / ({source} + {target})) END"
    )
    earlier = share_of_rounds(f"({before} - {limit})")
    return f"(least(response_tokens, greatest(0, {lost})) + {earlier})"
