"""The map: every row as a vector, a place, a cluster; how far it stands from all others. Built on request."""

from __future__ import annotations

import importlib
import json
import threading
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer import workers
from explorer.columns import Column
from explorer.passes import alike, clusters, projection, space
from explorer.passes.dataset_pass import Inputs, Pass
from explorer.passes.embedding import Distilled, encode, encode_parallel, learn, words
from explorer.passes.texts import Texts
from explorer.progress import Progress

FULL_UP_TO = 50_000
"""Rows up to which the encoder reads every text; beyond, the fast tier does, learnt from a sample."""

_SAMPLE = 8_000  # texts that the fast tier learns from
_VOCABULARY_FROM = 60_000  # texts that its words are counted in
_BLOCK = 20_000  # rows at once
_ROUGH = 1_500  # rows of the rough map
_PLACED = projection.PLACED_BY
SEED = 42
_KNOT = 0.12  # mean distance below which the nearest rows are nearly the same

VECTORS, FACTS = "vectors.npy", "map.json"


def _column(name: str, label: str, kind: str, help: str) -> Column:
    return Column(name, label, kind, help, layer="map", group="map")  # type: ignore[arg-type]


COLUMNS = (
    _column("map_x", "map x", "number", "Place on the map of meanings; distances mean something nearby only."),
    _column("map_y", "map y", "number", "Place on the map of meanings; distances mean something nearby only."),
    _column(
        "map_topic", "topic", "category", "Broad group of rows of like meaning, named by the words that set it apart."
    ),
    _column("cluster", "cluster", "category", "Narrow group of rows of like meaning within a topic."),
    _column(
        "apartness",
        "apartness",
        "number",
        "Mean distance to the nearest rows of the map, 0 to 1: high where a row is like no other.",
    ),
    _column(
        "in_knot",
        "in a knot",
        "boolean",
        f"The nearest rows of the map mean nearly the same: {1 - _KNOT:.2f} likeness on average. Many rows of a knot teach "
        "what a few of them do.",
    ),
    Column(
        "meaning_group",
        "same meaning",
        "id",
        "Rows whose prompts ask the same in other words, as far as encoder and words tell; responses are not compared. "
        "Told for short prompts above all. Questions that differ in one telling word are kept apart; read some before you drop "
        "the others.",
        layer="map",
        group="duplicates",
    ),
    Column(
        "is_meaning_copy",
        "asks the same again",
        "boolean",
        "The prompt asks what an earlier row asks, perhaps in other words. Read some before you drop them.",
        layer="map",
        group="map",
    ),
)


