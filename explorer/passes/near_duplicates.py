"""Near duplicates: rows whose prompt and response together are nearly the same text.

MinHash over character shingles finds candidates, the shingles themselves decide. A shingle that many rows share weighs
little: rows that fill the same template with different words are no duplicates of one another.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np
import pyarrow as pa

from explorer import files, workers
from explorer.columns import Column
from explorer.passes.dataset_pass import Inputs, Pass
from explorer.passes.shingles import BANDS, KEPT, Signed, sign, sketches
from explorer.progress import Progress

T = TypeVar("T")

THRESHOLD = 0.7
"""Weighted Jaccard likeness from which two rows are near duplicates; Data-Juicer's MinHash filter has the same default."""

_SAME = 0.9  # likeness of responses, without weights, from which it does not matter how many rows share them
_LONG = 60  # shingles of such a response: a label is shared by rows that are not alike
_ASKED = 0.9  # likeness that the prompts of shorter responses must have: two questions on one passage are two rows
_EACH = 0.4  # likeness that prompt and response must have each: another question, or another label, is another row
_LIKELY = 0.5  # likeness by signature from which a pair is looked at closely
_BACK = 3  # rows before a row in its bucket that it is paired with: a bucket of many rows must not cost their square
_BLOCK = 4_096  # pairs compared at once
_IN_PROCESS = 20_000  # rows up to which no worker is started
_COUNTED = 1 << 22  # slots that the frequency of shingles is counted in

COLUMNS = (
    Column(
        "near_group",
        "near duplicates",
        "id",
        "Rows whose prompt and response together are nearly the same text: 70 % of their shingles of five characters "
        "(three in Chinese) agree, those of templates counted little, and both sides are alike. The prompts of short "
        "answers must agree to 90 %. Case, spaces and sentence marks do not count; numbers and signs do.",
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
)


def compute(inputs: Inputs) -> pa.Table:
    """Groups are numbered from 0 in the order of their first row."""
    if inputs.rows < 2:
        return _table(np.zeros(0, np.int64), np.zeros(0, np.int64))
    executor = None
    if inputs.rows > _IN_PROCESS:
        executor = workers.make_pool()
    try:
        return _grouped(inputs, executor)
    finally:
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)


def _grouped(inputs: Inputs, executor: ProcessPoolExecutor | None) -> pa.Table:
    progress = Progress("Looking for near duplicates", 0, inputs.rows, unit="rows")
    signed: list[Signed] = []
    for one in _mapped(executor, sign, inputs.texts):
        signed.append(one)
        progress.done += len(one.whole)
        inputs.report(progress)
    whole = np.concatenate([one.whole for one in signed])
    bands = np.concatenate([one.bands for one in signed])
    bins = np.concatenate([one.bins for one in signed])
    equal = _equal(whole)
    # Of equal rows, the first stands for all.
    alone = np.setdiff1d(np.arange(len(whole)), equal[:, 1])
    pairs = _likely(bands, bins, alone)
    if len(pairs):
        rows = np.unique(pairs)
        held = _read(inputs, rows, executor)
        pairs = pairs[_are_near(np.searchsorted(rows, pairs), held, inputs)]
    return _numbered(_roots(np.concatenate([equal, pairs]), len(whole)))


def _mapped(executor: ProcessPoolExecutor | None, work: Callable[..., T], *arguments: Iterable[Any]) -> Iterator[T]:
    return map(work, *arguments) if executor is None else executor.map(work, *arguments)


def _equal(whole: np.ndarray) -> np.ndarray:
    """Pairs of neighbouring rows with the same normalised text, (pairs, 2)."""
    order = np.argsort(whole, kind="stable")
    same = (whole[order][1:] == whole[order][:-1]) & (whole[order][1:] != 0)
    return np.column_stack([order[:-1][same], order[1:][same]])


def _likely(bands: np.ndarray, bins: np.ndarray, alone: np.ndarray) -> np.ndarray:
    """Pairs among the rows `alone`, (pairs, 2), that share a band and whose signatures agree well enough."""
    found = [np.zeros((0, 2), np.int64)]
    for band in range(BANDS):
        keys = bands[alone, band]
        filled = keys != 0
        rows, keys = alone[filled], keys[filled]
        order = np.argsort(keys, kind="stable")
        rows, keys = rows[order], keys[order]
        for back in range(1, _BACK + 1):
            same = keys[back:] == keys[:-back]
            pairs = np.column_stack([rows[:-back][same], rows[back:][same]])
            found.append(pairs[_agreement(bins, pairs) >= _LIKELY])
    return np.unique(np.concatenate(found), axis=0)


