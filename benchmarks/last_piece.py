"""Makes the small model of endings again: `explorer/metrics/truncation/last_piece.npz`.

    python -m benchmarks.last_piece MIRRORS

Trained on texts of the repositories below alone: places before a full stop or a line's end against any others. Those that
`benchmarks.answers` keeps for its held-out half are not read. Every step is seeded: the same texts give the same weights.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.worked_examples.mirror import paths_of, text_of
from explorer.metrics.truncation.last_piece import BITS, PATH, features

SOURCES = (
    ("SmartFlowAI+EmoLLM", "MIT", ("datasets/aiwei.json", "datasets/tiangou.json")),
    ("thu-coai+KdConv", "Apache-2.0", ("data/film/test.json", "data/music/test.json", "data/travel/test.json")),
    (
        "OpenLMLab+GAOKAO-Bench",
        "Apache-2.0",
        (
            "Data/Objective_Questions/2010-2022_History_MCQs.json",
            "Data/Objective_Questions/2010-2022_Biology_MCQs.json",
        ),
    ),
    ("TigerResearch+TigerBot", "Apache-2.0", ("train/data/medical_qa_6000.jsonl",)),
    ("ymcui+Chinese-LLaMA-Alpaca", "Apache-2.0", ("examples/f16-p7b-p13b-33b",)),
)
"""Repository, licence, files or folders."""
_SHORTEST, _MOST = 4, 60_000
_STOPS = frozenset(".!?。！？；;…")
_PAUSES = frozenset("，、,：:")
EPOCHS, BATCH, RATE = 4, 512, 0.15
_EACH = 3
"""Other places that are taken for each ending."""


def lines(mirrors: Path) -> Iterator[str]:
    """The lines of all texts."""
    for repository, _, paths in SOURCES:
        for path in paths:
            for file in [path] if "." in path.rsplit("/", 1)[1] else paths_of(mirrors, repository, path, ""):
                text = text_of(mirrors, repository, file)
                for one in _texts(text, file):
                    yield from one.replace("<br/>", "\n").split("\n")


def _texts(text: str, path: str) -> Iterator[str]:
    if path.endswith(".json"):
        yield from _strings(json.loads(text))
    elif path.endswith(".jsonl"):
        for line in text.splitlines():
            yield from _strings(json.loads(line))
    elif path.endswith(".tsv"):
        for line in text.splitlines():
            yield from line.split("\t")
    else:
        for line in text.splitlines():
            yield from (cell.strip() for cell in line.split("|"))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def places(line: str, random: Random) -> Iterator[tuple[str, bool]]:
    """Beginnings of a line that end in a letter or digit, and whether a sentence or the line ends there."""
    ends: set[int] = set()
    unclear: set[int] = set()
    for place in range(1, len(line) + 1):
        if not line[place - 1].isalnum():
            continue
        if place == len(line) or (
            line[place] in _STOPS and (line[place] not in ".;" or line[place + 1 : place + 2] in (" ", ""))
        ):
            ends.add(place)
        elif line[place] in _PAUSES or not (line[place].isalnum() or line[place] == " "):
            unclear.add(place)
    others = [place for place in range(1, len(line)) if line[place - 1].isalnum() and place not in ends | unclear]
    for place in sorted(ends):
        yield line[:place], True
    for place in random.sample(others, min(len(others), _EACH * len(ends))):
        yield line[:place], False


def train(rows: list[tuple[list[int], bool]]) -> tuple[NDArray[np.float32], float]:
    """(weights, bias): logistic regression by Adagrad."""
    chance = np.random.default_rng(0)
    index = np.concatenate([np.array(found) for found, _ in rows])
    begins = np.cumsum([0, *(len(found) for found, _ in rows)])
    wanted = np.array([ends for _, ends in rows], np.float32)
    weights, moved = np.zeros(1 << BITS, np.float32), np.full(1 << BITS, 1e-6, np.float32)
    bias, moved_bias = 0.0, 1e-6
    for _ in range(EPOCHS):
        order = chance.permutation(len(rows))
        for start in range(0, len(rows), BATCH):
            chosen = order[start : start + BATCH]
            sizes = begins[chosen + 1] - begins[chosen]
            firsts = np.cumsum(sizes) - sizes
            used = index[np.arange(sizes.sum()) - np.repeat(firsts - begins[chosen], sizes)]
            said = 1 / (1 + np.exp(-np.add.reduceat(weights[used], firsts) - bias))
            wrong = ((said - wanted[chosen]) / len(chosen)).astype(np.float32)
            step = np.bincount(used, np.repeat(wrong, sizes), 1 << BITS).astype(np.float32)
            moved += step * step
            weights -= RATE * step / np.sqrt(moved)
            shift = float(wrong.sum())
            moved_bias += shift * shift
            bias -= RATE * shift / moved_bias**0.5
    return weights, bias


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Train the small model of endings.")
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("--out", type=Path, default=PATH)
    options = parser.parse_args(argv)
    random = Random(1)
    kept = sorted({line.strip() for line in lines(options.mirrors) if len(line.strip()) >= _SHORTEST})
    chinese = [line for line in kept if any("\u3400" <= one <= "\u9fff" for one in line[-8:])]
    rows: list[tuple[list[int], bool]] = []
    for line in random.sample(chinese, min(len(chinese), _MOST)):
        rows += [(features(text), ends) for text, ends in places(line[:600], random)]
    weights, bias = train(rows)
    scale = float(np.abs(weights).max()) / 127
    small = np.round(weights / scale).astype(np.int8)
    np.savez_compressed(options.out, weights=small, scale=np.float32(scale), bias=np.float32(bias))
    print(f"{len(rows):,} places of {len(chinese):,} lines, {options.out.stat().st_size / 1e3:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