def compute(inputs: Inputs) -> pa.Table:
    """Vectors, map and clusters of all rows."""
    texts = Texts(inputs.texts, inputs.bases, inputs.rows)
    rows = inputs.rows
    if not rows:
        return _nothing()
    with workers.make_pool() as executor:
        vectors, facts = _embed(texts, inputs, executor)
    inputs.report(Progress("Laying out the map", 0, 0))
    marks = projection.choose(rows, seed=SEED)
    flat = np.zeros((rows, 2), dtype=np.float32)
    laid = projection.lay_out(vectors[marks], SEED)
    flat[marks] = laid
    apart = np.zeros(rows, dtype=np.float32)
    _place(vectors, marks, laid, flat, apart, inputs)
    inputs.report(Progress("Grouping rows", 0, 0))
    topic, cluster = clusters.group(vectors, marks, SEED)
    topic_names = clusters.names(texts.at, topic, SEED)
    cluster_names = clusters.names(texts.at, cluster, SEED)
    facts |= {
        "landmarks": len(marks),
        "trustworthiness": projection.trustworthiness(vectors, flat),
        "preserved": projection.preserved(vectors, flat),
        "topics": topic_names,
        "clusters": cluster_names,
    }
    if inputs.folder is not None:
        inputs.folder.mkdir(parents=True, exist_ok=True)
        np.save(inputs.folder / VECTORS, vectors.astype(np.float16))
        (inputs.folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")
    progress = Progress("Looking for rows that ask the same", 0, rows, unit="rows")

    def told(done: int) -> None:
        progress.done = done
        inputs.report(progress)

    leader = alike.only_same(alike.same_meaning(vectors, cluster, texts.lengths(), told), texts.at)
    return _table(np.arange(rows, dtype=np.int64), flat, (topic, topic_names), (cluster, cluster_names), apart, leader)


def _nothing() -> pa.Table:
    kinds = {"number": pa.float32(), "category": pa.string(), "id": pa.int32(), "boolean": pa.bool_()}
    columns = {column.name: pa.array([], kinds[column.kind]) for column in COLUMNS}
    return pa.table({"row_id": pa.array([], pa.int64()), **columns})


def _embed(texts: Texts, inputs: Inputs, executor: ProcessPoolExecutor) -> tuple[np.ndarray, dict[str, object]]:
    """(unit vectors in the reduced space, float32 (rows, reduced); what is known of them)."""
    rows = texts.rows
    progress = Progress("Reading rows for their meaning", 0, rows, unit="rows")

    def told(done: int) -> None:
        progress.done = done
        inputs.report(progress)

    if rows <= FULL_UP_TO:
        every = texts.at(np.arange(rows))
        whole = encode_parallel(every, executor if rows > _BLOCK // 10 else None, told)
        listed = (
            list(executor.map(words, every, chunksize=500)) if rows > _BLOCK // 10 else [words(one) for one in every]
        )
        learnt_space = space.learn_space(whole, listed, SEED)
        _keep(inputs, learnt_space)
        return learnt_space.join(whole, listed), {"tier": "full", "agreement": None}
    inputs.report(Progress("Learning this dataset's words", 0, 0))
    counted = projection.choose(rows, _VOCABULARY_FROM, SEED)
    sample = texts.at(counted)
    learnt = projection.choose(len(sample), _SAMPLE, SEED)
    distilled = learn(sample, learnt.tolist(), lambda some: encode_parallel(some, executor), SEED)
    some = distilled.transform([sample[place] for place in learnt])
    learnt_space = space.learn_space(some, [words(one) for one in sample], SEED)
    _keep(inputs, learnt_space)
    vectors = np.zeros((0, 0), dtype=np.float32)
    done = 0
    works = [
        executor.submit(_transform, distilled, learnt_space, texts.paths[part]) for part in range(len(texts.paths))
    ]
    for base, work in zip(texts.bases, works, strict=True):
        part = work.result()
        if not vectors.size:
            vectors = np.zeros((rows, part.shape[1]), dtype=np.float32)
        vectors[base : base + len(part)] = part
        done += len(part)
        told(done)
    return vectors, {"tier": "fast", "agreement": distilled.agreement}


def _transform(distilled: Distilled, learnt: space.Space, path: Path) -> np.ndarray:
    """Vectors of one part, in a worker."""
    listed = [words(text) for text in Texts([path], [0], 0).block(0)]
    return learnt.join(distilled.of_words(listed), listed)


def _keep(inputs: Inputs, learnt: space.Space) -> None:
    if inputs.folder is not None:
        learnt.save(inputs.folder)


def _place(
    vectors: np.ndarray, marks: np.ndarray, laid: np.ndarray, flat: np.ndarray, apart: np.ndarray, inputs: Inputs
) -> None:
    """Places of the rows that are no landmarks, and how far every row is from its nearest landmarks."""
    among = vectors[marks]
    progress = Progress("Placing rows", 0, len(vectors), unit="rows")
    is_mark = np.zeros(len(vectors), dtype=bool)
    is_mark[marks] = True
    for start in range(0, len(vectors), _BLOCK):
        block = slice(start, min(start + _BLOCK, len(vectors)))
        placed, apart[block] = projection.place(vectors[block], among, laid)
        own = is_mark[block]
        flat[block] = np.where(own[:, None], flat[block], placed)
        # A landmark is its own nearest one, which says nothing.
        apart[block] *= np.where(own, _PLACED / (_PLACED - 1), 1.0)
        progress.done = block.stop
        inputs.report(progress)


def query_vector(folder: Path, text: str) -> np.ndarray:
    """The encoder's part of a text, to compare with that part of the map's vectors: across languages, words say nothing."""
    return space.query(folder, encode([text]))[0]


def rough(inputs: Inputs) -> pa.Table:
    """A map of a sample, to look at while all rows are being read. Too few rows for that to take long have none."""
    rows = inputs.rows
    if rows <= 2 * _ROUGH:
        return _nothing()
    inputs.report(Progress("Drawing a rough map", 0, 0))
    # The library takes seconds to load: beside the workers, which read meanwhile.
    loading = threading.Thread(target=importlib.import_module, args=("umap",))
    loading.start()
    places = projection.choose(rows, _ROUGH, SEED)
    texts = Texts(inputs.texts, inputs.bases, rows).at(places)
    with workers.make_pool() as executor:
        step = -(-len(texts) // (2 * workers.COUNT))
        parts = list(executor.map(encode, [texts[i : i + step] for i in range(0, len(texts), step)]))
    whole = np.concatenate(parts)
    listed = [words(text) for text in texts]
    vectors = space.learn_space(whole, listed, SEED).join(whole, listed)
    loading.join()
    flat = projection.lay_out(vectors, SEED)
    every = np.arange(len(vectors))
    topic, cluster = clusters.group(vectors, every, SEED)
    return _table(
        places.astype(np.int64),
        flat,
        (topic, clusters.names(lambda some: [texts[i] for i in some], topic, SEED)),
        (cluster, clusters.names(lambda some: [texts[i] for i in some], cluster, SEED)),
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
            "in_knot": apart < _KNOT,
            "meaning_group": pa.array(group, mask=group < 0),
            "is_meaning_copy": leader != np.arange(len(leader)),
        }
    )


ROUGH = Pass("map_rough", 8, COLUMNS, rough, on_request=True)
"""The columns of `MAP` for a sample; not loaded where the map is there."""

MAP = Pass("map", 9, COLUMNS, compute, on_request=True)
