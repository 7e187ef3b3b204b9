"""Whether a text is Chinese or Japanese. Four questions, each with its own answer:

- `is_chinese`: does the beginning read as Chinese, and not as Japanese? What a question or an answer is measured by.
- `ends_in_cjk`: is the end of a line Chinese or Japanese? What tells which full stop is to be expected.
- `mostly_beyond_latin`: does the beginning say as much in half the characters? What weighs the length of a text.
- `ability.features.Reading.is_chinese`: is the instruction, at both ends of a long prompt, Chinese by count against Latin
  letters? It stands there, since it shares the counts with other features.
"""

from __future__ import annotations

import re

from explorer.metrics.text.variants import TO_SIMPLIFIED

_HAN = re.compile(r"[一-鿿]")
_KANA = re.compile(r"[ぁ-ヿ]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_TELLING = frozenset(map(chr, TO_SIMPLIFIED))


def simplified(text: str) -> str:
    """The text with the traditional characters of task words replaced, so that one set of patterns reads both scripts;
    of the same length.
    """
    if _TELLING.isdisjoint(text):
        return text
    return text.translate(TO_SIMPLIFIED)


def is_chinese(text: str) -> bool:
    """Whether the text's beginning is mostly Chinese."""
    if text.isascii():
        return False
    piece = text[:150]
    if len(piece.encode("utf-8", "surrogatepass")) < 1.6 * len(piece):
        return False
    return _HAN.search(piece) is not None and _KANA.search(piece) is None


def ends_in_cjk(line: str) -> bool:
    """Whether the end of a line is written in Chinese or Japanese."""
    return not line.isascii() and _CJK.search(line[-60:]) is not None


def mostly_beyond_latin(text: str) -> bool:
    """Whether the first characters are mostly beyond Latin: Chinese says as much in half the characters."""
    head = text[:200]
    return sum(character > "\u2e80" for character in head) * 2 > len(head)
