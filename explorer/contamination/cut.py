"""Texts as words: what is compared. Case, marks, spaces and widths do not count; scripts without spaces go by characters."""

from __future__ import annotations

import re
import unicodedata

import numpy as np

# Thai to Khmer, kana and Han are written without spaces: each character is a word.
_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
_WORD = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}]+")
_LONGEST = 200_000  # characters of a text that are compared
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def cut(text: str) -> list[str]:
    """The words of a text, as they are compared."""
    text = text[:_LONGEST]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _WORD.findall(text.lower())


def places(text: str) -> list[tuple[str, int, int]]:
    """(word as it is compared, start, end) of each word of a text."""
    found = []
    for match in _WORD.finditer(text[:_LONGEST]):
        # Full-width letters and ligatures become one word or several.
        for word in cut(match[0]):
            found.append((word, match.start(), match.end()))
    return found


def shingles(ids: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
    """(places, hashes) of the shingles of which every word is known. ids: int64 (words,), 0 for words that are not.

    places: where each begins. hashes: uint64.
    """
    stop = len(ids) - width + 1
    if stop <= 0:
        return np.zeros(0, np.int64), np.zeros(0, np.uint64)
    unknown = np.concatenate([[0], np.cumsum(ids == 0)])
    at = np.flatnonzero(unknown[width:] == unknown[:-width])
    hashes = np.zeros(len(at), np.uint64)
    words = ids.astype(np.uint64)
    for place in range(width):
        hashes = (hashes ^ words[at + place]) * _MULTIPLIER
        hashes ^= hashes >> np.uint64(29)
    return at, hashes
