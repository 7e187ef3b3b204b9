"""The map: every row as a vector, a place, a cluster; how far it stands from all others. Built on request."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer import workers
from explorer.passes import (
    checkpoints,
    clusters,
    encoder_vectors,
    general_names,
    names,
    projection,
    same_meaning,
    space,
    user_vectors,
)
from explorer.passes.dataset_pass import Inputs, Pass
from explorer.passes.embedding import encode, words
from explorer.passes.map_columns import COLUMNS, KNOT
from explorer.passes.map_source import Reading
from explorer.passes.names import Meanings
from explorer.passes.texts import Texts
from explorer.progress import Progress
from explorer.store.cache import write_json

_STAGE = ("vectors", "placed")  # what reading all rows makes: kept, so that a stopped build need not read again
_BLOCK = 20_000  # rows at once
_ROUGH = 1_500  # rows of the rough map
SEED = 42
_TYPICAL = 12  # rows that a group's meaning is read from where the vectors are of another space

VECTORS, FACTS, NEAREST = "vectors.npy", "map.json", "nearest.npy"
"""Files beside the map's columns: float16 vectors (rows, dimensions); what was measured; int32 (rows, neighbours), the
nearest rows among those that the layout was made of, nearest first. The facts' `typical`: column -> name of a group -> the
row that is nearest to its middle."""


def compute(inputs: Inputs) -> pa.Table:
    """Vectors, map and clusters of all rows; rows without a vector of the user's own have none of them."""
    texts = Texts(inputs.texts, inputs.bases, inputs.rows, inputs.reading.text)
    if not inputs.rows:
        return _nothing()
    vectors, placed, facts = _vectors(inputs, texts)
    every = np.flatnonzero(placed)
    if len(every) < inputs.rows:
        vectors = vectors[every]
    rows = len(every)
    some = lambda places: texts.at(every[places])  # noqa: E731
    inputs.report(Progress("Laying out the map", 0, 0))
    marks = projection.choose(rows, seed=SEED)
    flat = np.zeros((rows, 2), dtype=np.float32)
    laid = projection.lay_out(vectors[marks].astype(np.float32), SEED)
    flat[marks] = laid
    apart = np.zeros(rows, dtype=np.float32)
    near = _place(vectors, marks, laid, flat, apart, inputs)
    inputs.report(Progress("Grouping rows", 0, 0))
    topic, cluster = clusters.group(vectors, marks, SEED, _leaning(inputs))
    inputs.report(Progress("Naming topics", 0, 0))
    meanings = partial(_meanings, vectors, inputs, some)
    topic_names, cluster_names = names.names(some, topic, cluster, meanings, SEED, general_names.votes)
    facts |= {
        "landmarks": len(marks),
        "trustworthiness": projection.trustworthiness(vectors, flat),
        "preserved": projection.preserved(vectors, flat),
        "topics": topic_names,
        "clusters": cluster_names,
        "typical": {
            column: dict(zip(named, (int(every[found[0]]) for found in clusters.typical(vectors, labels)), strict=True))
            for column, named, labels in (("map_topic", topic_names, topic), ("cluster", cluster_names, cluster))
            if rows
        },
    }
    if inputs.folder is not None:
        vectors_kept = _spread(vectors.astype(np.float16, copy=False), every, inputs.rows, 0)
        checkpoints.save(inputs.folder / VECTORS, vectors_kept)
        checkpoints.save(inputs.folder / NEAREST, _spread(every[near].astype(np.int32), every, inputs.rows, -1))
        write_json(inputs.folder / FACTS, facts)
    progress = Progress("Looking for rows that ask the same", 0, rows, unit="rows")

    def told(done: int) -> None:
        progress.done = done
        inputs.report(progress)

    leader = same_meaning.only_same(same_meaning.same_meaning(vectors, cluster, texts.lengths()[every], told), some)
    checkpoints.forget(inputs.folder)
    return _table(every, flat, (topic, topic_names), (cluster, cluster_names), apart, leader)


def _vectors(inputs: Inputs, texts: Texts) -> tuple[np.ndarray, np.ndarray, dict[str, object]]:
    """(unit vectors, float32 or float16 (rows, dimensions); which rows have a place, bool (rows,); what is known of them)."""
    if (read := checkpoints.stage(inputs.folder, *_STAGE)) is not None and len(read[0][0]) == texts.rows:
        vectors, placed = read[0]
        return vectors, placed, read[1]
    facts: dict[str, object] = {"reading": inputs.reading.as_dict()}
    if not inputs.reading.kind:
        vectors, known = encoder_vectors.vectors_of(inputs, texts, SEED)
        placed = np.ones(texts.rows, dtype=bool)
        facts |= known
    else:
        vectors, placed, axes = user_vectors.vectors_of(inputs, texts)
        if inputs.folder is not None:
            axes.save(inputs.folder)
        facts |= {"tier": "own", "agreement": None, "without": int((~placed).sum())}
    checkpoints.keep_stage(inputs.folder, dict(zip(_STAGE, (vectors, placed), strict=True)), facts)
    return vectors, placed, facts


def _meanings(
    vectors: np.ndarray, inputs: Inputs, some: Callable[[np.ndarray], list[str]], labels: np.ndarray
) -> Meanings:
    """What groups mean, in the bundled encoder's space: from the vectors where they are its own, else from typical rows."""
    if not inputs.reading.kind and inputs.folder is not None:
        axes = projection.load_axes(inputs.folder)
        own = axes.components.shape[1]
        return Meanings(clusters.middles(vectors[:, :own], labels), lambda said: axes.reduce(encode(said)))
    chosen = np.sort(np.concatenate(clusters.typical(vectors, labels, _TYPICAL)))
    return Meanings(clusters.middles(encode(some(chosen)), labels[chosen]), encode)


