"""Blocks of vectors by source: read where they lie, or made once and kept, so that a stopped build goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from explorer.errors import LayerError
from explorer.passes import checkpoints, projection
from explorer.passes.dataset_pass import Inputs
from explorer.passes.map_source import COLUMN, ENDPOINT, FILE, Reading, reading_of
from explorer.passes.projection import Axes
from explorer.passes.texts import Texts
from explorer.passes.user_vectors import columns, endpoint, models
from explorer.progress import Progress

_BLOCK = 1_024  # rows of a block that is kept
_KEPT = "What is made by then is kept: draw the map again to go on."
Blocks = Iterator[tuple[int, np.ndarray]]


def vectors_of(inputs: Inputs, texts: Texts) -> tuple[np.ndarray, np.ndarray, Axes]:
    """(unit vectors, float32 (rows, reduced); which rows have one, bool (rows,); the axes they are reduced to)."""
    rows = texts.rows
    progress = Progress("Reading your vectors", 0, rows, unit="rows")

    def told(done: int) -> None:
        progress.done = done
        inputs.report(progress)

    sampled = projection.choose(rows, projection.LANDMARKS)
    some: list[np.ndarray] = []
    present = np.zeros(rows, dtype=bool)
    told(0)
    for start, block in _blocks(inputs, texts, told):
        present[start : start + len(block)] = block.any(axis=1)
        here = sampled[(sampled >= start) & (sampled < start + len(block))] - start
        some.append(block[here[block[here].any(axis=1)]])
    if not present.any():
        raise LayerError("No row has a vector.", "Check that column, file or model is the one you mean.")
    known = np.concatenate(some)
    # A sample may miss the few rows that have one.
    axes = projection.axes(known if len(known) else np.ones((1, known.shape[1]), np.float32))
    found = np.zeros((rows, axes.components.shape[1]), dtype=np.float32)
    for start, block in _blocks(inputs, texts, told):
        reduced = axes.reduce(block)
        reduced[~present[start : start + len(block)]] = 0.0
        found[start : start + len(block)] = reduced
    return found, present, axes


def encode_query(reading: Reading, text: str) -> np.ndarray:
    """The vector of a text, float32 (1, dimensions). LayerError where vectors came without a model."""
    return encode_texts(reading, [text])


def encode_texts(reading: Reading, texts: Sequence[str]) -> np.ndarray:
    """Vectors of texts that a person waits for, float32 (texts, dimensions). LayerError where vectors came without a model."""
    if not reading.has_model:
        raise LayerError(
            "These vectors came without a model that could read your words.",
            "Open a row and look at its similar rows, or draw the map with a model.",
        )
    return _encoder(reading, hurried=True)(list(texts))


def _blocks(inputs: Inputs, texts: Texts, told: Callable[[int], None]) -> Blocks:
    reading = inputs.reading
    if reading.kind == COLUMN:
        found = columns.from_column(inputs.fields, inputs.bases, reading.name)
    elif reading.kind == FILE:
        if reading_of(reading.text, reading.vectors).stamp != reading.stamp:
            raise LayerError(
                f"{Path(reading.name).name} has changed since it was chosen.",
                "Draw the map again with the file as it is.",
            )
        found = columns.from_file(Path(reading.name), texts.rows)
    else:
        found = _made(inputs, texts, told)
    for start, block in found:
        yield start, _clean(block)
        told(start + len(block))


def _made(inputs: Inputs, texts: Texts, told: Callable[[int], None]) -> Blocks:
    """Blocks of a model; each is kept as soon as it is made."""
    if inputs.folder is None:
        raise LayerError("A model's vectors need a folder to be kept in.")
    encode, folder = _encoder(inputs.reading), inputs.folder

    def make(start: int) -> np.ndarray:
        return _encoded(texts.at(np.arange(start, min(start + _BLOCK, texts.rows))), encode, folder)

    for start in range(0, texts.rows, _BLOCK):
        told(start)
        try:
            block = checkpoints.block(folder, start, partial(make, start))
        except LayerError as error:
            raise LayerError(error.message, f"{error.hint} {_KEPT}") from error
        yield start, block.astype(np.float32)


def _encoded(wanted: list[str], encode: Callable[[list[str]], np.ndarray], folder: Path) -> np.ndarray:
    """Vectors of texts, float16 (texts, dimensions); an empty one has none."""
    filled = [place for place, text in enumerate(wanted) if text.strip()]
    made = encode([wanted[place] for place in filled]) if filled else None
    known = checkpoints.first(folder) if made is None else made
    if known is None:
        # Nothing is known of the length of a vector yet: ask for one of a word.
        known = encode(["word"])
    block = np.zeros((len(wanted), known.shape[1]), dtype=np.float16)
    if made is not None:
        block[filled] = made
    return block


def _encoder(reading: Reading, hurried: bool = False) -> Callable[[list[str]], np.ndarray]:
    """Texts -> vectors, float32 (texts, dimensions). hurried: a person waits."""
    if reading.kind == ENDPOINT:
        return endpoint.encoder(*reading.endpoint, hurried=hurried)
    return _model(reading.kind, reading.name)


@lru_cache(maxsize=1)
def _model(kind: str, name: str) -> Callable[[list[str]], np.ndarray]:
    """A model is loaded once."""
    return models.encoder(kind, name)


def _clean(block: np.ndarray) -> np.ndarray:
    """Unit vectors; a row with anything that is no number has none."""
    block = np.asarray(block, dtype=np.float32)
    block = np.where(np.isfinite(block).all(axis=1, keepdims=True), block, 0.0)
    return projection.unit(block)
