"""Worked examples inside a prompt, found by their form: the same frame again and again, filled, and then one left open."""

from __future__ import annotations

from explorer.metrics.reasoning.shots.announced import announced_once
from explorer.metrics.reasoning.shots.fields import in_fields
from explorer.metrics.reasoning.shots.found import NONE, Examples, lines_of
from explorer.metrics.reasoning.shots.labelled import answered_pairs
from explorer.metrics.reasoning.shots.pairs import announces, joined
from explorer.metrics.reasoning.shots.repeats import repeated
from explorer.metrics.reasoning.shots.turns import exemplars

__all__ = ["Examples", "examples_in", "exemplars"]

_HEAD, _TAIL = 24_000, 6_000
_ROUNDS = ("[Round ", "[round ")


def examples_in(text: str, open_end: bool = False) -> Examples:
    """The worked examples of a prompt.

    open_end: True for a system prompt, where the open question comes in the next turn.
    """
    breaks = text.count("\n")
    if (
        breaks < 2
        and text.count(":") + text.count("：") < 3
        and ">" not in text
        and "→" not in text
        and "⇒" not in text
    ):
        return NONE
    if any(mark in text for mark in _ROUNDS) or (">>> " in text and text.count("def ") == 1):
        return NONE  # rounds of a talk, and the calls in a function's own documentation
    piece = text if len(text) <= _HEAD + _TAIL else text[:_HEAD] + "\n" + text[-_TAIL:]
    found = in_fields(piece, open_end)
    if not found.shots:
        lines = lines_of(piece) if breaks >= 2 else []
        announced = bool(lines) and announces(piece[:3000])
        found = joined(piece, lines, open_end, announced)
        if not found.shots:
            if not open_end:
                found = repeated(piece, lines, announced)
                if not found.shots and announced:
                    found = announced_once(lines)
            elif announced:
                found = answered_pairs(lines)
    shift = len(text) - len(piece)
    if shift and found.shots:
        spans = ((start, end) if start < _HEAD else (start + shift, end + shift) for start, end in found.spans)
        found = Examples(found.shots, tuple(spans))
    return found
