"""What length does, as text that is a filter and SQL alike: the parts that several trainers share."""

from __future__ import annotations

from explorer.trainers.templates import TEMPLATES, Template
from explorer.trainers.trainer import Case, full_length

__all__ = ["ALL", "cut_at_end", "full_length", "keep", "template_refuses", "template_takes"]

ALL = "response_tokens + earlier_answer_tokens"
"""SQL for the response tokens lost where nothing is trained: those of all answers."""


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

    What reaches beyond the last answer takes from earlier ones their share of the turns there. full: SQL for the tokens of the
    row. end: tokens that the template adds after an answer.
    """
    trailing = "(total_tokens - system_tokens - prompt_tokens - response_tokens)"
    cut = f"greatest(0, {full} - {limit} - {trailing} - {end})"
    return f"(least(response_tokens, {cut}) + {_share(f'({cut} - response_tokens)', 'answered_tokens')})"


def _share(taken: str, of: str) -> str:
    """SQL for the tokens of earlier answers among `taken` tokens of the `of` tokens in which they stand."""
    part = f"greatest(0, {taken}) * earlier_answer_tokens // greatest({of}, 1)"
    return f"least(earlier_answer_tokens, {part})"


def share_of_rounds(taken: str) -> str:
    """SQL for the tokens of earlier answers lost where `taken` tokens of the earlier rounds are cut off."""
    return _share(taken, "earlier_tokens")
