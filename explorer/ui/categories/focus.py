"""What a click on a value, a cell or a box looks at; the second click undoes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from explorer import filters
from explorer.columns import Column
from explorer.queries import Axis
from explorer.ui import state
from explorer.view import View


def own_term(view: View, column: str) -> filters.Term | None:
    """The term on this column that a click wrote."""
    for text in filters.conjuncts(view.focus):
        term = filters.read_term(text)
        if term is not None and term.column == column and term.kind in ("one_of", "null", "flag"):
            return term
    return None


def chosen(view: View, column: str) -> frozenset[str | None]:
    """The values of a column that the focus asks for, as `queries.categories` has them; none where it asks for none."""
    term = own_term(view, column)
    return frozenset(_as_text(value) for value in term.values) if term else frozenset()


def _as_text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _typed(column: Column, value: str | None) -> Any:
    """A value of `queries.categories`, which come as text, as the filter has it."""
    if value is None:
        return None
    if column.kind == "boolean":
        return value == "true"
    return int(value) if column.kind == "integer" else value


def only(view: View, column: str, value: str | None) -> str:
    """The term of one value."""
    known = view.dataset.columns[column]
    if value is None:
        return filters.is_null(column)
    if known.kind == "boolean":
        return filters.flag(column, value == "true")
    return filters.one_of(column, [_typed(known, value)])


def any_of(view: View, column: str, values: Sequence[str | None]) -> list[str]:
    """The term of several values; none where they are both sides of a yes/no column."""
    known = view.dataset.columns[column]
    if len(values) == 1:
        return [only(view, column, values[0])]
    if known.kind == "boolean":
        held = [value for value in values if value is not None]
        if len(held) == 1:
            return [f"({only(view, column, held[0])} OR {filters.is_null(column)})"]
        return [] if None in values else [filters.negate(filters.is_null(column))]
    filled = [_typed(known, value) for value in values if value is not None]
    return [filters.one_of(column, filled, include_null=None in values)]


def within(axis: Axis, first: int, last: int) -> list[str]:
    """The terms of the bins `first` to `last` of a column of numbers, both included.

    A bin holds its lower edge and not its upper one, but for the last.
    """
    low, high = float(axis.edges[first]), float(axis.edges[last + 1])
    if axis.whole:
        top = high if last == axis.bins - 1 else -(-high // 1) - 1
        return [filters.between(axis.column, _whole_above(low), int(top // 1))]
    if last == axis.bins - 1:
        return [filters.between(axis.column, low, high)]
    return [filters.between(axis.column, low, None), filters.below(axis.column, high)]


def _whole_above(number: float) -> int:
    return int(-(-number // 1))


def toggle_value(view: View, column: str, value: str | None) -> None:
    """Look at a value, or at one more, or at one less."""
    known = view.dataset.columns[column]
    term = own_term(view, column)
    typed = _typed(known, value)
    values: list[Any] = list(term.values) if term is not None else []
    if known.kind == "boolean":  # one at a time: both and missing is everything
        toggle(view, [column], [only(view, column, value)])
        return
    values = [v for v in values if v != typed] if typed in values else [*values, typed]
    filled = [v for v in values if v is not None]
    state.replace(column, "one_of", filters.one_of(column, filled, include_null=None in values) if values else None)


def toggle(view: View, columns: Collection[str], terms: Sequence[str], axes: Sequence[Axis] = ()) -> None:
    """Look at the rows of these terms, in place of all that a click could have written on the columns; or at them no more.

    axes: of the columns of numbers, whose bins a click could have asked for.
    """
    held = filters.conjuncts(view.focus)
    asked = [text for term in terms for text in filters.conjuncts(term)]
    edges = {
        text for axis in axes for edge in axis.edges for text in filters.conjuncts(filters.below(axis.column, edge))
    }

    def is_own(text: str) -> bool:
        term = filters.read_term(text)
        return text in asked or text in edges or (term is not None and term.column in columns)

    others = [text for text in held if not is_own(text)]
    state.look_at([*others, *([] if set(asked) <= set(held) else asked)])
