"""Near duplicates: rows whose prompt and response together are nearly the same text.

MinHash over character shingles finds candidates, the shingles themselves decide. A shingle that many rows share weighs
little: rows that fill the same template with different words are no duplicates of one another. How alike rows are is kept
with them, so that another threshold needs no other pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from explorer import workers
from explorer.columns import Column
from explorer.passes import checkpoints, likeness, linkage
from explorer.passes.dataset_pass import Inputs, Pass
from explorer.passes.named import name_apart
from explorer.passes.near_candidates import Signatures, cores, mapped
from explorer.passes.shingles import SHAPES, Sketch, sign, sketches
from explorer.progress import Progress

T = TypeVar("T")

THRESHOLD = 0.7
"""Likeness from which two rows are near duplicates; Data-Juicer's MinHash filter has the same default."""

LEAST = 0.5
"""Likeness from which pairs are kept, so that a lower threshold can be tried."""

PAIRS = "pairs.npy"
"""A file beside the columns: float64 (links, 3), two rows and how alike they are, the links of all groups from `LEAST` on."""

ASKED = "asked.npy"
"""Beside them: uint64 (rows,), what each row asks, but for case, spaces and sentence marks; 0 where it asks nothing."""

_BLOCK = 512  # pairs compared at once, so few that what is made of them stays in a processor's cache
_ROWS = 4_096  # rows whose shingles are counted at once
_IN_PROCESS = 20_000  # rows up to which no worker is started
_COUNTED = 1 << 22  # slots that the frequency of shingles is counted in

COLUMNS = (
    Column(
        "near_group",
        "near duplicates",
        "id",
        "Rows whose prompt and response together are nearly the same text: 70 % of their shingles of five characters "
        "(three in Chinese) agree, those of templates counted little, and both sides are alike. The prompts of short "
        "answers must agree to 90 %. Case, spaces and sentence marks do not count; numbers and signs do. Prompts that name "
        "another number, or fill the same template with another word, are no duplicates; nor are short Chinese texts without an answer "
        "that name another person, place or thing.",
        layer="near",
        group="duplicates",
    ),
    Column(
        "is_near_copy",
        "is a near copy",
        "boolean",
        "A near duplicate of an earlier row. Dropping these keeps one row of each group.",
        layer="near",
        group="duplicates",
    ),
    Column(
        "near_similarity",
        "likeness to an earlier row",
        "number",
        "How alike the row is to the earlier rows that it hangs together with, 0.5 to 1. `near_similarity >= 0.85` are the rows "
        "that are a near copy of an earlier one at a threshold of 0.85.",
        layer="near",
        group="attributes",
    ),
    Column(
        "near_first",
        "row that it is like",
        "id",
        "The earliest row of those that the row hangs together with at its likeness.",
        layer="near",
        group="attributes",
    ),
)


def compute(inputs: Inputs) -> pa.Table:
    """Groups are numbered from 0 in the order of their first row."""
    if inputs.rows < 2:
        return _table(np.zeros(0, np.int64), np.zeros(0))
    executor = None
    if inputs.rows > _IN_PROCESS:
        executor = workers.make_pool()
    try:
        links = _links(inputs, executor)
    finally:
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)
    if inputs.folder is not None:
        checkpoints.save(inputs.folder / PAIRS, links)
    return _table(*linkage.merges(links[:, :2].astype(np.int64), links[:, 2], inputs.rows))


def _links(inputs: Inputs, executor: Executor | None) -> np.ndarray:
    """The links of all groups, the smaller row first: float64 (links, 3), two rows and how alike they are."""
    progress = Progress("Looking for near duplicates", 0, inputs.rows, unit="rows")
    signed = Signatures(inputs.rows, inputs.scratch)
    for one in _mapped(executor, sign, inputs.texts):
        signed.add(one)
        progress.done += len(one.whole)
        inputs.report(progress)
    if inputs.folder is not None:
        checkpoints.save(inputs.folder / ASKED, signed.asked)
    equal = _equal(signed.whole)
    found = [np.column_stack([equal, np.ones(len(equal))])]
    # Of equal rows, the first stands for all.
    alone = np.ones(inputs.rows, bool)
    alone[equal[:, 1]] = False
    pairs = signed.pairs(alone)
    signed.close()
    if len(pairs):
        rows = np.unique(pairs)
        held = _read(inputs, rows, executor)
        places = np.searchsorted(rows, pairs)
        alike = _compared(places, held, inputs)
        places, alike = places[alike >= LEAST], alike[alike >= LEAST]
        chosen = linkage.confirmed(places, alike, len(rows), lambda some: _judged(places[some], held))
        found.append(np.column_stack([rows[places[chosen]], alike[chosen]]))
    return np.concatenate(found)


def _mapped(executor: Executor | None, work: Callable[..., T], *arguments: Iterable[Any]) -> Iterator[T]:
    return map(work, *arguments) if executor is None else executor.map(work, *arguments)


