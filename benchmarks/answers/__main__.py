"""Writes labelled answers of public collections: refusals, cuts, worked sums and chains of thought, each source in one half.

    python -m benchmarks.answers MIRRORS OUT

Only permissive licences are read; the rows are not part of this repository. What each module reads stands at its head.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from itertools import chain
from pathlib import Path

from benchmarks.answers.chinese import chinese
from benchmarks.answers.cuts import cuts
from benchmarks.answers.refusals import refusals
from benchmarks.answers.rows import Mirrors
from benchmarks.answers.solutions import solutions
from benchmarks.halves import DEVELOP, HELD_OUT, write


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Write labelled answers of public collections.")
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args(argv)
    mirrors = Mirrors(options.mirrors)
    held: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in chain(refusals(mirrors), chinese(mirrors), solutions(mirrors), cuts(mirrors)):
        held[row.half, row.stem].append(row.values)
    for (half, stem), rows in sorted(held.items()):
        name = {"d": DEVELOP, "h": HELD_OUT}[half]
        write(options.out, name, stem, rows)
        sources = {row["source"] for row in rows}
        labels = sorted({row["label"] for row in rows})
        counts = ", ".join(f"{sum(row['label'] == label for row in rows):,} {label}" for label in labels)
        print(f"{name}/{stem}: {len(rows):,} rows of {len(sources)} sources: {counts}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
