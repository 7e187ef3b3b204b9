"""What is said of a column that does not exist, outside of expressions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from explorer.errors import FilterError
from explorer.filters.lexer import clip


def no_column(name: str, columns: Iterable[str]) -> FilterError:
    """The error, with the names that were perhaps meant."""
    folded = {known.lower(): known for known in columns}
    near = [f"'{clip(folded[one])}'" for one in difflib.get_close_matches(name.lower()[:80], folded, 3, 0.7)]
    hint = f"Did you mean {' or '.join(near)}?" if near else "Choose one of the dataset's columns."
    return FilterError(f"There is no column '{clip(name, 80)}'.", hint)
