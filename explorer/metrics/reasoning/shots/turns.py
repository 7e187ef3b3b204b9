"""Worked examples among the turns: questions of one form, answered in one form, before the last one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explorer.metrics.text.quick import Quick

_LEAST = 2
_TALKS = Quick(r"\b(?:i|i['’]m|you|you['’]re|we|that['’]s|it['’]s|don['’]t|me|my|your|yeah|thanks)\b", re.IGNORECASE)
"""Words of people who speak to each other: an answer that holds one is no label."""
_OPENING = Quick(
    r"(?:(?:and |so |then |please )?(?:how|what|why|when|where|which|who|can|could|would|will|should|do|does|did|is|are|was|were|tell|give|show|write|i)"
    r"(?:'?s|'?m)?)(?: (?:can|could|do|does|did|is|are|was|were|should|would|will|i|you|we|it|to|me|about|the|an?|please|want|need|my|some|there|if))*"
    r"(?: \w*)?\W*$",
    re.IGNORECASE,
)
"""How any question may begin: people who talk begin several so."""


def exemplars(asked: Sequence[str], answered: Sequence[str], question: str) -> int:
    """How many earlier exchanges are examples of what the last question wants, 0 where they are a talk.

    asked, answered: earlier user and assistant turns, in order and of equal number. question: the last user turn.
    """
    shots = len(asked)
    if shots < _LEAST or len({text.strip() for text in asked}) < shots:
        return 0
    frame = _shared([*asked, question])
    if (frame >= 8 and not _OPENING.match(question[:frame])) or (
        frame >= 3 and question[:frame].rstrip()[-1:] in ":：]】>)."
    ):
        return shots
    said = [text.strip() for text in answered]
    if any(len(text) > 80 or "\n" in text or not text for text in said):
        return 0
    if any(_TALKS.search(text) for text in said):
        return 0
    classes = len({text.lower() for text in said}) < shots
    terse = all(text[-1] not in ".!?。！？…~，," and len(text) <= 40 for text in said)
    bare = all(text.strip()[-1:] not in "?？" for text in [*asked, question])
    return shots if terse and (classes or bare) else 0


def _shared(texts: Sequence[str]) -> int:
    """Characters with which all the texts begin."""
    least, most = min(texts), max(texts)
    size = 0
    for one, two in zip(least, most, strict=False):
        if one != two:
            break
        size += 1
    return size
