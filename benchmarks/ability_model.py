"""Makes the small model of abilities again: `explorer/metrics/ability/model.npz` and the list of what it was trained on.

    python -m benchmarks.labelled REPOSITORIES FOLDER
    python -m benchmarks.ability_model FOLDER

Trained on FOLDER/develop/ability_*.jsonl alone; FOLDER/heldout sets only by how much sums are divided before they are read
as chances, two numbers a language. Every step is seeded: the same rows give the same weights.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.halves import DEVELOP, HELD_OUT
from benchmarks.judgement import read
from explorer.metrics.ability import engine
from explorer.metrics.ability.blend import MOST_OF_RULES, SURE
from explorer.metrics.ability.features import Reading
from explorer.metrics.ability.model import PATH, Model, chances, sums
from explorer.metrics.ability.ngrams import BITS, Grams, grams

Floats = NDArray[np.float32]
EPOCHS, BATCH, RATE, SCALE, SMOOTH = 12, 512, 0.1, 4.0, 0.05
_SPREADS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.1, 1.25, 1.5, 2.0)
_CHUNK = 512


def balance(rows: Sequence[Mapping[str, Any]]) -> Floats:
    """What each row counts: sources with many rows count less than their rows, and so do labels, by language."""
    several = Counter((row["source"], row["label"], row["lang"]) for row in rows)
    first = [several[row["source"], row["label"], row["lang"]] ** -0.5 for row in rows]
    by_label: Counter[tuple[str, str]] = Counter()
    for row, weight in zip(rows, first, strict=True):
        by_label[row["label"], row["lang"]] += weight
    weights = np.array(
        [weight / by_label[row["label"], row["lang"]] ** 0.7 for row, weight in zip(rows, first, strict=True)]
    )
    return (weights / weights.mean()).astype(np.float32)


def featured(rows: Sequence[Mapping[str, Any]], answered: Sequence[bool]) -> list[Grams]:
    """Features of the rows in batches, as the layer reads them. answered: whether a row shows its answer."""
    found: list[Grams] = []
    for start in range(0, len(rows), _CHUNK):
        part = [
            Reading(row["prompt"], row["response"] if answered[start + place] else "")
            for place, row in enumerate(rows[start : start + _CHUNK])
        ]
        found.append(grams([reading.question for reading in part], [reading.answer for reading in part]))
    return found


def train(rows: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> tuple[Floats, Floats]:
    """(features x labels, bias): softmax regression by Adagrad; half of the rows hide their answers."""
    chance = np.random.default_rng(0)
    batches = featured(rows, (chance.random(len(rows)) < 0.5).tolist())
    index = np.concatenate([batch.feature for batch in batches])
    ends = np.concatenate([[0], np.cumsum(np.concatenate([np.diff(batch.offsets) for batch in batches]))])
    wanted = np.full((len(rows), len(labels)), SMOOTH / len(labels), np.float32)
    wanted[np.arange(len(rows)), [labels.index(row["label"]) for row in rows]] += 1 - SMOOTH
    counted = balance(rows)
    weights = np.zeros((1 << BITS, len(labels)), np.float32)
    bias = np.zeros(len(labels), np.float32)
    moved, moved_bias = np.full_like(weights, 1e-8), np.full_like(bias, 1e-8)
    for _ in range(EPOCHS):
        order = chance.permutation(len(rows))
        for start in range(0, len(rows), BATCH):
            chosen = order[start : start + BATCH]
            sizes = ends[chosen + 1] - ends[chosen]
            begins = np.cumsum(sizes) - sizes
            places = np.arange(sizes.sum()) - np.repeat(begins - ends[chosen], sizes)
            used, inverse = np.unique(index[places], return_inverse=True)
            strength = (SCALE / np.sqrt(sizes)).astype(np.float32)
            said = np.add.reduceat(weights[used][inverse], begins, axis=0) * strength[:, None] + bias
            wrong = (chances(said) - wanted[chosen]) * counted[chosen][:, None] / len(chosen)
            spread = np.repeat(wrong * strength[:, None], sizes, axis=0)
            step = np.zeros((len(used), len(labels)), np.float32)
            by_feature = np.argsort(inverse, kind="stable")
            firsts = np.searchsorted(inverse[by_feature], np.arange(len(used)))
            step[:] = np.add.reduceat(spread[by_feature], firsts, axis=0)
            moved[used] += step * step
            weights[used] -= RATE * step / np.sqrt(moved[used])
            whole = wrong.sum(axis=0)
            moved_bias += whole * whole
            bias -= 0.3 * RATE * whole / np.sqrt(moved_bias)
    return weights * SCALE, bias


def together(rows: Sequence[Mapping[str, Any]], model: Model) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """(rows x labels, which rows asked no rules): sums of the model, with those of the rules where it alone is not sure."""
    found = np.concatenate([sums(batch, model) for batch in featured(rows, [True] * len(rows))])
    alone = chances(found).max(axis=1) >= SURE
    for place, row in enumerate(rows):
        if not alone[place]:
            for label, weight in engine.evidence(Reading(row["prompt"], row["response"])).items():
                if label in model.labels:
                    found[place, model.labels.index(label)] += min(weight, MOST_OF_RULES)
    return found, alone


def best_spread(rows: Sequence[Mapping[str, Any]], model: Model) -> list[float]:
    """The divisors under which chances fit best how often the held-out rows are judged right: with rules, and without."""
    known = [row for row in rows if row["label"] in model.labels]
    found, alone = together(known, model)
    right = np.array([model.labels.index(row["label"]) for row in known])
    return [_fitting(found[part], right[part]) for part in (~alone, alone)]


def _fitting(found: NDArray[np.float64], right: NDArray[np.int64]) -> float:
    if not len(right):
        return 1.0
    rows = np.arange(len(right))
    return min(_SPREADS, key=lambda spread: -np.log(chances(found / spread)[rows, right] + 1e-9).mean())


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Train the small model of abilities.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=PATH)
    options = parser.parse_args(argv)
    rows = [row for lang in ("en", "zh") for row in read(options.folder / DEVELOP / f"ability_{lang}.jsonl")]
    labels = sorted({row["label"] for row in rows})
    weights, bias = train(rows, labels)
    scale = (np.abs(weights).max(axis=0) / 127 + 1e-9).astype(np.float32)
    small = np.round(weights / scale).astype(np.int8)
    model = Model(tuple(labels), small, scale, bias, np.ones((2, 2), np.float32))
    spread = [best_spread(read(options.folder / HELD_OUT / f"ability_{lang}.jsonl"), model) for lang in ("zh", "en")]
    np.savez_compressed(
        options.out, labels=np.array(labels), weights=small, scale=scale, bias=bias, spread=np.array(spread)
    )
    listed = Counter((row["source"], row["lang"]) for row in rows)
    lines = [f"{source}\t{lang}\t{number}" for (source, lang), number in sorted(listed.items())]
    options.out.with_suffix(".tsv").write_text("source\tlanguage\trows\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(
        f"{len(rows):,} rows of {len(listed)} sources, {len(labels)} labels, {options.out.stat().st_size / 1e6:.2f} MB, chances divided by {spread}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
