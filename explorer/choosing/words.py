"""`words`: rows whose words are those of a reference rather than of this dataset. Needs no vectors.

The log-likelihood ratio of hashed words and pairs of words, plus seeded Gumbel noise: a draw without replacement by
importance (DSIR, Xie et al. 2023).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

import numpy as np
import pyarrow.parquet as pq

from explorer import workers
from explorer.choosing.pool import Pool
from explorer.choosing.strategy import Picked, Request, Strategy
from explorer.contamination.cut import cut
from explorer.diversity.formulas import sampled
from explorer.errors import ExportError
from explorer.progress import Progress, Report
from explorer.queries import row_ids
from explorer.store import Dataset
from explorer.words import later, say

BUCKETS = 10_000
_LONGEST = 600  # characters of the prompt and of the answer that are read
_SAMPLE = 20_000  # rows of either side from which shares are counted
_ALONE = 20_000  # rows up to which no worker is started


def buckets(prompt: str, response: str) -> np.ndarray:
    """The hashed words and pairs of words of a row, int64."""
    words = cut(f"{prompt[:_LONGEST]}\n{response[:_LONGEST]}")
    single = np.array([crc32(word.encode("utf-8", "surrogatepass")) for word in words], np.int64)
    pairs = single[:-1] * 31 + single[1:] * 17 + 7
    return np.concatenate([single, pairs]) % BUCKETS


def scores(path: Path, places: np.ndarray, ratio: np.ndarray) -> np.ndarray:
    """The log-likelihood ratio of some rows of a part, float32. In a worker."""
    return np.array([ratio[found].sum() for found in _buckets(path, places)], np.float32)


def _buckets(path: Path, places: np.ndarray) -> Iterator[np.ndarray]:
    some = pq.read_table(path, columns=["prompt", "response"]).take(places)
    for prompt, response in zip(some["prompt"].to_pylist(), some["response"].to_pylist(), strict=True):
        yield buckets(prompt or "", response or "")


def _parts(dataset: Dataset, rows: np.ndarray) -> Iterable[tuple[Path, np.ndarray]]:
    """(file, places in it) of ascending rows, for each part that holds any."""
    parts = dataset.text_parts()
    ends = [*(first for _, first in parts[1:]), dataset.rows][: len(parts)]
    for (path, first), end in zip(parts, ends, strict=True):
        here = rows[(rows >= first) & (rows < end)] - first
        if len(here):
            yield path, here


def _shares(dataset: Dataset, rows: np.ndarray, seed: int) -> np.ndarray:
    """The share of each bucket in a sample of rows, smoothed: float64 (buckets,)."""
    counts = np.ones(BUCKETS)
    for path, places in _parts(dataset, rows[sampled(len(rows), _SAMPLE, seed)]):
        for found in _buckets(path, places):
            counts += np.bincount(found, minlength=BUCKETS)
    return counts / counts.sum()


def pick(pool: Pool, request: Request, report: Report) -> Picked:
    """The rows with the highest ratio plus noise."""
    assert request.reference is not None
    report(Progress("Counting words of the reference"))
    there = request.reference.dataset
    rows = np.asarray(row_ids(request.reference, limit=there.rows), np.int64)
    if not len(rows):
        raise ExportError("The reference has no rows.", "Name another one.")
    wanted, own = _shares(there, rows, request.seed), _shares(pool.dataset, pool.rows, request.seed)
    ratio = np.log(wanted) - np.log(own)
    found = np.concatenate(list(_scored(pool, ratio, report)) or [np.zeros(0, np.float32)])
    noise = np.random.default_rng(request.seed).gumbel(size=len(found))
    order = np.argsort(-(found + noise), kind="stable")[: request.count]

    def why(place: int) -> str:
        row = order[place]
        return say("log ratio {ratio:+.1f}, noise {noise:+.1f}", ratio=found[row], noise=noise[row])

    return Picked(order, why)


def _scored(pool: Pool, ratio: np.ndarray, report: Report) -> Iterator[np.ndarray]:
    parts = list(_parts(pool.dataset, pool.rows))
    progress = Progress("Weighing words", 0, len(pool), unit="rows")
    if len(pool) <= _ALONE:
        for path, places in parts:
            yield scores(path, places, ratio)
        return
    with workers.make_pool() as executor:
        works = [executor.submit(scores, path, places, ratio) for path, places in parts]
        try:
            for (_, places), work in zip(parts, works, strict=True):
                yield work.result()
                progress.done += len(places)
                report(progress)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)


WORDS = Strategy(
    "words",
    later("Words like a reference"),
    later(
        "Rows whose words and pairs of words are those of a reference rather than of this dataset (log-likelihood ratio of hashed "
        "words, with seeded noise). Needs no map."
    ),
    pick,
    wants="reference",
)