def _equal(whole: np.ndarray) -> np.ndarray:
    """Pairs of neighbouring rows with the same normalised text, (pairs, 2)."""
    order = np.argsort(whole, kind="stable")
    same = (whole[order][1:] == whole[order][:-1]) & (whole[order][1:] != 0)
    return np.column_stack([order[:-1][same], order[1:][same]])


def _read(inputs: Inputs, rows: np.ndarray, executor: Executor | None) -> Sketch:
    """Sketches of some rows."""
    held = Sketch(*(mapped(inputs.scratch, (len(rows), *shape), np.uint32) for shape in SHAPES))
    places: list[np.ndarray] = []
    parts: list[Path] = []
    ends = [*inputs.bases[1:], inputs.rows]
    for path, base, end in zip(inputs.texts, inputs.bases, ends, strict=True):
        here = rows[(rows >= base) & (rows < end)] - base
        if len(here):
            places.append(here)
            parts.append(path)
    progress = Progress("Comparing near duplicates", 0, len(rows), unit="rows")
    for one in _mapped(executor, sketches, parts, places):
        stop = progress.done + len(one.shingles)
        for whole, part in zip(held, one, strict=True):
            whole[progress.done : stop] = part
        progress.done = stop
        inputs.report(progress)
    return held


def _compared(pairs: np.ndarray, held: Sketch, inputs: Inputs) -> np.ndarray:
    """How alike pairs are, float64 (pairs,). pairs: places in `held`."""
    # The system gives memory only for the slots that are met: of few rows, few are.
    counts, weights = np.zeros(_COUNTED, np.uint32), np.zeros(_COUNTED)
    for slots in _slots(held):
        np.add.at(counts, slots, np.uint32(1))
    # What two rows alone share weighs as much as what one has alone; what many share, as templates do, next to nothing.
    for slots in _slots(held):
        weights[slots] = np.sqrt(2.0 / np.maximum(counts[slots], 2))
    found = np.zeros(len(pairs))
    progress = Progress("Comparing near duplicates", 0, len(pairs), unit="pairs")
    for start, alike in _in_blocks(lambda a, b: likeness.likeness(a, b, weights), pairs, held):
        found[start : start + len(alike)] = alike
        progress.done = start + len(alike)
        inputs.report(progress)
    return found


def _slots(held: Sketch) -> Iterator[np.ndarray]:
    """Where the shingles of all rows are counted, some rows at a time."""
    for start in range(0, len(held.shingles), _ROWS):
        block = held.shingles[start : start + _ROWS]
        yield block[block != 0] % _COUNTED


def _judged(pairs: np.ndarray, held: Sketch) -> np.ndarray:
    """Boolean (pairs,): those that do not ask for different things, nor say something of different things."""
    found = np.zeros(len(pairs), bool)
    for start, apart in _in_blocks(likeness.ask_apart, pairs, held):
        found[start : start + len(apart)] = ~apart
    # A short text that stands alone has no answer beside it that would tell what is another statement.
    for place in np.flatnonzero(found & (held.codes[pairs[:, 0], 0] != 0) & (held.codes[pairs[:, 1], 0] != 0)).tolist():
        found[place] = not name_apart(*(_short_text(held.codes[row]) for row in pairs[place]))
    return found


def _in_blocks(
    work: Callable[[Sketch, Sketch], np.ndarray], pairs: np.ndarray, held: Sketch
) -> Iterator[tuple[int, np.ndarray]]:
    """(place of its first pair, what `work` says of its pairs) of block after block, made by all cores."""

    def of(start: int) -> np.ndarray:
        some = pairs[start : start + _BLOCK]
        return work(_at(held, some[:, 0]), _at(held, some[:, 1]))

    starts = range(0, len(pairs), _BLOCK)
    if len(starts) < 2:
        yield from ((start, of(start)) for start in starts)
        return
    with cores() as threads:
        yield from zip(starts, threads.map(of, starts), strict=True)


def _short_text(codes: np.ndarray) -> str:
    return codes[codes != 0].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def _at(held: Sketch, places: np.ndarray) -> Sketch:
    return Sketch(*(np.asarray(whole[places]) for whole in held))


def _table(joins: np.ndarray, heights: np.ndarray) -> pa.Table:
    """joins, heights: of every row, as `linkage.merges` gives them."""
    first = linkage.first_rows(joins, heights, THRESHOLD)
    grouped = np.bincount(first, minlength=len(first))[first] > 1
    shown = np.flatnonzero(grouped | (heights > 0))
    numbers = np.full(len(first), -1, np.int32)
    numbers[grouped] = np.unique(first[grouped], return_inverse=True)[1]
    none = heights[shown] == 0
    return pa.table(
        {
            "row_id": pa.array(shown, pa.int64()),
            "near_group": pa.array(numbers[shown], pa.int32(), mask=numbers[shown] < 0),
            "is_near_copy": pa.array(heights[shown] >= THRESHOLD, pa.bool_()),
            "near_similarity": pa.array(heights[shown], pa.float64(), mask=none),
            "near_first": pa.array(joins[shown], pa.int64(), mask=none),
        }
    )


NEAR = Pass("near", 3, COLUMNS, compute, doing="Looking for near duplicates")
