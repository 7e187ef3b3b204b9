"""The two halves of labelled rows, and how they are kept: JSONL in a folder of each half, named after the judgement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

DEVELOP, HELD_OUT = "develop", "heldout"


def write(out: Path, half: str, stem: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the rows of one judgement to OUT/HALF/STEM.jsonl, in place of what is there."""
    (out / half).mkdir(parents=True, exist_ok=True)
    with (out / half / f"{stem}.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
