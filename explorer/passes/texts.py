"""Texts of rows, read from the text layer where they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_LONGEST = 2_000  # characters of a text that are looked at
_HALF = 500  # of prompt and response each, where both are read: the encoder reads no more than twice that


@dataclass(frozen=True)
class Texts:
    """Texts of all rows, read from the text layer where they are needed.

    chosen: "prompt", "response" or "both". A row that lacks the one has the other.
    """

    paths: Sequence[Path]
    bases: Sequence[int]
    rows: int
    chosen: str = "prompt"

    def block(self, part: int) -> list[str]:
        """Texts of one part."""
        table = pq.read_table(self.paths[part], columns=["prompt", "response"])
        first, second = ("response", "prompt") if self.chosen == "response" else ("prompt", "response")
        pairs = zip(table[first].to_pylist(), table[second].to_pylist(), strict=True)
        if self.chosen == "both":
            return [_both(prompt or "", response or "") for prompt, response in pairs]
        return [(wanted or other or "")[:_LONGEST] for wanted, other in pairs]

    def lengths(self) -> np.ndarray:
        """Characters of each row's text, int64 (rows,)."""
        found = [np.zeros(0, dtype=np.int64)]
        for path in self.paths:
            table = pq.read_table(path, columns=["prompt", "response"])
            prompts, responses = (_length(table[name]) for name in table.column_names)
            if self.chosen == "both":
                found.append((prompts + responses).astype(np.int64))
            elif self.chosen == "response":
                found.append(np.where(responses > 0, responses, prompts).astype(np.int64))
            else:
                found.append(np.where(prompts > 0, prompts, responses).astype(np.int64))
        return np.concatenate(found)

    def at(self, places: np.ndarray) -> list[str]:
        """Texts at sorted places."""
        found: list[str] = []
        ends = [*self.bases[1:], self.rows]
        for part, (first, stop) in enumerate(zip(self.bases, ends, strict=True)):
            here = places[(places >= first) & (places < stop)]
            if len(here):
                texts = self.block(part)
                found += [texts[place - first] for place in here]
        return found


def _both(prompt: str, response: str) -> str:
    """The start of both; one that is short leaves its room to the other."""
    room = 2 * _HALF - 1
    cut = prompt[: max(_HALF, room - len(response))]
    return f"{cut}\n{response[: room - len(cut)]}".strip()


def _length(texts: pa.ChunkedArray) -> np.ndarray:
    """Characters of each text, 0 for a null."""
    return pc.fill_null(pc.utf8_length(texts), 0).to_numpy()  # pyright: ignore[reportAttributeAccessIssue]
