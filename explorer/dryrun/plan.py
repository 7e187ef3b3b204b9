"""What decides about a row, as conditions over columns: text that is a filter and SQL alike.

Lengths: LLaMA-Factory cuts each round, question and answer in proportion (`infer_seqlen`); axolotl drops rows that are
too long (`excess_length_strategy: drop`); TRL keeps the start (`truncation_mode: keep_start`); OpenAI cuts off the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from explorer.errors import ExplorerError
from explorer.metrics.trainers import NAMES, RULES, TEMPLATES, Template
from explorer.metrics.trainers.templates import TURN

Outcome = Literal["keep", "truncate", "drop", "mask", "crash"]
OUTCOMES: tuple[Outcome, ...] = ("keep", "truncate", "drop", "mask", "crash")
TRAINERS = tuple(NAMES)

MAX_LENGTH = 10_000_000
DEFAULT_LENGTHS = {"llamafactory": 2048, "axolotl": 512, "trl": 1024, "openai": 65536}
"""What the trainers take where nobody says a length: cutoff_len, sequence_len, max_length, tokens an example."""

_MESSAGE, _REPLY = 4, 3  # OpenAI cookbook, num_tokens_from_messages: 3 and the role; 3 at the end
_ALL, _NONE = "response_tokens", "0"


@dataclass(frozen=True, slots=True)
class Case:
    """One fate of rows. rule: why, "" where a row is kept whole. when: a filter. lost: SQL for response tokens lost."""

    outcome: Outcome
    rule: str
    said: str
    cite: str
    when: str
    lost: str = _NONE


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a trainer can do to a row. cases: exclude one another, and leave out no row.

    keeps: the filter for rows of which at least one token is trained. whole: for those of which nothing is cut off.
    """

    trainer: str
    max_length: int
    template: str
    cases: tuple[Case, ...]
    keeps: str
    whole: str


@lru_cache(maxsize=256)
def plan(trainer: str, max_length: int, template: str = "chatml") -> Plan:
    """The plan of a trainer. ExplorerError where the name, the length or the template is none."""
    if trainer not in NAMES:
        raise ExplorerError(f"There is no trainer '{trainer[:40]}'.", f"Choose one of: {', '.join(NAMES)}.")
    if template not in TEMPLATES:
        raise ExplorerError(f"There is no template '{template[:40]}'.", f"Choose one of: {', '.join(TEMPLATES)}.")
    if not 1 <= max_length <= MAX_LENGTH:
        raise ExplorerError("The maximum length is no length.", f"Give a number from 1 to {MAX_LENGTH:,}.")
    sized, keeps, whole = _BY_LENGTH[trainer](max_length, TEMPLATES[template])
    struck = [
        Case(rule.outcome, name, rule.said, rule.cite, f"{trainer}_rule = '{name}'", _ALL)
        for name, rule in RULES[trainer].items()
        if rule.outcome != "fine"
    ]
    return Plan(trainer, max_length, template, (*sized, *struck), keeps, whole)


def keeps_filter(trainer: str, max_length: int, template: str = "chatml", whole: bool = False) -> str:
    """The filter that keeps what a trainer trains on; with `whole`, only what it does not cut either."""
    made = plan(trainer, max_length, template)
    return made.whole if whole else made.keeps


def outcome_filter(trainer: str, outcome: str, max_length: int, template: str = "chatml") -> str:
    """The filter for the rows that share an outcome; one that keeps no row where no row can have it."""
    return _any([case.when for case in plan(trainer, max_length, template).cases if case.outcome == outcome])


def case_filter(trainer: str, rule: str, max_length: int, template: str = "chatml") -> str:
    """The filter for the rows that a rule strikes."""
    return _any([case.when for case in plan(trainer, max_length, template).cases if case.rule == rule])


def _any(conditions: list[str]) -> str:
    if not conditions:
        return "FALSE"
    return conditions[0] if len(conditions) == 1 else " OR ".join(f"({condition})" for condition in conditions)


# ---- what length does ----

Sized = tuple[tuple[Case, ...], str, str]


def _keep(when: str) -> Case:
    return Case("keep", "", "The row is trained as it is.", "", when)


def _llamafactory(limit: int, template: Template) -> Sized:
    full = f"total_tokens + {template.column}"
    fine = "llamafactory_rule = 'fine'"
    whole = f"llamafactory_rule = 'whole_text' OR ({fine} AND {full} <= {limit})"
    cut = Case(
        "truncate",
        "cut",
        "Longer than cutoff_len: question and answer are cut in proportion, the longer one first.",
        "LLaMA-Factory 0.9.3, data/processor/processor_utils.py: infer_seqlen",
        f"{fine} AND {full} > {limit}",
        _proportional(limit, template),
    )
    return (_keep(whole), cut), "llamafactory_rule IN ('fine', 'whole_text')", whole