def _leaning(inputs: Inputs) -> clusters.Leaning | None:
    """What vectors lean to in general, where they are of the bundled encoder's space."""
    if inputs.reading.kind or inputs.folder is None:
        return None
    return general_names.leaning(projection.load_axes(inputs.folder).reduce)


def _spread(found: np.ndarray, places: np.ndarray, rows: int, missing: int) -> np.ndarray:
    """What was found for some rows, as an array of all rows."""
    if len(places) == rows:
        return found
    spread = np.full((rows, *found.shape[1:]), missing, dtype=found.dtype)
    spread[places] = found
    return spread


def _nothing() -> pa.Table:
    kinds = {"number": pa.float32(), "category": pa.string(), "id": pa.int32(), "boolean": pa.bool_()}
    columns = {column.name: pa.array([], kinds[column.kind]) for column in COLUMNS}
    return pa.table({"row_id": pa.array([], pa.int64()), **columns})


def _place(
    vectors: np.ndarray, marks: np.ndarray, laid: np.ndarray, flat: np.ndarray, apart: np.ndarray, inputs: Inputs
) -> np.ndarray:
    """Places of the rows that are no landmarks, and how far every row is from its nearest landmarks; which these are."""
    among = vectors[marks].astype(np.float32)
    near = np.empty((len(vectors), min(projection.PLACED_BY, len(marks))), dtype=np.int32)
    progress = Progress("Placing rows", 0, len(vectors), unit="rows")
    is_mark = np.zeros(len(vectors), dtype=bool)
    is_mark[marks] = True
    for start in range(0, len(vectors), _BLOCK):
        block = slice(start, min(start + _BLOCK, len(vectors)))
        placed, apart[block], here = projection.place(vectors[block].astype(np.float32), among, laid)
        near[block] = marks[here]
        exact = is_mark[block]
        flat[block] = np.where(exact[:, None], flat[block], placed)
        # A landmark is its own nearest one, which says nothing.
        apart[block] *= np.where(exact, projection.PLACED_BY / (projection.PLACED_BY - 1), 1.0)
        progress.done = block.stop
        inputs.report(progress)
    return near


def query_vector(folder: Path, reading: Reading, text: str) -> np.ndarray:
    """A text in the map's space, float32 (dimensions,). LayerError where its vectors came without a model.

    Of the bundled space it is the encoder's part, to compare with that part of the vectors: across languages, words say
    nothing.
    """
    encoded = user_vectors.encode_query(reading, text) if reading.kind else encode([text])
    return projection.load_axes(folder).reduce(encoded)[0]


def rough(inputs: Inputs) -> pa.Table:
    """A map of a sample, to look at while all rows are being read. Too few rows for that to take long have none."""
    rows = inputs.rows
    if rows <= 2 * _ROUGH or inputs.reading.kind:
        return _nothing()
    inputs.report(Progress("Drawing a rough map", 0, 0))
    # The library takes seconds to load: beside the workers, which read meanwhile.
    loading = threading.Thread(target=importlib.import_module, args=("umap",))
    loading.start()
    places = projection.choose(rows, _ROUGH, SEED)
    texts = Texts(inputs.texts, inputs.bases, rows, inputs.reading.text).at(places)
    with workers.make_pool() as executor:
        step = -(-len(texts) // (2 * workers.COUNT))
        parts = list(executor.map(encode, [texts[i : i + step] for i in range(0, len(texts), step)]))
    whole = np.concatenate(parts)
    listed = [words(text) for text in texts]
    learnt = space.learn_space(whole, listed, SEED)
    vectors = learnt.join(whole, listed)
    loading.join()
    flat = projection.lay_out(vectors, SEED)
    every = np.arange(len(vectors))
    topic, cluster = clusters.group(vectors, every, SEED, general_names.leaning(learnt.axes.reduce))
    topic_names, cluster_names = names.names(
        lambda some: [texts[i] for i in some],
        topic,
        cluster,
        lambda labels: Meanings(clusters.middles(whole, labels), encode),
        SEED,
        general_names.votes,
    )
    return _table(
        places.astype(np.int64),
        flat,
        (topic, topic_names),
        (cluster, cluster_names),
        projection.nearest(vectors, vectors, projection.PLACED_BY + 1)[1][:, 1:].mean(axis=1),
        np.arange(len(places)),
    )


def _table(
    rows: np.ndarray,
    flat: np.ndarray,
    topic: tuple[np.ndarray, list[str]],
    cluster: tuple[np.ndarray, list[str]],
    apart: np.ndarray,
    leader: np.ndarray,
) -> pa.Table:
    """leader: the place of the first row of the same meaning, for each row."""
    several = np.bincount(leader, minlength=len(leader))[leader] > 1
    _, numbers = np.unique(leader[several], return_inverse=True)
    group = np.full(len(leader), -1, dtype=np.int32)
    group[several] = numbers

    def named(found: tuple[np.ndarray, list[str]]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(found[0]), pa.array(found[1], pa.string())).cast(pa.string())

    return pa.table(
        {
            "row_id": rows,
            "map_x": flat[:, 0],
            "map_y": flat[:, 1],
            "map_topic": named(topic),
            "cluster": named(cluster),
            "apartness": apart.astype(np.float32),
            "in_knot": apart < KNOT,
            "meaning_group": pa.array(group, mask=group < 0),
            "is_meaning_copy": leader != np.arange(len(leader)),
        }
    )


ROUGH = Pass("map_rough", 15, COLUMNS, rough, on_request=True, follows_reading=True, doing="Drawing a rough map")
"""The columns of `MAP` for a sample; not loaded where the map is there."""

MAP = Pass("map", 19, COLUMNS, compute, on_request=True, follows_reading=True, doing="Drawing the map")
