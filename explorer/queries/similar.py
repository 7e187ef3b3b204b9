"""Rows of like meaning: one product of a vector with those of all rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from explorer.errors import LayerError
from explorer.passes.map import FACTS, MAP, VECTORS, query_vector
from explorer.passes.map_source import Reading, from_dict
from explorer.store import Dataset
from explorer.store.cache import read_json
from explorer.store.repair import require
from explorer.view import View

_BLOCK = 65_536  # rows at once


class Similar(NamedTuple):
    """A row and how like it is: 1 for the same meaning, 0 for none in common."""

    row_id: int
    likeness: float


def folder(dataset: Dataset) -> Path:
    """Where the map's vectors and facts are. LayerError where there is no map."""
    found = dataset.beside(MAP.name)
    if found is None:
        raise LayerError("This dataset has no map yet.", "Draw the map first.")
    return found


def map_facts(dataset: Dataset) -> dict[str, Any]:
    """What was measured of the finished map; {} where there is none, or a rough one."""
    if not has_vectors(dataset):
        return {}
    return read_json(folder(dataset) / FACTS) or {}


def has_vectors(dataset: Dataset) -> bool:
    """Whether rows can be compared by meaning."""
    path = dataset.beside(MAP.name)
    return path is not None and (path / VECTORS).exists()


def similar_to_row(view: View, row_id: int, limit: int = 8) -> list[Similar]:
    """The rows most like a row, among the kept ones, without itself."""
    vectors = vectors_of(view.dataset)
    if not 0 <= row_id < len(vectors):
        return []
    return [one for one in _nearest(view, vectors, vectors[row_id], limit + 1) if one.row_id != row_id][:limit]


def similar_to_text(view: View, text: str, limit: int = 20) -> list[Similar]:
    """The rows most like a text in any language, among the kept ones."""
    if not text.strip():
        return []
    vectors = vectors_of(view.dataset)
    wanted = query_vector(folder(view.dataset), reading_of(view.dataset), text)
    return _nearest(view, vectors, wanted, limit)


def reading_of(dataset: Dataset) -> Reading:
    """What the map that is shown was drawn from."""
    return from_dict(map_facts(dataset).get("reading", {}))


def vectors_of(dataset: Dataset) -> np.ndarray:
    """The map's vectors, float16 (rows, dimensions), read where they lie. LayerError where there is no map of these rows."""
    try:
        found: np.ndarray = np.load(require(folder(dataset) / VECTORS), mmap_mode="r")
    except (OSError, ValueError) as error:
        raise LayerError("This dataset has no map yet.", "Draw the map first.") from error
    if len(found) != dataset.rows:
        raise LayerError("The map is of other rows than these.", "Draw the map again.")
    return found


def _nearest(view: View, vectors: np.ndarray, wanted: np.ndarray, limit: int) -> list[Similar]:
    """wanted: a whole vector, or the first dimensions of one, which are compared alone then."""
    likeness = np.empty(len(vectors), dtype=np.float32)
    wanted = np.asarray(wanted, dtype=np.float32)
    part = len(wanted)
    for start in range(0, len(vectors), _BLOCK):
        block = np.asarray(vectors[start : start + _BLOCK, :part], dtype=np.float32)
        likeness[start : start + _BLOCK] = block @ wanted
        if part < vectors.shape[1]:
            lengths = np.sqrt(np.einsum("ij,ij->i", block, block))
            likeness[start : start + _BLOCK] /= np.maximum(lengths, 1e-9)
    rows = np.arange(len(vectors))
    if not view.is_everything:
        rows = view.dataset.query(f"SELECT row_id FROM rows WHERE {view.where}", reads=view.reads)["row_id"].to_numpy()
        likeness = likeness[rows]
    if not len(rows):
        return []
    few = np.argpartition(-likeness, min(limit, len(rows)) - 1)[:limit]
    few = few[np.lexsort((rows[few], -likeness[few]))]
    return [Similar(int(rows[place]), round(float(likeness[place]), 4)) for place in few]
