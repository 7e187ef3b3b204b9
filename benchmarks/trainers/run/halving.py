"""Rows that stop a trainer, found among others by halving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Numbered = list[tuple[int, Any]]


def outcomes(rows: Numbered, prepared: Callable[[Numbered], dict[int, dict[str, Any]]]) -> dict[int, dict[str, Any]]:
    """What becomes of each row by number; a row that is not in what `prepared` gives was dropped."""
    try:
        found = prepared(rows)
        return {n: found.get(n, {"outcome": "drop"}) for n, _ in rows}
    except Exception as error:
        if len(rows) == 1:
            return {rows[0][0]: {"outcome": "crash", "error": f"{type(error).__name__}: {error}"[:200]}}
        half = len(rows) // 2
        return outcomes(rows[:half], prepared) | outcomes(rows[half:], prepared)


def counted(ids: list[int], labels: list[int], tokenizer: Any) -> dict[str, Any]:
    """A row that is kept: its tokens, and those that are trained."""
    if any(type(one) is list for one in ids):  # of an answer that is a list: the collator makes no tensor of it
        return {"outcome": "crash", "error": "input_ids of several texts"}
    kept = [i for i, label in zip(ids, labels, strict=True) if label != -100]
    return {"tokens": len(ids), "trained": len(kept), "text": tokenizer.decode(kept)}
