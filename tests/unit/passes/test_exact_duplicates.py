"""Exact copies: the same in all that is trained on, and in nothing less."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.store import Dataset


def _columns(dataset: Dataset, *names: str) -> list[dict[str, Any]]:
    dataset.ensure(names)
    return dataset.query(f"SELECT {', '.join(names)} FROM rows ORDER BY row_id", reads=set(names)).to_pylist()


def test_pairs_with_another_rejected_answer_are_no_copies(shared_dataset: Callable[..., Dataset]) -> None:
    rows = [
        {"prompt": "Name a fish.", "chosen": "A carp.", "rejected": "A cow."},
        {"prompt": "Name a fish.", "chosen": "A carp.", "rejected": "A hen."},
        {"prompt": "Name a fish.", "chosen": "A carp.", "rejected": "A cow."},
        {"prompt": "Name a bird.", "chosen": "A hen.", "rejected": "A cow."},
    ]
    found = _columns(shared_dataset(rows, "pairs.jsonl"), "exact_group", "is_exact_copy", "prompt_group")
    assert [row["exact_group"] for row in found] == [0, None, 0, None]
    assert [row["is_exact_copy"] for row in found] == [False, False, True, False]
    assert [row["prompt_group"] for row in found] == [0, 0, 0, None]


def test_rows_that_say_the_same_are_copies_of_the_first(shared_dataset: Callable[..., Dataset]) -> None:
    rows = [{"prompt": "p", "response": "r"}, {"prompt": "p", "response": "r"}, {"prompt": "p", "response": "R"}]
    rows += [{"prompt": "", "response": "alone"}, {"prompt": "", "response": "alone"}]
    found = _columns(shared_dataset(rows, "plain.jsonl"), "exact_group", "is_exact_copy", "prompt_group")
    assert [(row["exact_group"], row["is_exact_copy"]) for row in found] == [
        (0, False),
        (0, True),
        (None, False),
        (1, False),
        (1, True),
    ]
    assert [row["prompt_group"] for row in found] == [0, 0, 0, None, None]
