"""What a person searches for, to be marked in the rows that are shown."""

from __future__ import annotations

from explorer import filters
from explorer.view import View


def of(view: View) -> list[str]:
    """The texts that the focus looks for."""
    terms = (filters.read_term(text) for text in filters.conjuncts(view.focus))
    return [str(term.values[0]) for term in terms if term is not None and term.kind in ("search", "contains")]
