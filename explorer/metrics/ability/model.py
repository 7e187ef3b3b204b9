"""A small linear model of abilities over hashed n-grams, beside the rules: what words speak for that no rule names.

Its weights are small integers in `model.npz`; `python -m benchmarks.ability_model` makes them again from rows whose licence
permits it, which `model.tsv` lists.
"""

from __future__ import annotations

import functools
import zipfile
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.errors import LayerError
from explorer.metrics.ability.ngrams import Grams, grams

PATH = Path(__file__).with_name("model.npz")
SHOWN = 3
"""Places of a prompt that are shown as evidence."""
_FEW = 32
"""Rows up to which weights are gathered: importing what multiplies sparse rows takes longer than that."""
_NEAR = 2
"""Characters between two n-grams that are shown as one place."""


class Model(NamedTuple):
    """labels: abilities, in the order of the columns. weights: features x labels, to be multiplied by `scale` of the label.
    bias: by label. spread: by how much sums are divided before they are read as chances: Chinese and other prompts x
    with the rules' sums and without.
    """

    labels: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    spread: NDArray[np.float32]


@functools.cache
def load() -> Model:
    """The shipped weights. LayerError where their file is missing or damaged."""
    try:
        with np.load(PATH, allow_pickle=False) as held:
            return Model(
                tuple(str(label) for label in held["labels"]),
                held["weights"],
                held["scale"],
                held["bias"],
                held["spread"].astype(np.float32),
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        # Not an OSError: a build takes one for a file of the cache that is gone, and starts again.
        raise LayerError(
            f"The model of abilities, {PATH.name}, is missing or damaged.", "Install the package again."
        ) from error


def sums(found: Grams, model: Model) -> NDArray[np.float64]:
    """Rows x labels: what the n-grams of each row speak for; every row has features."""
    counts = np.diff(found.offsets)
    # Whole numbers, so that no sum is rounded and both ways give the same.
    if len(counts) <= _FEW:
        gathered = model.weights[found.feature].astype(np.int32)
        totals = np.add.reduceat(gathered, found.offsets[:-1], axis=0).astype(np.float64)
    else:
        from scipy.sparse import csr_array  # pyright: ignore[reportMissingTypeStubs]

        ones = np.ones(len(found.feature), np.float32)
        held: Any = csr_array((ones, found.feature, found.offsets), shape=(len(counts), len(model.weights)))
        # A product of sparse rows, a tenth of the time of gathering the weights.
        weights = _weights() if model is load() else model.weights.astype(np.float32)
        totals = np.asarray(held @ weights, np.float64)
    return totals * (model.scale / np.sqrt(counts)[:, None].astype(np.float32)) + model.bias


@functools.cache
def _weights() -> NDArray[np.float32]:
    return load().weights.astype(np.float32)


def chances(totals: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Sums as shares of one."""
    powers = np.exp(totals - totals.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def speaks(question: str, answer: str, label: str) -> list[tuple[int, int]]:
    """Places of a question whose n-grams speak most for a label rather than for the others, the weightiest first."""
    model = load()
    if label not in model.labels:
        return []
    found = grams([question], [answer])
    weights = model.weights[found.feature] * model.scale
    gained = weights[:, model.labels.index(label)] - weights.mean(axis=1)
    by_place: dict[tuple[int, int], float] = {}
    for start, end, gain in zip(found.start.tolist(), found.end.tolist(), gained.tolist(), strict=True):
        if start >= 0 and end > start and end - start <= 60:
            by_place[start, end] = by_place.get((start, end), 0.0) + gain
    chosen: list[tuple[int, int]] = []
    for (start, end), gain in sorted(by_place.items(), key=lambda one: -one[1]):
        if gain <= 0 or len(chosen) == SHOWN:
            break
        if all(end + _NEAR <= low or start >= high + _NEAR for low, high in chosen):
            chosen.append((start, end))
    return chosen
