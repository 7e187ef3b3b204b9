"""Rows that seem to wait for their answer, while a field that nobody read may hold it: these are not sure."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from explorer.conversation import PROMPT_ONLY, Conversation
from explorer.formats import fields

_ANSWERS = frozenset(
    "answer answers response responses output outputs completion completions solution solutions reply replies "
    "continuation continuations generation generations generated correct rewritten revision".split()
)
_ABOUT = frozenset(
    "id ids type types format num number count length len score scores rating ratings model models source lang language "
    "tokens token time date name style label tag tags level rate level_of max min has is format_type finish reason "
    "checked verified quality url path hash key metadata meta".split()
)
"""Words of names that tell something about answers, and hold none."""


@lru_cache(maxsize=4_096)
def _may_answer(name: str) -> bool:
    words = fields.normalise(name).split("_")
    return not _ANSWERS.isdisjoint(words) and _ABOUT.isdisjoint(words)


def names_of(value: dict[Any, Any]) -> tuple[str, ...]:
    """The fields of a row whose names say that they hold an answer, as text or as a list."""
    return tuple(
        name
        for name, held in value.items()
        if isinstance(name, str)
        and isinstance(held, str | list | dict)
        and _may_answer(name)
        and not (isinstance(held, list) and held and isinstance(held[0], int | float))
    )


def doubt(conversation: Conversation, row: dict[str, Any], names: tuple[str, ...]) -> None:
    """Make a row unsure that was read as a prompt alone, where a field with an answer's name was not read."""
    if conversation.dialect != PROMPT_ONLY or not conversation.sure or conversation.reference:
        return
    for name in names:
        if name not in conversation.consumed and row.get(name):
            conversation.sure = False
            field = name[:40]
            conversation.notes = (*conversation.notes, f"{field} may hold the answer, which a mapping can tell")
            return
