"""Whether a dataset's answers end without a full stop by habit: then its absence tells of no cut.

Learnt from the first rows of the files, which are the same whatever part of the dataset is built, and in what order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from explorer.metrics.text.cjk import ends_in_cjk
from explorer.metrics.text.thinking import visible_start
from explorer.metrics.truncation.words import CJK_HARD, CJK_SOFT, CLOSERS, DANGLING, SOFT_WORDS, TERMINAL

CJK, SPACED = "cjk", "spaced"
_FEWEST = 30
"""Answers of a kind that must be seen before anything is said of them."""
_OPEN = 0.2
"""Share of answers without a full stop from which on that is a habit."""
_BROKEN = 0.05
"""Share of these that may stop at a word that ends no sentence: where answers were cut, about a tenth of them do."""
_PROSE = 12
_MARKS = "".join(sorted(TERMINAL)) + CLOSERS


def writing_of(line: str) -> str:
    """The kind of writing that a line ends in."""
    return CJK if ends_in_cjk(line.rstrip(_MARKS)) else SPACED


def habits_of(answers: Iterable[str]) -> frozenset[str]:
    """The kinds of writing, CJK or SPACED, whose answers are left without a full stop."""
    seen, left_open, broken = Counter[str](), Counter[str](), Counter[str]()
    for answer in answers:
        text = answer[visible_start(answer) :].rstrip()
        line = text[text.rfind("\n") + 1 :]
        core = line.rstrip(CLOSERS)
        if len(line) < _PROSE or "```" in line or not core:
            continue
        kind = writing_of(line)
        last = core[-1]
        seen[kind] += 1
        if last in TERMINAL or not (last.isalpha() or last in DANGLING):
            continue
        left_open[kind] += 1
        if kind == CJK:
            broken[kind] += last in CJK_HARD or last in CJK_SOFT or last in DANGLING
        else:
            broken[kind] += last in DANGLING or core.rsplit(None, 1)[-1] in SOFT_WORDS
    return frozenset(
        kind
        for kind, size in seen.items()
        if size >= _FEWEST and left_open[kind] >= _OPEN * size and broken[kind] <= _BROKEN * left_open[kind]
    )
