"""Custom columns: a user's own, made of an expression over the other columns or of a Python function.

    ratio=response_tokens / prompt_tokens

An expression is as safe as a filter, since the same parser checks it, and travels wherever a filter does. A Python function is
code: it comes in by a file that is named when the program starts, or from the Python program that calls the library, never
from a dataset, an address or a recipe. Both are known by their text, and by its hash.
"""

from __future__ import annotations

from explorer.custom.definition import (
    MOST,
    CustomColumn,
    as_dict,
    checked,
    expression,
    from_dict,
    function,
    needed,
    read,
    read_file,
    require_allowed,
)
from explorer.custom.flag import FLAG, split
from explorer.custom.running import Row

__all__ = [
    "FLAG",
    "MOST",
    "CustomColumn",
    "Row",
    "as_dict",
    "checked",
    "expression",
    "from_dict",
    "function",
    "needed",
    "read",
    "read_file",
    "require_allowed",
    "split",
]
