"""Columns that are offered as categories."""

from __future__ import annotations

from explorer import queries
from explorer.columns import Column
from explorer.queries import Categories
from explorer.ui.parts.cached import ask
from explorer.view import View

_PREFERRED = ("ability", "category", "type", "class", "task", "task_type", "domain", "topic", "source", "dialect")
_LENGTHS = ("total_tokens", "response_tokens", "prompt_tokens")
_FEW = 60  # distinct values up to which a whole number is offered as a category


def choices(view: View) -> list[Column]:
    """Columns with few values, the likeliest first."""
    found = [
        column
        for column in view.dataset.columns.values()
        if column.kind in ("category", "boolean") and not column.long_text and column.name != "remarks"
    ]
    found += [
        column
        for column in view.dataset.columns.values()
        if column.kind == "integer" and column.group == "field" and _is_small(view, column)
    ]
    found += [column for name in ("n_turns", "media") if (column := view.dataset.columns.get(name)) is not None]
    rank = {name: place for place, name in enumerate(_PREFERRED)}
    return sorted(found, key=lambda column: rank.get(column.name.lower(), len(rank)))


def numbers(view: View) -> list[Column]:
    """Columns of numbers that are spread widely enough for no category, lengths first."""
    named = {column.name for column in choices(view)}
    found = [
        column
        for column in view.dataset.columns.values()
        if column.kind in ("integer", "number")
        and not column.long_text
        and column.group not in ("source", "map", "decision")
        and column.name not in ("row_id", *named)
    ]
    rank = {name: place for place, name in enumerate(_LENGTHS)}
    return sorted(found, key=lambda column: rank.get(column.name, len(rank)))


def _is_small(view: View, column: Column) -> bool:
    found: Categories = ask(queries.categories, view.everything(), column.name, limit=1)
    return found.distinct <= _FEW
