"""What decides about a row, as conditions over columns: text that is a filter and SQL alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from explorer.errors import ExplorerError
from explorer.trainers import BY_NAME, TEMPLATES, Case
from explorer.trainers.lengths import ALL

MAX_LENGTH = 10_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a trainer can do to a row. cases: exclude one another, and leave out no row.

    keeps: the filter for rows of which at least one token is trained. whole: for those of which nothing is cut off. size: SQL
    for a row's tokens before any are cut off.
    """

    trainer: str
    max_length: int
    template: str
    cases: tuple[Case, ...]
    keeps: str
    whole: str
    size: str


@lru_cache(maxsize=256)
def plan(trainer: str, max_length: int, template: str = "chatml") -> Plan:
    """The plan of a trainer. ExplorerError where the name, the length or the template is none."""
    chosen = BY_NAME.get(trainer)
    if chosen is None:
        raise ExplorerError(f"There is no trainer '{trainer[:40]}'.", f"Choose one of: {', '.join(BY_NAME)}.")
    if template not in TEMPLATES:
        raise ExplorerError(f"There is no template '{template[:40]}'.", f"Choose one of: {', '.join(TEMPLATES)}.")
    if not 1 <= max_length <= MAX_LENGTH:
        raise ExplorerError("The maximum length is no length.", f"Give a number from 1 to {MAX_LENGTH:,}.")
    fate = chosen.fate(max_length, TEMPLATES[template])
    struck = [
        Case(rule.outcome, name, rule.said, rule.cite, f"{chosen.column} = '{name}'", ALL)
        for name, rule in chosen.rules.items()
        if rule.outcome != "fine" and name not in fate.spared
    ]
    size = chosen.size(TEMPLATES[template])
    return Plan(trainer, max_length, template, (*fate.cases, *struck), fate.keeps, fate.whole, size)


def keeps_filter(trainer: str, max_length: int, template: str = "chatml", whole: bool = False) -> str:
    """The filter that keeps what a trainer trains on; with `whole`, only what it does not cut either."""
    made = plan(trainer, max_length, template)
    return made.whole if whole else made.keeps


def outcome_filter(trainer: str, outcome: str, max_length: int, template: str = "chatml") -> str:
    """The filter for the rows that share an outcome; one that keeps no row where no row can have it."""
    return _any([case.when for case in plan(trainer, max_length, template).cases if case.outcome == outcome])


def not_trained(trainer: str, max_length: int, template: str = "chatml") -> str:
    """The filter for the rows that a trainer, given the file as it is, drops, masks or stops at."""
    made = plan(trainer, max_length, template)
    lost = [case for case in made.cases if case.outcome in ("rename", "drop", "mask", "crash")]
    column, rules = BY_NAME[trainer].column, BY_NAME[trainer].rules
    struck = [case.rule for case in lost if case.when == f"{column} = '{case.rule}'" and case.rule in rules]
    listed = [f"{column} IN ({', '.join(repr(rule) for rule in struck)})"] if struck else []
    return _any([*listed, *(case.when for case in lost if case.rule not in struck)])


def case_filter(trainer: str, rule: str, max_length: int, template: str = "chatml") -> str:
    """The filter for the rows that a rule strikes."""
    return _any([case.when for case in plan(trainer, max_length, template).cases if case.rule == rule])


def _any(conditions: list[str]) -> str:
    if not conditions:
        return "FALSE"
    return conditions[0] if len(conditions) == 1 else " OR ".join(f"({condition})" for condition in conditions)
