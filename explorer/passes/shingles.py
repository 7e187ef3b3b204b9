"""Shingles of texts, as numpy arithmetic over all characters of a part at once, and MinHash signatures of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as pq
import xxhash

BINS = 64
"""Parts of a signature: one permutation, divided into bins, of which each keeps the smallest hash."""

BANDS = 16
KEPT = 256
"""Smallest hashes of a row that stand for all of them where it is compared closely."""

_LATIN, _HAN = 5, 3  # characters of a shingle
_LONGEST = 20_000  # characters of a row that are looked at
_FEWEST = 16  # shingles that a row must have to be like another one; shorter rows are compared whole
_AT_ONCE = 1 << 20  # characters hashed at once

_SPACE = re.compile(r"[\s.,!?;:'\"`()\[\]{}，。！？；：、“”‘’（）《》「」…·_#|~-]+")
_HAN_CHARACTERS = re.compile("[\u3400-\u9fff]")
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SPLIT = "\0"  # between prompt and response


class Signed(NamedTuple):
    """Rows of a part.

    whole: uint64 (rows,), hash of the normalised text, 0 where there is none. bands: uint64 (rows, BANDS), 0 where empty.
    bins: uint16 (rows, BINS), 0 where empty.
    """

    whole: np.ndarray
    bands: np.ndarray
    bins: np.ndarray


def normalised(prompt: str, response: str) -> str:
    """Lower case, punctuation and white space as single spaces: operators, digits and letters stay."""
    return f"{_plain(prompt)}{_SPLIT}{_plain(response)}"


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text[:_LONGEST].lower()).strip()


def sign(path: Path) -> Signed:
    """Signatures of all rows of a text part."""
    table = pq.read_table(path, columns=["prompt", "response"])
    pairs = zip(table["prompt"].to_pylist(), table["response"].to_pylist(), strict=True)
    return signatures([normalised(prompt or "", response or "") for prompt, response in pairs])


def signatures(texts: Sequence[str]) -> Signed:
    """Signatures of normalised texts."""
    rows = len(texts)
    whole = np.array([xxhash.xxh3_64_intdigest(t) if len(t) > 1 else 0 for t in map(_bytes, texts)], np.uint64)
    smallest = np.full(rows * BINS, np.iinfo(np.uint64).max, np.uint64)
    counts = np.zeros(rows, np.int64)
    for row, hashes in _hashed(texts):
        # The upper bits name the bin, so that the value within it is independent of which it is.
        bins = (hashes >> np.uint64(58)).astype(np.int64)
        np.minimum.at(smallest, row * BINS + bins, hashes & np.uint64(0x03FFFFFFFFFFFFFF))
        counts += np.bincount(row, minlength=rows)
    smallest = smallest.reshape(rows, BINS)
    smallest[counts < _FEWEST] = np.iinfo(np.uint64).max
    empty = smallest == np.iinfo(np.uint64).max
    smallest[empty] = 0
    bands = np.zeros((rows, BANDS), np.uint64)
    for place in range(BINS // BANDS):
        bands = bands * _PRIME + smallest[:, place * BANDS : (place + 1) * BANDS]
    filled = (~empty).reshape(rows, BINS // BANDS, BANDS).sum(axis=1)
    # Two filled bins at least: a single shared shingle says nothing.
    bands[filled < 2] = 0
    bins = (smallest % np.uint64(65_535)).astype(np.uint16) + np.uint16(1)
    bins[empty] = 0
    return Signed(whole, bands, bins)


def sketches(path: Path, rows: np.ndarray) -> np.ndarray:
    """uint32 (rows, KEPT): the smallest hashes of some rows of a text part, each once, in order, 0 where there are fewer."""
    table = pq.read_table(path, columns=["prompt", "response"]).take(rows)
    pairs = zip(table["prompt"].to_pylist(), table["response"].to_pylist(), strict=True)
    found = np.zeros((len(rows), KEPT), np.uint32)
    for place, (prompt, response) in enumerate(pairs):
        parts = [hashes for _, hashes in _hashed([normalised(prompt or "", response or "")])]
        unique = np.unique((np.concatenate(parts) >> np.uint64(32)).astype(np.uint32)) if parts else found[:0, 0]
        unique = unique[unique != 0][:KEPT]
        found[place, : len(unique)] = unique
    return found


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _hashed(texts: Sequence[str]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(row of each shingle, its hash), some texts at a time."""
    width = [_HAN if _is_han(text) else _LATIN for text in texts]
    for kind in (_LATIN, _HAN):
        some: list[int] = []
        size = 0
        for row, text in enumerate(texts):
            if width[row] != kind:
                continue
            some.append(row)
            size += len(text)
            if size > _AT_ONCE:
                yield _shingles(texts, some, kind)
                some, size = [], 0
        if some:
            yield _shingles(texts, some, kind)


def _is_han(text: str) -> bool:
    start = text[:400]
    return not start.isascii() and len(_HAN_CHARACTERS.findall(start)) * 4 > len(start)


def _shingles(texts: Sequence[str], rows: Sequence[int], width: int) -> tuple[np.ndarray, np.ndarray]:
    codes = np.frombuffer("".join(texts[row] for row in rows).encode("utf-32-le", "surrogatepass"), np.uint32)
    owner = np.repeat(np.array(rows, np.int64), [len(texts[row]) for row in rows])
    if len(codes) < width:
        return owner[:0], np.zeros(0, np.uint64)
    stop = len(codes) - width + 1
    hashes = np.zeros(stop, np.uint64)
    for place in range(width):
        hashes = hashes * np.uint64(1_000_003) + codes[place : place + stop]
    # A finaliser of SplitMix64, for bits that depend on all characters.
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    hashes ^= hashes >> np.uint64(31)
    within = owner[:stop] == owner[width - 1 :]
    return owner[:stop][within], hashes[within]
