"""Whether `spread` beats chance: its choice beside five random ones and the longest rows, and how long choosing takes.

    python -m benchmarks.choosing [--rows 100000] [--pick 10000] [--cache FOLDER] [--strategies spread,score]

Rows are about 400 topics, a few large and many small, as topics are; near copies and faults are planted among them. The
dataset and its map are built before the clock starts. Exit code 1 where `spread` does not beat every random choice.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import orjson

from benchmarks.generate import _CHINESE, _ENGLISH, _GLUE
from benchmarks.machine import PeakMemory, description, table
from explorer import building, choosing
from explorer.choosing import MEASURES, Choice, Compared, Request
from explorer.choosing.beside import SEEDS
from explorer.diversity import formulas
from explorer.passes import MAP
from explorer.store import Cache, Dataset
from explorer.view import View

FAULTS: tuple[Callable[[str, random.Random], str], ...] = (
    lambda text, rng: "",
    lambda text, rng: "I'm sorry, but as an AI language model I cannot help with that request.",
    lambda text, rng: text[: max(20, len(text) * 2 // 3)].rstrip(".。 ") + " and the",
    lambda text, rng: f"{text} Yours sincerely, [Your Name], [Your Company]",
    lambda text, rng: f'{text}\n```json\n{{"name": "x", "value": [1, 2,}}\n```',
    lambda text, rng: text.replace("e", "\ufffd", 3).replace("的", "\ufffd", 3),
    lambda text, rng: " ".join([rng.choice(_ENGLISH)] * 60),
)
_TOPICS = 400
_SEEDS = 5
_OF = 2_500  # rows of a set whose order is known
_CLUSTERS = {"one cluster": 1, "five clusters": 5, "twenty clusters": 20}
_FAULTY, _COPIED = 0.06, 0.10


def rows(count: int, seed: int, faulty: set[int], copied: set[int]) -> Iterator[dict[str, str]]:
    """The rows; the numbers of what is planted are put into the two sets."""
    rng = random.Random(seed)
    topics: list[list[str]] = [rng.sample(_CHINESE if number % 3 == 2 else _ENGLISH, 24) for number in range(_TOPICS)]
    weights = [1 / (rank + 3) for rank in range(_TOPICS)]
    asks = ["Explain how {}.", "Write a note on {}.", "Why {}?", "Compare {}.", "List what matters when {}.", "{}"]
    drawn = rng.choices(range(_TOPICS), weights, k=count)
    kept: list[dict[str, str]] = []
    for number, topic in enumerate(drawn):
        words, gap = topics[topic], "" if topic % 3 == 2 else " "
        own = rng.sample(words, 8)

        def sentence(own: Sequence[str] = own, gap: str = gap, chinese: bool = topic % 3 == 2) -> str:
            said = [
                rng.choice(own) if rng.random() < 0.6 else rng.choice(_CHINESE if chinese else _ENGLISH)
                for _ in range(10)
            ]
            if not chinese:
                said = [word for pair in zip(said, rng.choices(_GLUE, k=10), strict=True) for word in pair][:-1]
            return gap.join(said).capitalize() + ("。" if chinese else ".")

        if kept and rng.random() < _COPIED:
            copied.add(number)
            like = rng.choice(kept)
            row = {**like, "output": f"{like['output']} {rng.choice(_ENGLISH).capitalize()}."}
        else:
            answer = gap.join(sentence() for _ in range(min(30, 2 + int(rng.lognormvariate(1.5, 0.7)))))
            row = {"instruction": rng.choice(asks).format(sentence()[:-1]), "output": answer}
            if len(kept) < 5_000:
                kept.append(row)
            else:
                kept[rng.randrange(5_000)] = row
        if rng.random() < _FAULTY:
            faulty.add(number)
            row = {**row, "output": rng.choice(FAULTS)(row["output"], rng)}
        yield row


def make(path: Path, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(row ids with a planted fault, of planted copies) of the file that is written, unless it was before."""
    told = path.with_suffix(".truth.json")
    if told.exists():
        faults, copies = orjson.loads(told.read_bytes())
        return np.array(faults), np.array(copies)
    faulty: set[int] = set()
    copied: set[int] = set()
    with path.open("wb") as out:
        for row in rows(count, seed, faulty, copied):
            out.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    told.write_bytes(orjson.dumps([sorted(faulty), sorted(copied)]))
    return np.array(sorted(faulty)), np.array(sorted(copied))