def _proportional(limit: int, template: Template) -> str:
    """Response tokens lost in the last round, as `infer_seqlen` shares out what earlier rounds leave."""
    end = template.answer_end
    rounds = f"least(last_round_turn, 1) * ({template.column} - {TURN} * (n_turns - last_round_turn))"
    before = f"(earlier_tokens + {rounds})"
    target = f"(response_tokens + {end})"
    source = f"(total_tokens + {template.column} - {before} - {target})"
    room = f"({limit} - {before})"
    lost = (
        f"CASE WHEN {room} <= 0 THEN response_tokens WHEN 2 * {target} < {room} THEN 0 "
        f"WHEN 2 * {source} < {room} THEN {target} - ({room} - {source}) "
        f"ELSE {target} - floor({room} * {target} / ({source} + {target})) END"
    )
    return f"least(response_tokens, greatest(0, {lost}))"


def _axolotl(limit: int, template: Template) -> Sized:
    full = f"total_tokens + {template.column}"
    fine = "axolotl_rule = 'fine'"
    taken = f"{fine} AND NOT gemma_refuses" if template.alternates else fine
    whole = f"axolotl_rule = 'whole_text' OR ({taken} AND {full} <= {limit})"
    cases = [
        _keep(whole),
        Case(
            "drop",
            "too_long",
            "Longer than sequence_len, and excess_length_strategy is drop.",
            "axolotl 0.12, utils/data/utils.py: handle_long_seq_in_dataset",
            f"{taken} AND {full} > {limit}",
            _ALL,
        ),
    ]
    if template.alternates:
        cases.append(_refused(f"{fine} AND gemma_refuses"))
    return tuple(cases), whole, whole


def _refused(when: str) -> Case:
    said = "The template stops with an error: user and assistant do not take turns."
    return Case("crash", "template_refuses", said, TEMPLATES["gemma"].cite, when, _ALL)


def _trl(limit: int, template: Template) -> Sized:
    full = f"total_tokens + {template.column}"
    fine = "trl_rule = 'fine'"
    taken = f"{fine} AND NOT gemma_refuses" if template.alternates else fine
    bare = "total_tokens + 1"  # the end token
    read_bare = "trl_rule IN ('as_text', 'whole_text')"
    start = "system_tokens + prompt_tokens"
    whole = f"({taken} AND {full} <= {limit}) OR ({read_bare} AND {bare} <= {limit})"
    trained = f"(trl_rule = 'whole_text' OR (trl_rule = 'as_text' AND {start} < {limit}))"
    cite = "TRL 1.1, trl/trainer/sft_config.py: max_length, truncation_mode; completion_only_loss"
    said = "Longer than max_length: the end is cut off."
    masked = "The prompt fills max_length: of the completion, the only part that is trained, nothing is left."
    cases = [
        _keep(whole),
        Case("truncate", "cut", said, cite, f"{taken} AND {full} > {limit}", _end(full, limit, template.answer_end)),
        Case("truncate", "cut_text", said, cite, f"{bare} > {limit} AND {trained}", _end(bare, limit, 1)),
        Case(
            "mask",
            "answer_cut_off",
            masked,
            cite,
            f"trl_rule = 'as_text' AND {bare} > {limit} AND {start} >= {limit}",
            _ALL,
        ),
    ]
    keeps = (
        f"({taken}) OR trl_rule = 'whole_text' OR (trl_rule = 'as_text' AND ({bare} <= {limit} OR {start} < {limit}))"
    )
    if template.alternates:
        cases.append(_refused(f"{fine} AND gemma_refuses"))
    return tuple(cases), keeps, whole


def _openai(limit: int, template: Template) -> Sized:
    del template  # the service has its own
    full = f"total_tokens + {_MESSAGE} * n_turns + {_REPLY}"
    first = f"system_tokens + prompt_tokens - answered_tokens + {_MESSAGE} * first_answer_turn + {_MESSAGE}"
    fine = "openai_rule = 'fine'"
    whole = f"{fine} AND {full} <= {limit}"
    cite = "OpenAI cookbook, Chat_finetuning_data_prep.ipynb: Token Limit Warnings"
    cases = (
        _keep(whole),
        Case(
            "truncate",
            "cut",
            "Longer than the model's limit for an example: the end is cut off.",
            cite,
            f"{fine} AND {full} > {limit} AND {first} < {limit}",
            _end(full, limit, _REPLY),
        ),
        Case(
            "mask",
            "answer_cut_off",
            "What precedes the first answer fills the limit: nothing is left that is trained.",
            cite,
            f"{fine} AND {full} > {limit} AND {first} >= {limit}",
            _ALL,
        ),
    )
    return cases, f"{fine} AND ({full} <= {limit} OR {first} < {limit})", whole


def _end(full: str, limit: int, end: int) -> str:
    """Response tokens lost where the end of the row is cut off; what follows the response goes first."""
    trailing = "(total_tokens - system_tokens - prompt_tokens - response_tokens)"
    return f"least(response_tokens, greatest(0, {full} - {limit} - {trailing} - {end}))"


_BY_LENGTH = {"llamafactory": _llamafactory, "axolotl": _axolotl, "trl": _trl, "openai": _openai}
