"""How often near duplicates are told from texts that only look alike, on labelled pairs of short texts.

    python -m benchmarks.near_pairs FILE

FILE: JSONL of pairs, "prompt" and "response" the two texts, "label" near_duplicate or distinct. Each pair is judged as a dataset of
two rows without answers. Which words make two statements was decided with the pairs at even places; those at odd places were
looked at as well while rules were tried. Texts of less than 18 characters are too short to be judged by parts.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.machine import description, table
from explorer.passes import Inputs, near_duplicates
from explorer.passes.shingles import plain

LEAST = 18
"""Characters of the shorter text from which a pair is long enough to judge: 16 shingles of three."""


def is_pair(first: str, second: str) -> bool:
    """Whether the two are near duplicates as rows of a dataset."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "part.parquet"
        pq.write_table(pa.table({"system": ["", ""], "prompt": [first, second], "response": ["", ""]}), path)
        return any(near_duplicates.compute(Inputs([path], [0], Path(scratch), 2))["is_near_copy"].to_pylist())


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    options = parser.parse_args(argv)
    rows = [orjson.loads(line) for line in options.file.read_bytes().splitlines()]
    truth = np.array([row["label"] == "near_duplicate" for row in rows])
    found = np.array([is_pair(row["prompt"], row["response"]) for row in rows])
    lengths = np.array([min(len(plain(row["prompt"])), len(plain(row["response"]))) for row in rows])
    even = np.arange(len(rows)) % 2 == 0
    long = lengths >= LEAST
    lines = []
    for name, chosen in (
        (f"{LEAST} characters and more, even places", long & even),
        (f"{LEAST} characters and more, odd places", long & ~even),
        (f"{LEAST} characters and more", long),
        ("shorter", ~long),
        ("all", lengths >= 0),
    ):
        right, wrong, missed = (
            int(some.sum()) for some in (found & truth & chosen, found & ~truth & chosen, ~found & truth & chosen)
        )
        lines.append(
            (
                name,
                f"{int(chosen.sum()):,}",
                f"{right / max(right + wrong, 1):.3f}",
                f"{right / max(right + missed, 1):.3f}",
                f"{2 * right / max(2 * right + wrong + missed, 1):.3f}",
            )
        )
    print(description())
    print(table(lines, ("pairs", "number", "precision", "recall", "F1")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
