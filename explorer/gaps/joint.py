"""The joint map: a sample of both datasets, encoded, laid out and grouped together, kept in the cache."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xxhash

from explorer import checksums, workers
from explorer.passes import clusters, names, projection, space
from explorer.passes.embedding import encode, encode_parallel, words
from explorer.passes.names import Meanings
from explorer.progress import Progress, Report, silent
from explorer.queries import map_points
from explorer.store import Dataset
from explorer.store.cache import read_json, write_json
from explorer.view import View

VERSION = 4
SAMPLED = 10_000
"""Rows of each dataset that are read; all of them where there are fewer."""

SEED = 42
_LONGEST = 1_000  # characters of a row that are read
_ALONE = 2_000  # texts up to which worker processes take longer to start than they save
_EVEN = 2  # rows of the larger one for each of the smaller one, in the layout
_FEWEST = 500  # of each that are laid out, if it has them
_ARRAYS, _FACTS = "joint.npz", "joint.json"


@dataclass(frozen=True)
class Joint:
    """Sampled rows of both datasets on one map; this dataset's rows come first.

    here: how many of the rows are this dataset's. row_id: int64 (rows,), each in its own dataset. vectors: unit, float32
    (rows, reduced). flat: float32 (rows, 2). cluster: int32 (rows,). names: of the clusters. starts: how each row begins.
    seconds: that it took to make.
    """

    here: int
    row_id: np.ndarray
    vectors: np.ndarray
    flat: np.ndarray
    cluster: np.ndarray
    names: list[str]
    starts: list[str]
    seconds: float = 0.0


def key_of(dataset: Dataset, reference: Dataset) -> str:
    """Names the comparison: the same rows of both, read the same way, have the same joint map."""
    parts = (reference.fingerprint, reference.mapping, dataset.mapping, str(VERSION))
    return xxhash.xxh3_64_hexdigest("\0".join(parts).encode())


def _folder(dataset: Dataset, reference: Dataset) -> Path:
    return dataset.cache.dataset(dataset.fingerprint) / f"gaps-{key_of(dataset, reference)}"


def is_drawn(dataset: Dataset, reference: Dataset) -> bool:
    """Whether the joint map was kept."""
    return (_folder(dataset, reference) / _FACTS).exists() and checksums.is_sound(_folder(dataset, reference) / _ARRAYS)


def drawn(dataset: Dataset, reference: Dataset) -> Joint | None:
    """The joint map that was kept; None where there is none."""
    folder = _folder(dataset, reference)
    facts = read_json(folder / _FACTS)
    if facts is None or not checksums.is_sound(folder / _ARRAYS):
        return None
    with np.load(folder / _ARRAYS) as held:
        return Joint(
            int(facts["here"]),
            held["row_id"],
            held["vectors"].astype(np.float32),
            held["flat"],
            held["cluster"],
            list(facts["names"]),
            list(facts["starts"]),
            float(facts["seconds"]),
        )


def draw(dataset: Dataset, reference: Dataset, report: Report = silent) -> Joint:
    """The joint map, made where there is none yet. report: may raise `BuildCancelled`; nothing is kept then."""
    kept = drawn(dataset, reference)
    if kept is not None:
        return kept
    progress = Progress("Reading both datasets for their meaning")
    report(progress)
    chosen = [projection.choose(one.rows, SAMPLED, SEED).astype(np.int64) for one in (dataset, reference)]
    texts: list[str] = []
    for one, rows in zip((dataset, reference), chosen, strict=True):
        texts += map_points.starts(View.of(one), rows.tolist(), _LONGEST)
    here = len(chosen[0])
    vectors, flat, cluster, names = _together(texts, here, progress, report)
    joint = Joint(
        here,
        np.concatenate(chosen),
        vectors,
        flat,
        cluster,
        names,
        [text[:160].encode("utf-8", "replace").decode() for text in texts],
        progress.elapsed,
    )
    _keep(_folder(dataset, reference), joint)
    return joint


def _together(
    texts: list[str], here: int, progress: Progress, report: Report
) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """(vectors, places, clusters, names of clusters) of all texts."""
    if not texts:
        return np.zeros((0, 1), np.float32), np.zeros((0, 2), np.float32), np.zeros(0, np.int32), []
    progress.total = len(texts)

    def told(done: int) -> None:
        progress.done = done
        report(progress)

    if len(texts) <= _ALONE:
        whole = encode_parallel(texts, None, told)
    else:
        with workers.make_pool() as executor:
            whole = encode_parallel(texts, executor, told)
    listed = [words(text) for text in texts]
    vectors = space.learn_space(whole, listed, SEED).join(whole, listed)
    report(Progress("Grouping rows"))
    topic, cluster = clusters.group(vectors, np.arange(len(vectors)), SEED)
    _, named = names.names(
        lambda some: [texts[place] for place in some],
        topic,
        cluster,
        lambda labels: Meanings(clusters.middles(whole, labels), encode),
        SEED,
    )
    report(Progress("Laying out the joint map"))
    return vectors, _laid_out(vectors, here), cluster, named


def _laid_out(vectors: np.ndarray, here: int) -> np.ndarray:
    """Places of all rows. The layout is made of like numbers of both, so that neither is squeezed into a corner."""
    there = len(vectors) - here
    if not here or not there:
        return projection.lay_out(vectors, SEED)
    most = max(_EVEN * min(here, there), _FEWEST)
    marks = np.concatenate([projection.choose(here, most, SEED), here + projection.choose(there, most, SEED)])
    laid = projection.lay_out(vectors[marks], SEED)
    flat, _, _ = projection.place(vectors, vectors[marks], laid)
    flat[marks] = laid
    return flat


def _keep(folder: Path, joint: Joint) -> None:
    """Write the map; its facts last, since it is there as soon as they are."""
    with checksums.artifact(folder / _ARRAYS) as target:
        np.savez(
            target,
            row_id=joint.row_id,
            vectors=joint.vectors.astype(np.float16),
            flat=joint.flat,
            cluster=joint.cluster,
        )
    facts = {"here": joint.here, "names": joint.names, "starts": joint.starts, "seconds": joint.seconds}
    write_json(folder / _FACTS, facts)
