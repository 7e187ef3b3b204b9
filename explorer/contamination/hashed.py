"""Hashes of the words of many texts at once: the words that `cut` finds, by numpy arithmetic over all their characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from explorer.contamination.cut import ALONE, LONGEST, WORD

_KNOWN = 0x34000  # characters from here on are no letters
_WORD, _ALONE, _OTHERWISE = (np.uint32(1 << place) for place in (24, 25, 26))
_CHARACTER = np.uint32((1 << 24) - 1)
_BASE = 0x9E3779B97F4A7C15
_MULTIPLIER = np.uint64(0xBF58476D1CE4E5B9)
_SPLIT = "\0"  # between texts: part of no word


def words(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """(uint64 (words,), the hash of each word of all texts; int64 (texts,), where those of each text end)."""
    texts = [text if len(text) <= LONGEST else text[:LONGEST] for text in texts]
    known, stops = _characters(texts)
    if (known & _OTHERWISE).any():
        apart = np.searchsorted(stops, np.flatnonzero(known & _OTHERWISE), side="right")
        for text in np.unique(apart).tolist():
            texts[text] = unicodedata.normalize("NFKC", texts[text]).lower()
        known, stops = _characters(texts)
    is_word = (known & _WORD) != 0
    begins = (known & _ALONE) != 0
    begins[1:] |= is_word[1:] & ~is_word[:-1]
    begins[:1] |= is_word[:1]
    inside = np.flatnonzero(known & (_WORD | _ALONE))
    starts = np.flatnonzero(begins[inside])
    powers, inverses = _powers(1 << max(16, (len(inside) - 1).bit_length()))
    # Of a running sum of characters times powers of a base, a word is the difference at its ends, over the power at its start.
    sums = np.zeros(len(inside) + 1, np.uint64)
    np.cumsum((known[inside] & _CHARACTER) * powers[: len(inside)], out=sums[1:])
    hashes = np.diff(sums[np.append(starts, len(inside))]) * inverses[starts]
    hashes = (hashes ^ (hashes >> np.uint64(31))) * _MULTIPLIER
    hashes ^= hashes >> np.uint64(29)
    return hashes, np.searchsorted(inside[starts], stops)


def shingles(hashes: np.ndarray, ends: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
    """(places, hashes) of all runs of so many words within a text. hashes, ends: as `words` gives them. places: of the first word."""
    count = len(hashes) - width + 1
    if count <= 0:
        return np.zeros(0, np.int64), np.zeros(0, np.uint64)
    found = np.zeros(count, np.uint64)
    for place in range(width):
        found ^= hashes[place : place + count]
        found *= np.uint64(_BASE)
        found ^= found >> np.uint64(29)
    crossing = np.zeros(len(hashes), bool)
    for back in range(1, width):
        stops = ends - back
        crossing[stops[stops >= 0]] = True
    at = np.flatnonzero(~crossing[:count])
    return at, found[at]


def _characters(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """(what is known of each character, uint32; where each text ends, its separator included)."""
    joined = "".join(f"{text}{_SPLIT}" for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    if not joined.isascii():
        codes = np.minimum(codes, np.uint32(_KNOWN))
    return _table()[codes], np.cumsum(np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts)))


@lru_cache(maxsize=1)
def _table() -> np.ndarray:
    """Of each character: its lower case, and whether it is part of a word, a word by itself, or changed by what stands beside it."""
    table = np.arange(_KNOWN + 1, dtype=np.uint32)
    letters = "".join(map(chr, range(_KNOWN)))
    after = _joining(letters)
    alone = re.compile(f"[{ALONE}]")
    for code, letter in enumerate(letters):
        lower = letter.lower()
        plain = unicodedata.normalize("NFKC", letter)
        # A mark that is written as another mark stays one; letters go through the library.
        other = plain != letter and (WORD.search(plain.lower()) or any(map(unicodedata.combining, plain)))
        if other or len(lower) != 1 or letter in after or letter == "\u03a3":
            table[code] |= _OTHERWISE
        elif lower != letter:
            table[code] = ord(lower)
        if WORD.match(lower):
            table[code] |= _ALONE if alone.match(lower) else _WORD
    return table


def _joining(letters: str) -> set[str]:
    """Characters that become one with what stands before them, or change places there."""
    found = set(map(chr, range(0x1160, 0x1200)))  # vowels and finals of Hangul
    for letter in letters:
        if unicodedata.combining(letter):
            found.add(letter)
        parts = unicodedata.decomposition(letter).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            found.add(chr(int(parts[1], 16)))
    return found


@lru_cache(maxsize=2)
def _powers(count: int) -> tuple[np.ndarray, np.ndarray]:
    """(powers of the base, their inverses), modulo 2^64."""
    made = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        powers = np.full(count, base, np.uint64)
        powers[0] = 1
        made.append(np.multiply.accumulate(powers))
    return made[0], made[1]
