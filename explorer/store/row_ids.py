"""Sets of row numbers as short text, such as "0-5,7,9-12": what recipes hold, and the SQL that finds the rows."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from explorer.store.table import alias, literal

_PIECE = "[0-9]{1,15}(?:-[0-9]{1,15})?"
_TEXT = re.compile(f"{_PIECE}(?:,{_PIECE})*")
NONE = "none"
"""The set without rows: "" is no set."""


def as_text(ids: Iterable[int]) -> str:
    """The numbers in their order, neighbours joined; "none" where there are none."""
    found = np.unique(np.fromiter(ids, np.int64))
    if not len(found):
        return NONE
    breaks = np.flatnonzero(np.diff(found) > 1) + 1
    first, last = found[np.r_[0, breaks]], found[np.r_[breaks, len(found)] - 1]
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in zip(first.tolist(), last.tolist(), strict=True))


def from_text(text: str, rows: int) -> np.ndarray:
    """The numbers that `as_text` wrote of a dataset with so many rows: int64, ascending. ValueError for any other text."""
    if text == NONE:
        return np.zeros(0, np.int64)
    if not _TEXT.fullmatch(text):
        raise ValueError("row numbers are written like 0-5,7")
    pairs = [piece.split("-") for piece in text.split(",")]
    ends = np.array([(pair[0], pair[-1]) for pair in pairs], np.int64)
    if (np.diff(ends.ravel())[1::2] <= 0).any() or (ends[:, 0] > ends[:, 1]).any():
        raise ValueError("row numbers ascend")
    if ends[-1, 1] >= rows:
        raise ValueError(f"row {ends[-1, 1]:,} is named, and there are {rows:,} rows")
    return np.concatenate([np.arange(first, last + 1, dtype=np.int64) for first, last in ends.tolist()])


def sql(text: str) -> str:
    """SQL that is true for the rows of a set that `as_text` wrote."""
    if text == NONE:
        return "FALSE"
    piece = alias("piece")
    # The text itself, which is one literal to the database: 20,000 of them take longer to parse than to look up.
    return (
        f"row_id IN (SELECT unnest(generate_series({piece}[1]::BIGINT, {piece}[-1]::BIGINT)) "
        f"FROM (SELECT string_split(unnest(string_split({literal(text)}, ',')), '-') AS {piece}))"
    )
