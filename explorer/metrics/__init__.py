"""Row layers: what can be told of a row by looking at that row alone.

A new metric is one module here and one entry in `METRICS`; its filter control, chart, table column and
help text follow from its columns.
"""

from __future__ import annotations

from collections.abc import Collection

from explorer.conversation import Conversation
from explorer.metrics.ability import ABILITY
from explorer.metrics.answers import FAULTY_TURNS
from explorer.metrics.arithmetic import ARITHMETIC
from explorer.metrics.batch import Batch
from explorer.metrics.checks import CHECKS
from explorer.metrics.domain import DOMAIN
from explorer.metrics.evidence import Evidence
from explorer.metrics.language import LANGUAGE
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.pii import PII
from explorer.metrics.reasoning import REASONING
from explorer.metrics.refusal import REFUSAL
from explorer.metrics.repetition import REPETITION
from explorer.metrics.residue import RESIDUE
from explorer.metrics.syntax import SYNTAX
from explorer.metrics.text_ratios import TEXT_RATIOS
from explorer.metrics.tokens import TOKENS
from explorer.metrics.trained_tokens import TRAINED_TOKENS
from explorer.metrics.trainer_rules import TRAINER_RULES
from explorer.metrics.truncation import TRUNCATION

METRICS: tuple[Metric, ...] = (
    TOKENS,
    CHECKS,
    ABILITY,
    DOMAIN,
    REASONING,
    ARITHMETIC,
    REFUSAL,
    RESIDUE,
    REPETITION,
    TRUNCATION,
    SYNTAX,
    LANGUAGE,
    PII,
    TEXT_RATIOS,
    TRAINER_RULES,
    TRAINED_TOKENS,
)

USUAL = tuple(metric for metric in METRICS if not metric.on_request)
"""Those that every build makes."""


def evidence(conversation: Conversation, columns: Collection[str]) -> list[Evidence]:
    """What explains these columns of a row: computed when somebody looks, never stored."""
    found: list[Evidence] = []
    for metric in METRICS:
        if metric.explain is not None and any(column.name in columns for column in metric.columns):
            found += [one for one in metric.explain(conversation) if one.column in columns]
    return found


__all__ = ["FAULTY_TURNS", "METRICS", "USUAL", "Batch", "Context", "Evidence", "Metric", "Values", "evidence"]
