"""What length does, as text that is a filter and SQL alike: the parts that several trainers share."""

from __future__ import annotations

from explorer.trainers.templates import TEMPLATES, Template
from explorer.trainers.trainer import Case, full_length

__all__ = ["ALL", "cut_at_end", "full_length", "keep", "template_refuses", "template_takes"]

ALL = "response_tokens"
"""SQL for the response tokens lost where nothing is trained."""


def keep(when: str) -> Case:
    """Rows that are trained as they are."""
    return Case("keep", "", "The row is trained as it is.", "", when)


def template_takes(fine: str, template: Template) -> str:
    """The rows of `fine` that the template takes."""
    return f"{fine} AND NOT gemma_refuses" if template.alternates else fine


def template_refuses(fine: str, template: Template) -> tuple[Case, ...]:
    """The case of the other rows of `fine`; none where the template takes all."""
    if not template.alternates:
        return ()
    said = "The template stops with an error: user and assistant do not take turns."
    when = f"{fine} AND gemma_refuses"
    return (Case("crash", "template_refuses", said, TEMPLATES["gemma"].cite, when, ALL),)


def cut_at_end(full: str, limit: int, end: int) -> str:
    """SQL for response tokens lost where the end of the row is cut off; what follows the response goes first.

    full: SQL for the tokens of the row. end: tokens that the template adds after an answer.
    """
    trailing = "(total_tokens - system_tokens - prompt_tokens - response_tokens)"
    return f"least(response_tokens, greatest(0, {full} - {limit} - {trailing} - {end}))"
