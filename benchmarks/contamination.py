"""How many planted benchmark items `contaminate` finds, what else it finds, how long it takes and how much memory.

    python -m benchmarks.contamination [--rows 100000] [--items 10000] [--planted 2000]

Rows and items are the generator's, so that nothing but what is planted is the same; items are planted as they are and in the
ways they are met with elsewhere. Beside it, DuckDB alone: a join of all 13-grams, which knows verbatim copies only. The
dataset is built before the clock starts.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import orjson

from benchmarks import generate
from benchmarks.machine import PeakMemory, description, table
from explorer import building, contamination
from explorer.contamination import RULES, Item
from explorer.store import Cache, Dataset
from explorer.view import View

WAYS: dict[str, Callable[[str], str]] = {
    "verbatim": lambda text: text,
    "re-cased": str.upper,
    "re-punctuated": lambda text: re.sub(r"[.,;:?!，。；？！]", " -- ", text),
    "wrapped": lambda text: f"Think step by step.\n\n### Question\n{text}\n\nPut the final answer into a box.",
    "cut": lambda text: text[: len(text) * 7 // 10],
}

_JOIN = """
WITH grams AS (
    SELECT id, which, unnest([hash(words[i : i + 12]) for i in range(1, len(words) - 11)]) AS gram
    FROM (SELECT id, which, string_split_regex(lower(text), '\\W+') AS words FROM texts) WHERE len(words) > 12
)
SELECT DISTINCT rows.id FROM grams AS rows JOIN grams AS items USING (gram) WHERE rows.which = 0 AND items.which = 1
"""


def make(folder: Path, rows: int, items: int, planted: int, seed: int) -> tuple[Path, Path, dict[int, str]]:
    """(the dataset, the reference, row -> the way in which an item was planted there)."""
    data, reference = folder / "data.jsonl", folder / "reference.jsonl"
    generate.write(data, rows, seed)
    generate.write(reference, items, seed + 1)
    rng = random.Random(seed)
    lines = data.read_bytes().splitlines(keepends=True)
    read = [orjson.loads(line) for line in reference.read_bytes().splitlines()]
    asked = ["\n".join(filter(None, (one["instruction"], one["input"]))) for one in read]
    places = rng.sample(range(len(lines)), planted)
    truth: dict[int, str] = {}
    for number, (place, text) in enumerate(zip(places, rng.sample(asked, planted), strict=True)):
        way = list(WAYS)[number % len(WAYS)]
        lines[place] = orjson.dumps({**orjson.loads(lines[place]), "instruction": WAYS[way](text), "input": ""}) + b"\n"
        truth[place] = way
    data.write_bytes(b"".join(lines))
    return data, reference, truth


def prepared(
    folder: Path, rows: int, items: int, planted: int, seed: int
) -> tuple[Dataset, list[Item], dict[int, str]]:
    """(the dataset, the reference's items, row -> the way in which an item was planted there), made where they are not there yet."""
    own = folder / f"items-{rows}-{items}-{planted}-{seed}"
    own.mkdir(exist_ok=True)
    data, reference, told = own / "data.jsonl", own / "reference.jsonl", own / "truth.json"
    if not told.exists():
        truth = make(own, rows, items, planted, seed)[2]
        told.write_bytes(orjson.dumps(list(truth.items())))
    cache = Cache.at(own / "cache")
    dataset = building.run(cache, [data], layers=[])
    asked = contamination.items_of(View.of(building.run(cache, [reference], layers=[]), by_hand=False))
    return dataset, asked, dict(orjson.loads(told.read_bytes()))


def measured(name: str, find: Callable[[], set[int]], truth: dict[int, str]) -> tuple[str, ...]:
    """A line of the table."""
    with PeakMemory() as memory:
        started = time.perf_counter()
        found = find()
        seconds = time.perf_counter() - started
    right = found & truth.keys()
    ways = []
    for way in WAYS:
        planted = [row for row, known in truth.items() if known == way]
        ways.append(f"{sum(row in found for row in planted) / max(len(planted), 1):.3f}")
    return (
        name,
        f"{len(right) / len(truth):.3f}",
        f"{len(right) / max(len(found), 1):.3f}",
        *ways,
        f"{seconds:.1f} s",
        f"{memory.cpu:.1f} s",
        f"{memory.extra / 2**20:,.0f} MB",
    )


def joined(dataset: Dataset, items: list[Item]) -> set[int]:
    """Rows that a plain join of 13-grams finds."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE texts (id BIGINT, which INTEGER, text VARCHAR)")
        for path, first in dataset.text_parts():
            connection.execute(
                "INSERT INTO texts SELECT ? + file_row_number, 0, prompt FROM read_parquet(?, file_row_number = true)",
                [first, str(path)],
            )
        connection.executemany("INSERT INTO texts VALUES (?, 1, ?)", [(one.row_id, one.text) for one in items])
        return {int(row) for (row,) in connection.execute(_JOIN).fetchall()}


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--planted", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        dataset, items, truth = prepared(Path(scratch), options.rows, options.items, options.planted, options.seed)
        view = View.of(dataset, by_hand=False)
        lines = [
            measured(name, lambda rule=rule: set(contamination.find(view, ["reference"], items, rule).rows()), truth)
            for name, rule in RULES.items()
        ]
        lines.append(measured("13-gram join in DuckDB", lambda: joined(dataset, items), truth))
    print(description())
    print(f"\n{options.rows:,} rows against {len(items):,} items, {len(truth):,} planted\n")
    print(table(lines, ("rule", "recall", "precision", *WAYS, "time", "CPU", "memory")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
