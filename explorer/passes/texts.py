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


@dataclass(frozen=True)
class Texts:
    """Prompts of all rows, read from the text layer where they are needed."""

    paths: Sequence[Path]
    bases: Sequence[int]
    rows: int

    def block(self, part: int) -> list[str]:
        """Texts of one part."""
        table = pq.read_table(self.paths[part], columns=["prompt", "response"])
        pairs = zip(table["prompt"].to_pylist(), table["response"].to_pylist(), strict=True)
        return [(prompt or response or "")[:_LONGEST] for prompt, response in pairs]

    def lengths(self) -> np.ndarray:
        """Characters of each row's text, int64 (rows,)."""
        found = [np.zeros(0, dtype=np.int64)]
        for path in self.paths:
            table = pq.read_table(path, columns=["prompt", "response"])
            prompts, responses = (_length(table[name]) for name in table.column_names)
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


def _length(texts: pa.ChunkedArray) -> np.ndarray:
    """Characters of each text, 0 for a null."""
    return pc.fill_null(pc.utf8_length(texts), 0).to_numpy()  # pyright: ignore[reportAttributeAccessIssue]
