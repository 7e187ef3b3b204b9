"""Texts as words: what is compared. Case, marks, spaces and widths do not count; scripts without spaces go by characters."""

from __future__ import annotations

import re
import unicodedata

# Thai to Khmer, kana and Han are written without spaces: each character is a word.
ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
WORD = re.compile(rf"[{ALONE}]|[^\W_{ALONE}]+")
LONGEST = 200_000  # characters of a text that are compared


def cut(text: str) -> list[str]:
    """The words of a text, as they are compared."""
    text = text[:LONGEST]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return WORD.findall(text.lower())


def places(text: str) -> list[tuple[str, int, int]]:
    """(word as it is compared, start, end) of each word of a text."""
    found = []
    for match in WORD.finditer(text[:LONGEST]):
        # Full-width letters and ligatures become one word or several.
        for word in cut(match[0]):
            found.append((word, match.start(), match.end()))
    return found
