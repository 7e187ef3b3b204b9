"""Shingles of texts, as numpy arithmetic over all characters of a part at once, and MinHash signatures of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as pq
import xxhash

BINS = 64
"""Parts of a signature: one permutation, divided into bins, of which each keeps the smallest hash."""

BANDS = 16
SHORT_BANDS = 32
"""Bands of texts with few shingles: of two bins each, since one changed character changes a large part of them."""

SHORT = 64
"""Shingles up to which a text is short."""

WORDS = 160
"""Words of a side that stand for all of them, numbers first, where it is told what a pair differs in."""

NUMBER = np.uint32(1 << 31)
"""Hashes of words that hold a digit are below this one, those of all others are not."""

KEPT = 128
"""Smallest hashes of a side, prompt or response, that stand for all of them where rows are compared closely."""

LONE = 80
"""Characters up to which a row that has one side alone is compared character by character."""

SHAPES = ((2, KEPT), (2, WORDS), (LONE,))
"""Of a sketch's arrays, for each row."""

_LATIN, _HAN = 5, 3  # characters of a shingle
_LONGEST = 20_000  # characters of a side whose shingles are looked at, half of them at its end
_FEWEST = 16  # shingles that a side must have to be like another one; shorter ones are compared whole
_AT_ONCE = 1 << 17  # characters hashed at once, so few that what is made of them stays in a processor's cache

# What writing varies without saying anything else. Points and commas within numbers stay, as do signs and brackets.
_MARK = re.compile(r"[!?;:'\".,，。！？；：、“”‘’…](?:(?<!\d[.,])|(?!\d))")
_WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\d+(?:[.,]\d+)*|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+")
_HAN_CHARACTERS = re.compile("[\u3400-\u9fff]+")
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SPLIT = "\0"  # between prompt and response


class Signed(NamedTuple):
    """Rows of a part.

    whole: uint64 (rows,), hash of the normalised text, 0 where there is none. bands: uint64 (rows, BANDS), 0 where empty.
    bins: uint16 (rows, BINS), 0 where empty. is_short: bool (rows,), those with few shingles. asked: uint64 (rows,), hash of
    the normalised system text and prompt, 0 where there is none.
    """

    whole: np.ndarray
    bands: np.ndarray
    bins: np.ndarray
    is_short: np.ndarray
    asked: np.ndarray


def plain(text: str) -> str:
    """Lower case, sentence marks and white space as single spaces: operators, digits and letters stay."""
    return " ".join(_MARK.sub(" ", text.lower()).split()) or text.strip()


def sign(path: Path) -> Signed:
    """Signatures of all rows of a text part."""
    table = pq.read_table(path, columns=["system", "prompt", "response"])
    sides = [[text or "" for text in table[name].to_pylist()] for name in table.column_names]
    return signatures(*sides)


def signatures(systems: Sequence[str], prompts: Sequence[str], responses: Sequence[str]) -> Signed:
    """Signatures of rows. The system text counts only where rows are the same as a whole."""
    rows = len(prompts)
    sides = [(plain(prompt), plain(response)) for prompt, response in zip(prompts, responses, strict=True)]
    whole = np.array([_digest(system, *side) for system, side in zip(systems, sides, strict=True)], np.uint64)
    asked = np.array([_digest(system, side[0], "") for system, side in zip(systems, sides, strict=True)], np.uint64)
    texts = [f"{_cut(prompt)}{_SPLIT}{_cut(response)}" for prompt, response in sides]
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
    return Signed(whole, bands, bins, (counts >= _FEWEST) & (counts <= SHORT), asked)


def short_band(bins: np.ndarray, number: int) -> np.ndarray:
    """uint32 (rows,), 0 where empty: one of the `SHORT_BANDS` bands of the bins of short texts, uint16 (rows, BINS)."""
    first, second = (bins[:, place].astype(np.uint32) for place in (number, number + SHORT_BANDS))
    return np.where((first != 0) & (second != 0), first << np.uint32(16) | second, np.uint32(0))


class Sketch(NamedTuple):
    """Some rows, as they are compared closely.

    shingles: uint32 (rows, 2, KEPT), of prompt and response the smallest hashes of shingles; a side that is too short for
    shingles has one, of all of it. words: uint32 (rows, 2, WORDS), the smallest hashes of words. Each stands there once, in
    order, 0 where there are fewer. codes: uint32 (rows, LONE), the characters of a row of one short side, 0 elsewhere.
    """

    shingles: np.ndarray
    words: np.ndarray
    codes: np.ndarray


def sketches(path: Path, rows: np.ndarray) -> Sketch:
    """Sketches of some rows of a text part."""
    table = pq.read_table(path, columns=["prompt", "response"]).take(rows)
    found = Sketch(*(np.zeros((len(rows), *shape), np.uint32) for shape in SHAPES))
    sides = [[plain(text or "") for text in table[name].to_pylist()] for name in table.column_names]
    for side, texts in enumerate(sides):
        _fill_shingles(found.shingles[:, side], texts)
        for place, short in enumerate(texts):
            words = sorted({_word(word) for word in _WORDS.findall(_cut(short))})[:WORDS]
            found.words[place, side, : len(words)] = words
    for place, (prompt, response) in enumerate(zip(*sides, strict=True)):
        text = prompt or response
        if not (prompt and response) and len(text) <= LONE:
            found.codes[place, : len(text)] = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return found


def _fill_shingles(found: np.ndarray, texts: Sequence[str]) -> None:
    """Set the smallest hashes of each text's shingles, or the one of a short text. found: (texts, KEPT), zeros."""
    counts = np.zeros(len(texts), np.int64)
    for row, hashes in _hashed([_cut(text) for text in texts]):
        counts += np.bincount(row, minlength=len(texts))
        keys = np.sort(row.astype(np.uint64) << np.uint64(32) | hashes >> np.uint64(32))
        keys = keys[(keys & np.uint64(0xFFFFFFFF) != 0) & (np.diff(keys, prepend=np.uint64(0)) != 0)]
        owner = (keys >> np.uint64(32)).astype(np.int64)
        starts = np.flatnonzero(np.diff(owner, prepend=-1))
        place = np.arange(len(owner)) - np.repeat(starts, np.diff(starts, append=len(owner)))
        kept = place < KEPT
        found[owner[kept], place[kept]] = keys[kept].astype(np.uint32)
    for few in np.flatnonzero(counts < _FEWEST).tolist():
        found[few] = 0
        found[few, 0] = xxhash.xxh3_64_intdigest(_bytes(texts[few])) >> 32 if texts[few] else 0


@lru_cache(maxsize=1 << 16)
def _word(word: str) -> int:
    code = xxhash.xxh32_intdigest(_bytes(word)) >> 1 or 1
    return code if any(map(str.isdigit, word)) else code | int(NUMBER)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST // 2] + text[-_LONGEST // 2 :]


def _digest(system: str, prompt: str, response: str) -> int:
    """0 where there is no text at all."""
    if not (system or prompt or response):
        return 0
    return xxhash.xxh3_64_intdigest(_bytes(f"{system}{_SPLIT}{prompt}{_SPLIT}{response}"))


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
    return not start.isascii() and sum(map(len, _HAN_CHARACTERS.findall(start))) * 4 > len(start)


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
