"""How likely a Chinese sentence or line ends where a text does: a small linear model over its last characters.

Clauses end on some words and hardly ever on others, or within one. The weights are small integers in `last_piece.npz`;
`python -m benchmarks.last_piece` makes them again from texts whose licence permits it. For English it was tried and told
nothing that word lists do not.
"""

from __future__ import annotations

import functools
import math
import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.errors import LayerError

PATH = Path(__file__).with_name("last_piece.npz")
BITS = 16
"""Features are numbers of so many bits."""
_PIECES = 5
"""Lengths of the last pieces, in characters."""


def features(end: str) -> list[int]:
    """The features of a text's last characters: pieces of one to five."""
    last = end[-_PIECES:]
    return [
        zlib.crc32(last[-size:].encode("utf-8", "surrogatepass")) & ((1 << BITS) - 1)
        for size in range(1, len(last) + 1)
    ]


@functools.cache
def _load() -> tuple[NDArray[np.int8], float, float]:
    try:
        with np.load(PATH, allow_pickle=False) as held:
            return held["weights"], float(held["scale"]), float(held["bias"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise LayerError(
            f"The model of endings, {PATH.name}, is missing or damaged.", "Install the package again."
        ) from error


def ends_here(text: str) -> float:
    """How likely a Chinese sentence or line ends where this text does, 0 to 1."""
    weights, scale, bias = _load()
    total = scale * sum(int(weights[feature]) for feature in features(text))
    return 1 / (1 + math.exp(-total - bias))
