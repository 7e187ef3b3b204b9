"""Rows that may be near duplicates: those that share a band of their signatures, of which all but a few bytes a row lie on disk."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import IO

import numpy as np

from explorer import files
from explorer.passes.shingles import BANDS, BINS, SHORT_BANDS, Signed, short_band

_LIKELY, _LIKELY_SHORT = 0.4, 0.3  # likeness by signature from which a pair is looked at closely
_BACK = 3  # rows before a row in its bucket that it is paired with: a bucket of many rows must not cost their square
_AT_ONCE = 65_536  # pairs whose signatures are compared together


class Signatures:
    """The signatures of all rows, filled part by part. whole, asked, is_short: of each row, as `shingles.Signed` has them."""

    def __init__(self, rows: int, scratch: Path) -> None:
        """scratch: a folder for 256 bytes a row, which go with this object."""
        scratch.mkdir(parents=True, exist_ok=True)
        self.whole, self.asked = np.zeros(rows, np.uint64), np.zeros(rows, np.uint64)
        self.is_short = np.zeros(rows, bool)
        self._bins = mapped(scratch, (rows, BINS), np.uint16)
        # Each band is read whole, one after the other: a file of its own needs no memory meanwhile.
        self._bands = [tempfile.TemporaryFile(dir=scratch) for _ in range(BANDS)]  # noqa: SIM115 - `close` closes them
        self._filled = 0

    def add(self, part: Signed) -> None:
        """Take the next rows."""
        here = slice(self._filled, self._filled + len(part.whole))
        self.whole[here], self.asked[here], self.is_short[here] = part.whole, part.asked, part.is_short
        self._bins[here] = part.bins
        for number, file in enumerate(self._bands):
            file.write(part.bands[:, number].tobytes())
        self._filled = here.stop

    def band(self, number: int) -> np.ndarray:
        """uint64 (rows,), 0 where it is empty."""
        file = self._bands[number]
        file.seek(0)
        return np.frombuffer(file.read(), np.uint64)

    def pairs(self, alone: np.ndarray) -> np.ndarray:
        """Pairs among the rows `alone`, int64 (pairs, 2), that share a band and whose signatures agree well enough."""
        found = [np.zeros(0, np.int64)]
        rows = len(self.whole)
        for number in range(BANDS):
            found.append(_sharing(alone, self.band(number)[alone], self._bins, _LIKELY))
        short = alone[self.is_short[alone]]
        for number in range(SHORT_BANDS):
            found.append(_sharing(short, short_band(self._bins, short, number), self._bins, _LIKELY_SHORT))
        both = np.unique(np.concatenate(found))
        return np.column_stack([both // rows, both % rows])

    def close(self) -> None:
        """Let the files go."""
        for file in self._bands:
            file.close()
        self._bins = self._bins[:0].copy()


def _sharing(rows: np.ndarray, keys: np.ndarray, bins: np.ndarray, likely: float) -> np.ndarray:
    """Pairs of neighbours among rows of one key, as one number each."""
    filled = keys != 0
    rows, keys = rows[filled], keys[filled]
    order = np.argsort(keys, kind="stable")
    rows, keys = rows[order], keys[order]
    found = [np.zeros(0, np.int64)]
    for back in range(1, _BACK + 1):
        same = keys[back:] == keys[:-back]
        pairs = np.column_stack([rows[:-back][same], rows[back:][same]])
        pairs = pairs[_agreement(bins, pairs) >= likely]
        found.append(pairs[:, 0] * len(bins) + pairs[:, 1])
    return np.concatenate(found)


def _agreement(bins: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Share of the bins filled in either row that hold the same, for each pair."""
    shares = np.zeros(len(pairs))
    for start in range(0, len(pairs), _AT_ONCE):
        a, b = (bins[pairs[start : start + _AT_ONCE, side]] for side in (0, 1))
        filled = (a != 0) | (b != 0)
        shares[start : start + _AT_ONCE] = ((a == b) & filled).sum(axis=1) / np.maximum(filled.sum(axis=1), 1)
    return shares


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
