"""Two texts side by side with what differs marked, word by word, or character by character where there are no spaces."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from explorer.ui.parts import inert
from explorer.ui.parts.inert import Html, Mark

_PIECES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+|\s+|[^\w\s]")
_MOST = 4_000  # pieces compared; longer texts are shown unmarked from there on
_SHOWN = 20_000  # characters shown
_ALIKE = 0.35  # of 1; where less is the same, marks would only colour the texts


def marked(first: str, second: str) -> tuple[Html, Html]:
    """Both texts; what only one of them has is marked, unless they have next to nothing in common."""
    a, b = _PIECES.findall(first[:_SHOWN])[:_MOST], _PIECES.findall(second[:_SHOWN])[:_MOST]
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
