"""The vectors that a dataset's map was drawn from: where they lie, and those of other texts in the same space."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from explorer.errors import LayerError
from explorer.passes import projection, user_vectors
from explorer.passes.embedding import encode
from explorer.passes.map import FACTS, MAP, VECTORS
from explorer.passes.map_source import Reading, from_dict
from explorer.store import Dataset
from explorer.store.cache import read_json
from explorer.store.repair import require


def folder(dataset: Dataset) -> Path:
    """Where the map's vectors and facts are. LayerError where there is no map."""
    found = dataset.beside(MAP.name)
    if found is None:
        raise LayerError("This dataset has no map yet.", "Draw the map first.")
    return found


def has_vectors(dataset: Dataset) -> bool:
    """Whether rows can be compared by meaning."""
    path = dataset.beside(MAP.name)
    return path is not None and (path / VECTORS).exists()


def vectors(dataset: Dataset) -> np.ndarray:
    """Unit vectors of all rows, float16 (rows, dimensions), as they lie on disk; a row without one is zero."""
    try:
        found: np.ndarray = np.load(require(folder(dataset) / VECTORS), mmap_mode="r")
    except (OSError, ValueError) as error:
        raise LayerError("This dataset has no map yet.", "Draw the map first.") from error
    if len(found) != dataset.rows:
        raise LayerError("The map is of other rows than these.", "Draw the map again.")
    return found


def reading(dataset: Dataset) -> Reading:
    """What the map was drawn from."""
    return from_dict((read_json(folder(dataset) / FACTS) or {}).get("reading", {}))


def of_texts(dataset: Dataset, texts: Sequence[str]) -> np.ndarray:
    """Texts in the map's space, float32 (texts, dimensions); of the bundled one the encoder's part alone, which is to be
    compared with that part of the rows' vectors. LayerError where the map's vectors came without a model.
    """
    read = reading(dataset)
    encoded = user_vectors.encode_texts(read, texts) if read.kind else encode(texts)
    return projection.load_axes(folder(dataset)).reduce(encoded)
