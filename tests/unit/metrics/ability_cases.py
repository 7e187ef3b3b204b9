"""Prompts with the ability that a reader would give them: tables of data, one a language."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "data"


@cache
def _rows(language: str) -> list[dict[str, str]]:
    lines = (FOLDER / f"ability_cases_{language}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def cases(language: str) -> dict[str, list[str]]:
    """Ability -> prompts that ask for it, each as people and dataset makers phrase them."""
    found: dict[str, list[str]] = {}
    for row in _rows(language):
        if "near_miss" not in row:
            found.setdefault(row["ability"], []).append(row["prompt"])
    return found


def near_misses(language: str) -> list[tuple[str, str]]:
    """(prompt, ability) where words of another ability stand in the prompt."""
    return [(row["prompt"], row["ability"]) for row in _rows(language) if "near_miss" in row]
