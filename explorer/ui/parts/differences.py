"""Two texts side by side with what differs marked, by words (by characters where there are no spaces) or by characters."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from explorer.ui.parts import inert
from explorer.ui.parts.inert import Html, Mark

_PIECES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+|\s+|[^\w\s]")
_MOST = 4_000  # pieces compared; longer texts are shown unmarked from there on
_SHOWN = 20_000  # characters shown
_ALIKE = 0.35  # of 1; where less is the same, marks would only colour the texts


def marked(first: str, second: str, by_character: bool = False) -> tuple[Html, Html]:
    """Both texts; what only one of them has is marked, unless they have next to nothing in common."""
    a, b = (_pieces(text[:_SHOWN], by_character) for text in (first, second))
    marks_a: list[Mark] = []
    marks_b: list[Mark] = []
    at_a, at_b = 0, 0
    compared = SequenceMatcher(None, a, b, autojunk=len(a) > 1_000)
    for kind, i, j, k, m in compared.get_opcodes() if compared.ratio() >= _ALIKE else ():
        length_a, length_b = len("".join(a[i:j])), len("".join(b[k:m]))
        if kind != "equal":
            if length_a:
                marks_a.append(Mark(at_a, at_a + length_a, "bad"))
            if length_b:
                marks_b.append(Mark(at_b, at_b + length_b, "good"))
        at_a, at_b = at_a + length_a, at_b + length_b
    return inert.marked(first[:_SHOWN], (), marks_a), inert.marked(second[:_SHOWN], (), marks_b)


def shares(first: str, second: str) -> tuple[float, list[tuple[str, str]]]:
    """(share of the words that both have, from 0 to 1; what stands in place of what, in order)."""
    a, b = (_pieces(text[:_SHOWN], False) for text in (first, second))
    compared = SequenceMatcher(None, a, b, autojunk=len(a) > 1_000)
    changes = [
        ("".join(a[i:j]).strip(), "".join(b[k:m]).strip())
        for kind, i, j, k, m in compared.get_opcodes()
        if kind != "equal"
    ]
    return compared.ratio(), [change for change in changes if any(change)]


def _pieces(text: str, by_character: bool) -> list[str]:
    return list(text[:_MOST]) if by_character else _PIECES.findall(text)[:_MOST]