def _agreement(bins: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Share of the bins filled in either row that hold the same, for each pair."""
    shares = np.zeros(len(pairs))
    for start in range(0, len(pairs), 65_536):
        a, b = (bins[pairs[start : start + 65_536, side]] for side in (0, 1))
        filled = (a != 0) | (b != 0)
        shares[start : start + 65_536] = ((a == b) & filled).sum(axis=1) / np.maximum(filled.sum(axis=1), 1)
    return shares


def _reserve(file: IO[bytes], size: int, folder: Path) -> None:
    """Make room for a mapped file: a page that the disk has no room for would end the process, without a word."""
    if size and hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(file.fileno(), 0, size)
        except OSError as error:
            if files.is_full(error):
                raise files.disk_full(folder, size) from error


def _read(inputs: Inputs, rows: np.ndarray, executor: ProcessPoolExecutor | None) -> np.ndarray:
    """Sketches of some rows, uint32 (rows, 2, KEPT); on disk, so that memory stays bounded."""
    inputs.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=inputs.scratch) as file:
        _reserve(file, len(rows) * 2 * KEPT * 4, inputs.scratch)
        # The mapping outlives the nameless file's handle; the system frees it with the last use.
        held = np.memmap(file, np.uint32, "w+", shape=(len(rows), 2, KEPT))
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
        held[progress.done : progress.done + len(one)] = one
        progress.done += len(one)
        inputs.report(progress)
    return held


def _are_near(pairs: np.ndarray, held: np.ndarray, inputs: Inputs) -> np.ndarray:
    """Boolean (pairs,): those that are alike enough. pairs: places in `held`."""
    counts = np.zeros(_COUNTED, np.int64)
    for start in range(0, len(held), _BLOCK):
        block = held[start : start + _BLOCK]
        counts += np.bincount(block[block != 0] % _COUNTED, minlength=_COUNTED)
    # What two rows share has a count of two or more; the square root leaves pairs alone and silences templates.
    weights = 1.0 / np.sqrt(np.maximum(counts, 1))
    near = np.zeros(len(pairs), bool)
    progress = Progress("Comparing near duplicates", 0, len(pairs), unit="pairs")
    for start in range(0, len(pairs), _BLOCK):
        some = pairs[start : start + _BLOCK]
        near[start : start + _BLOCK] = _near(held[some[:, 0]], held[some[:, 1]], weights)
        progress.done = start + len(some)
        inputs.report(progress)
    return near


def _near(a: np.ndarray, b: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Whether rows are near duplicates, from their sketches, uint32 (pairs, 2, KEPT)."""
    counted = [_overlap(a[:, side], b[:, side], np.ones_like(weights)) for side in (0, 1)]
    weighted = [_overlap(a[:, side], b[:, side], weights) for side in (0, 1)]
    alike = np.ones(len(a), bool)
    for shared, union in counted:
        alike &= shared >= _EACH * union
    shared, union = counted[0]
    asked = shared >= _ASKED * union
    shared, union = counted[1]
    long = np.minimum((a[:, 1] != 0).sum(axis=1), (b[:, 1] != 0).sum(axis=1)) >= _LONG
    same = long & (shared >= _SAME * union)
    near = sum(shared for shared, _ in weighted) >= THRESHOLD * sum(union for _, union in weighted)
    return alike & (same | near) & (long | asked)


def _overlap(a: np.ndarray, b: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(weight of what both sketches hold, weight of what either holds), each (pairs,)."""
    both = np.sort(np.concatenate([a, b], axis=1), axis=1)
    again = np.zeros(both.shape, bool)
    again[:, 1:] = (both[:, 1:] == both[:, :-1]) & (both[:, 1:] != 0)
    first = (both != 0) & ~again
    # Beyond the smallest KEPT shingles of the two together, one sketch may lack what its text holds.
    counted = np.cumsum(first, axis=1) <= KEPT
    weight = weights[both % len(weights)]
    # A shared shingle is counted at its second place, right behind its first.
    return (weight * (again & counted)).sum(axis=1), (weight * (first & counted)).sum(axis=1)


def _roots(pairs: np.ndarray, rows: int) -> np.ndarray:
    """The first row of the group that each row belongs to, by its links."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    links = coo_matrix((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape=(rows, rows))
    _, labels = connected_components(links, directed=False)
    _, first = np.unique(labels, return_index=True)
    return first[labels]


def _numbered(roots: np.ndarray) -> pa.Table:
    grouped = np.flatnonzero(np.bincount(roots, minlength=len(roots))[roots] > 1)
    return _table(grouped, roots[grouped])


def _table(rows: np.ndarray, roots: np.ndarray) -> pa.Table:
    _, numbers = np.unique(roots, return_inverse=True)
    return pa.table(
        {
            "row_id": pa.array(rows, pa.int64()),
            "near_group": pa.array(numbers.astype(np.int32), pa.int32()),
            "is_near_copy": pa.array(rows != roots, pa.bool_()),
        }
    )


NEAR = Pass("near", 1, COLUMNS, compute, doing="Looking for near duplicates")