def lines_of(choice: Choice, found: Compared, faulty: np.ndarray) -> tuple[list[tuple[str, ...]], bool]:
    """(a line a measure; whether every measure that says something is better than in all random choices)."""

    def planted(rows: np.ndarray) -> float:
        return float(np.isin(rows, faulty).mean())

    pool = choice.pool
    asked = replace(choice.request, count=len(choice.places))
    others = [
        planted(
            pool.rows[
                choosing.BY_NAME["random"].pick(pool, replace(asked, seed=asked.seed + 1 + n), lambda _: None).places
            ]
        )
        for n in range(SEEDS)
    ]
    longest = planted(pool.rows[choosing.BY_NAME["longest"].pick(pool, asked, lambda _: None).places])
    lines: list[tuple[str, ...]] = []
    better = True
    for measure in MEASURES:
        there = found.spread(measure.name)
        assert there is not None
        own, wins = found.chosen[measure.name], found.beats(measure)
        if measure.name in ("coverage", "novelsum", "copies"):
            better = better and bool(wins)
        lines.append(
            (
                measure.label,
                f"{own:,.4g}",
                f"{there[0]:,.4g} ({there[1]:,.4g} to {there[2]:,.4g})",
                f"{found.longest[measure.name]:,.4g}",
                "" if wins is None else "better" if wins else "no better",
            )
        )
    own = planted(choice.rows)
    better = better and own < min(others)
    mean = sum(others) / len(others)
    lines.append(
        (
            "planted faults",
            f"{own:.4g}",
            f"{mean:.4g} ({min(others):.4g} to {max(others):.4g})",
            f"{longest:.4g}",
            "better" if own < min(others) else "no better",
        )
    )
    return lines, better


ORDERS: tuple[tuple[str, ...], ...] = (
    ("one cluster", "five clusters", "twenty clusters", "all"),
    ("half copies", "a fifth copies", "all"),
)
"""Sets of rows whose order in diversity is known, the least varied first."""


def orders(dataset: Dataset) -> list[tuple[str, ...]]:
    """For NovelSum and the Vendi score: in how many of five seeds each known order comes out, and the figures of the last."""
    pool = choosing.Pool(View.of(dataset, by_hand=False))
    clusters, names = pool.values("cluster")
    around = pool.vectors(formulas.sampled(len(pool), 10_000, 1))
    met = np.zeros((2, len(ORDERS)), int)
    figures: dict[str, tuple[float, float]] = {}
    for seed in range(_SEEDS):
        rng = np.random.default_rng(seed)
        several = {name: rng.choice(len(names), count, replace=False) for name, count in _CLUSTERS.items()}
        sets = {
            name: rng.choice(np.flatnonzero(np.isin(clusters, few)), _OF, replace=True) for name, few in several.items()
        }
        sets = {name: np.unique(places) for name, places in sets.items()}
        least = min(len(places) for places in sets.values())  # of one size, since NovelSum falls with it
        sets = {name: rng.choice(places, least, replace=False) for name, places in sets.items()}
        sets["all"] = rng.choice(len(pool), least, replace=False)
        for name, share in (("half copies", 0.5), ("a fifth copies", 0.2)):
            places = sets["all"].copy()
            copied = int(share * least)
            places[:copied] = rng.choice(places[copied:], copied)
            sets[name] = places
        for name, places in sets.items():
            vectors = pool.vectors(places)
            figures[name] = (formulas.novelsum(vectors, formulas.densities(vectors, around)), formulas.vendi(vectors))
        for number, order in enumerate(ORDERS):
            for which in range(2):
                found = [figures[name][which] for name in order]
                met[which, number] += all(a < b for a, b in pairwise(found))
    return [
        (
            what,
            " < ".join(order),
            f"{met[which, number]} of {_SEEDS}",
            " < ".join(f"{figures[name][which]:.3g}" for name in order),
        )
        for which, what in enumerate(("NovelSum", "Vendi score"))
        for number, order in enumerate(ORDERS)
    ]


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--pick", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--cache", type=Path, default=None, help="keep file and cache here, for another run")
    parser.add_argument("--strategies", default="spread")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.cache or Path(scratch)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"topics-{options.rows}-{options.seed}.jsonl"
        faulty, copied = make(path, options.rows, options.seed)
        cache = Cache.at(folder / "cache")
        building.run(cache, [path])
        dataset: Dataset = building.run(cache, [path], layers=[MAP.name])
        print(description())
        print(f"\n{dataset.rows:,} rows, {len(faulty):,} with a planted fault, {len(copied):,} planted near copies")
        print(
            f"\nknown orders of diversity\n\n{table(orders(dataset), ('figure', 'known order', 'met', 'the last seed'))}"
        )
        best = True
        for name in options.strategies.split(","):
            with PeakMemory() as memory:
                started = time.perf_counter()
                asked = Request(name, options.pick, options.seed, score="total_tokens" if name == "score" else "")
                choice = choosing.choose(View.of(dataset, by_hand=False), asked)
                seconds = time.perf_counter() - started
            started = time.perf_counter()
            lines, better = lines_of(choice, choice.compared(), faulty)
            best = best and (better or name != "spread")
            print(
                f"\n{name}: {len(choice.places):,} rows in {seconds:.1f} s, {(memory.peak - memory.start) / 2**20:,.0f} MB; "
                f"measured beside the others in {time.perf_counter() - started:.1f} s\n"
            )
            print(table(lines, ("measure", name, "random (five seeds)", "longest", "")))
    return 0 if best else 1


if __name__ == "__main__":
    sys.exit(main())
