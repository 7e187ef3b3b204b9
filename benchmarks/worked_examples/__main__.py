"""Writes the labelled prompts of both halves.

    python -m benchmarks.worked_examples MIRRORS OUT

MIRRORS holds the fetched repositories that README names, as OWNER+NAME/repo (bare). Rows go to OUT/develop/few_shot.jsonl and
OUT/heldout/few_shot.jsonl: rules are made with the first; of the second only the scores were looked at meanwhile. Forms written
here are the rules' authors' own in both, and FLAN's tasks are split between them.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks.halves import DEVELOP, HELD_OUT, write
from benchmarks.machine import table
from benchmarks.worked_examples.collections import COLLECTIONS
from benchmarks.worked_examples.flan import flan
from benchmarks.worked_examples.written import Row, written

_MOST = 260
"""Rows of one label that a collection gives to one half."""


def rows(mirrors: Path) -> Iterator[tuple[str, Row]]:
    """(half, row) of all sources."""
    yield from written(12)
    for gather in (flan, *COLLECTIONS):
        yield from _even(gather(mirrors), 900 if gather is flan else _MOST)


def _even(made: Iterator[tuple[str, Row]], most: int) -> Iterator[tuple[str, Row]]:
    held: dict[tuple[str, str], list[Row]] = {}
    for half, row in made:
        held.setdefault((half, str(row["label"])), []).append(row)
    for (half, label), found in held.items():
        random = Random(label)
        yield from ((half, row) for row in (random.sample(found, most) if len(found) > most else found))


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Write labelled prompts with and without worked examples.")
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args(argv)
    halves: dict[str, list[Row]] = {DEVELOP: [], HELD_OUT: []}
    for half, row in rows(options.mirrors):
        halves[half].append(row)
    for half, found in halves.items():
        write(options.out, half, "few_shot", found)
        counted = Counter((str(row["source"]).split("#")[0], str(row["lang"]), str(row["label"])) for row in found)
        cells = [(half, *key, f"{number:,}") for key, number in sorted(counted.items())]
        print(table(cells, ("half", "source", "language", "label", "rows")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
