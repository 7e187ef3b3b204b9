"""Vectors that need nothing but what is installed: the bundled encoder on every text, or words learnt from it."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path

import numpy as np

from explorer import workers
from explorer.passes import checkpoints, projection, space
from explorer.passes.dataset_pass import Inputs
from explorer.passes.embedding import Distilled, encode_parallel, learn, words
from explorer.passes.texts import Texts
from explorer.progress import Progress

FULL_UP_TO = 50_000
"""Rows up to which the encoder reads every text; beyond, the fast tier does, learnt from a sample."""

_SAMPLE = 8_000  # texts that the fast tier learns from
_VOCABULARY_FROM = 60_000  # texts that its words are counted in
_BLOCK = 8_192  # texts that are kept together
_ALONE = 2_000  # texts up to which worker processes take longer to start than they save


def vectors_of(inputs: Inputs, texts: Texts, seed: int) -> tuple[np.ndarray, dict[str, object]]:
    """(unit vectors in the space of encoder and words, (rows, dimensions); what is known of them).

    float32 where the encoder read every text, float16 where words did.
    """
    progress = Progress("Reading rows for their meaning", 0, texts.rows, unit="rows")

    def told(done: int) -> None:
        progress.done = done
        inputs.report(progress)

    if texts.rows <= min(_ALONE, FULL_UP_TO):
        return _full(inputs, texts, None, seed, told)
    with workers.make_pool() as executor:
        made = _full if texts.rows <= FULL_UP_TO else _fast
        return made(inputs, texts, executor, seed, told)


def _full(
    inputs: Inputs, texts: Texts, executor: Executor | None, seed: int, told: projection.Told
) -> tuple[np.ndarray, dict[str, object]]:
    every = texts.at(np.arange(texts.rows))
    whole = _encoded(every, executor, told, inputs.folder)
    listed = [words(one) for one in every] if executor is None else list(executor.map(words, every, chunksize=500))
    learnt_space = space.learn_space(whole, listed, seed)
    _keep(inputs, learnt_space)
    return learnt_space.join(whole, listed), {"tier": "full", "agreement": None}


def _fast(
    inputs: Inputs, texts: Texts, executor: Executor, seed: int, told: projection.Told
) -> tuple[np.ndarray, dict[str, object]]:
    rows = texts.rows
    inputs.report(Progress("Learning this dataset's words", 0, 0))
    counted = projection.choose(rows, _VOCABULARY_FROM, seed)
    sample = texts.at(counted)
    learnt = projection.choose(len(sample), _SAMPLE, seed)
    distilled = learn(sample, learnt.tolist(), lambda some: encode_parallel(some, executor), seed)
    some = distilled.transform([sample[place] for place in learnt])
    learnt_space = space.learn_space(some, [words(one) for one in sample], seed)
    _keep(inputs, learnt_space)
    vectors = np.zeros((0, 0), dtype=np.float16)
    done = 0
    works = [executor.submit(_transform, distilled, learnt_space, path, texts.chosen) for path in texts.paths]
    for base, work in zip(texts.bases, works, strict=True):
        part = work.result()
        if not vectors.size:
            # Half the memory, and what is kept on disk anyway.
            vectors = np.zeros((rows, part.shape[1]), dtype=np.float16)
        vectors[base : base + len(part)] = part
        done += len(part)
        told(done)
    return vectors, {"tier": "fast", "agreement": distilled.agreement}


def _encoded(texts: list[str], executor: Executor | None, told: projection.Told, folder: Path | None) -> np.ndarray:
    """The encoder's vectors, float32 (texts, dimensions). Blocks are kept, so that a stopped build goes on."""
    found = []
    for start in range(0, len(texts), _BLOCK):
        some = texts[start : start + _BLOCK]
        made = checkpoints.block(
            folder,
            start,
            lambda some=some, start=start: encode_parallel(some, executor, lambda done: told(start + done)),
        )
        found.append(made)
        told(start + len(made))
    return np.concatenate(found)


def _transform(distilled: Distilled, learnt: space.Space, path: Path, chosen: str) -> np.ndarray:
    """Vectors of one part, in a worker."""
    listed = [words(text) for text in Texts([path], [0], 0, chosen).block(0)]
    return learnt.join(distilled.of_words(listed), listed).astype(np.float16)


def _keep(inputs: Inputs, learnt: space.Space) -> None:
    if inputs.folder is not None:
        learnt.axes.save(inputs.folder)
