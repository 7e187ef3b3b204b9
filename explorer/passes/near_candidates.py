"""Rows that may be near duplicates: those that share a band of their signatures, of which all but a few bytes a row lie on disk."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np

from explorer import files, workers
from explorer.passes.shingles import BANDS, BINS, SHORT_BANDS, Signed, short_band

_LIKELY, _LIKELY_SHORT = 0.4, 0.3  # likeness by signature from which a pair is looked at closely
_BACK = 3  # rows before a row in its bucket that it is paired with: a bucket of many rows must not cost their square
_AT_ONCE = 4_096  # pairs whose signatures are compared together, so few that they stay in a processor's cache
_SORTED = 1 << 21  # rows, about, whose keys are sorted together
_READ = 1 << 20  # keys read at once


class Signatures:
    """The signatures of all rows, filled part by part. whole, asked, is_short: of each row, as `shingles.Signed` has them."""

    def __init__(self, rows: int, scratch: Path) -> None:
        """scratch: a folder for 256 bytes a row, half as many again of a short one, which go with this object."""
        scratch.mkdir(parents=True, exist_ok=True)
        self.whole, self.asked = np.zeros(rows, np.uint64), np.zeros(rows, np.uint64)
        self.is_short = np.zeros(rows, bool)
        self._bins = mapped(scratch, (rows, BINS), np.uint16)
        # Each band is read from start to end, one after the other: a file of its own needs no memory meanwhile.
        self._bands = [tempfile.TemporaryFile(dir=scratch) for _ in range(BANDS)]  # noqa: SIM115 - `close` closes them
        self._short_bands = [tempfile.TemporaryFile(dir=scratch) for _ in range(SHORT_BANDS)]  # noqa: SIM115
        self._filled = 0

    def add(self, part: Signed) -> None:
        """Take the next rows."""
        here = slice(self._filled, self._filled + len(part.whole))
        self.whole[here], self.asked[here], self.is_short[here] = part.whole, part.asked, part.is_short
        self._bins[here] = part.bins
        for number, file in enumerate(self._bands):
            file.write(part.bands[:, number].tobytes())
        short = part.bins[part.is_short]
        for number, file in enumerate(self._short_bands):
            file.write(short_band(short, number).tobytes())
        self._filled = here.stop

    def pairs(self, alone: np.ndarray) -> np.ndarray:
        """Pairs among the rows that are `alone`, bool (rows,), that share a band and whose signatures agree well enough.

        int64 (pairs, 2), each once and in order. Two cores look at two bands at a time, and of a band some keys at a time: memory
        grows with the pairs that are found, and by eight bytes for each.
        """
        short = np.flatnonzero(self.is_short)
        asked = [(file, np.uint64, None, _LIKELY) for file in self._bands]
        asked += [(file, np.uint32, short, _LIKELY_SHORT) for file in self._short_bands if len(short)]
        both, further = np.zeros(0, np.int64), [np.zeros(0, np.int64)]
        with cores() as threads:
            for found in threads.map(lambda one: self._of_band(alone, *one), asked):
                further.append(found)
                # As many new ones as there are already: to sort all of them for each band would take longer than the bands.
                if sum(map(len, further)) > max(_SORTED, len(both)):
                    both, further = np.unique(np.concatenate([both, *further])), [np.zeros(0, np.int64)]
        both = np.unique(np.concatenate([both, *further]))
        rows = len(self.whole)
        return np.column_stack([both // rows, both % rows])

    def _of_band(
        self, alone: np.ndarray, file: IO[bytes], kind: type[np.unsignedinteger], of: np.ndarray | None, likely: float
    ) -> np.ndarray:
        """Pairs of one band, as one number each. of: the rows that the file's keys belong to, all of them where it is None."""
        count = len(self.whole) if of is None else len(of)
        turns = max(1, -(-count // _SORTED))
        found = [np.zeros(0, np.int64)]
        for turn in range(turns):
            rows, keys = [np.zeros(0, np.int64)], [np.zeros(0, kind)]
            file.seek(0)
            for start in range(0, count, _READ):
                some = np.frombuffer(file.read(_READ * np.dtype(kind).itemsize), kind)
                here = np.arange(start, start + len(some)) if of is None else of[start : start + len(some)]
                chosen = (some != 0) & alone[here]
                if turns > 1:
                    chosen &= some % kind(turns) == turn
                rows.append(here[chosen])
                keys.append(some[chosen])
            found.append(_sharing(np.concatenate(rows), np.concatenate(keys), self._bins, likely))
        return np.unique(np.concatenate(found))

    def close(self) -> None:
        """Let the files go."""
        for file in (*self._bands, *self._short_bands):
            file.close()
        self._bins = self._bins[:0].copy()


@contextmanager
def cores() -> Generator[ThreadPoolExecutor]:
    """A thread for each core, for work on arrays, during which they need not wait for each other; ends what it is at on an error."""
    threads = ThreadPoolExecutor(workers.COUNT)
    try:
        yield threads
    finally:
        threads.shutdown(wait=True, cancel_futures=True)


def _sharing(rows: np.ndarray, keys: np.ndarray, bins: np.ndarray, likely: float) -> np.ndarray:
    """Pairs of neighbours among rows of one key, as one number each."""
    order = np.argsort(keys, kind="stable")
    rows, keys = rows[order], keys[order]
    found = [np.zeros(0, np.int64)]
    for back in range(1, _BACK + 1):
        same = np.flatnonzero(keys[back:] == keys[:-back])
        for start in range(0, len(same), _AT_ONCE):
            some = same[start : start + _AT_ONCE]
            first, second = rows[some], rows[some + back]
            likely_pairs = _agreement(bins[first], bins[second]) >= likely
            found.append(first[likely_pairs] * len(bins) + second[likely_pairs])
    return np.concatenate(found)


def _agreement(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Share of the bins filled in either row that hold the same, for each pair; uint16 (pairs, BINS) each."""
    filled = (a | b) != 0
    return _count((a == b) & filled) / np.maximum(_count(filled), 1)


def _count(these: np.ndarray) -> np.ndarray:
    """How many of each row's, bool (rows, BINS), hold: eight at once, which is several times as fast as a sum."""
    words = np.ascontiguousarray(these).view(np.uint64).sum(axis=1)
    return (words * np.uint64(0x0101010101010101)) >> np.uint64(56)


def mapped(scratch: Path, shape: tuple[int, ...], kind: type[np.generic]) -> np.ndarray:
    """An array of zeros on disk, so that memory stays bounded."""
    with tempfile.TemporaryFile(dir=scratch) as file:
        _reserve(file, int(np.prod(shape)) * np.dtype(kind).itemsize, scratch)
        if not np.prod(shape):
            return np.zeros(shape, kind)
        # The mapping outlives the nameless file's handle; the system frees it with the last use.
        return np.memmap(file, kind, "w+", shape=shape)


def _reserve(file: IO[bytes], size: int, folder: Path) -> None:
    """Make room for a mapped file: a page that the disk has no room for would end the process, without a word."""
    if size and hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(file.fileno(), 0, size)
        except OSError as error:
            if files.is_full(error):
                raise files.disk_full(folder, size) from error
