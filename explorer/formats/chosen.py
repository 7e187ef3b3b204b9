"""Lists of messages in which a turn has several answers, one of which was chosen."""

from __future__ import annotations

from typing import Any

from explorer.conversation import Conversation
from explorer.formats.values import text_of

_CHOICES = ("if_chosen", "is_chosen", "chosen", "is_selected", "selected")


def chosen(items: list[Any]) -> tuple[list[Any], list[dict[str, Any]]]:
    """(the messages that were chosen, those that were not) where several answers to a turn stand in one list.

    The last of the others is one to the last answer, else empty.
    """
    mark = next((key for item in items[:4] if isinstance(item, dict) for key in _CHOICES if key in item), "")
    if not mark:
        return items, []
    kept: list[Any] = []
    others: list[dict[str, Any]] = []
    last: dict[str, Any] = {}
    for item in items:
        if not isinstance(item, dict):
            kept.append(item)
        elif item.get(mark) is False:
            others.append(item)
            last = item
        else:
            if mark not in item or item[mark] is None:
                last = {}  # another question
            kept.append(item)
    return (kept, [*others, last]) if others and kept else (items, [])


def without(found: Conversation, others: list[dict[str, Any]]) -> Conversation:
    """The conversation, which says that answers were not chosen; one to the last question is what was rejected."""
    found.notes = (*found.notes, "answers that were not chosen are left out of the turns")
    if others[-1]:
        found.rejected = text_of(others[-1].get("content", others[-1].get("value")))[0]
    return found
