"""What the gatherers of answers share: a labelled row with its half, and the repositories that it comes from."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.worked_examples.mirror import text_of


class Row(NamedTuple):
    """half: d for develop, h for held out. stem: the file's name without its ending. values: what is written."""

    half: str
    stem: str
    values: dict[str, str]


class Mirrors:
    """Bare git directories, OWNER+NAME/repo each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.text = lru_cache(maxsize=8)(self._text)

    def _text(self, repository: str, path: str, encoding: str = "utf-8") -> str:
        return text_of(self.folder, repository, path, encoding)

    def lines(self, repository: str, path: str) -> list[dict[str, Any]]:
        """The objects of a JSONL file."""
        return [json.loads(line) for line in self.text(repository, path).splitlines() if line.strip()]


def labelled(
    half: str, stem: str, prompt: str, response: str, label: str, source: str, lang: str, kind: str, **more: str
) -> Row:
    """A row as `benchmarks.judgement` reads it."""
    return Row(
        half,
        stem,
        {"prompt": prompt, "response": response, "label": label, "source": source, "lang": lang, "kind": kind, **more},
    )
