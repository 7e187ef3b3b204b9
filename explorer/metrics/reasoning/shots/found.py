"""What is found of worked examples, and what several ways to find them share."""

from __future__ import annotations

from typing import NamedTuple


class Examples(NamedTuple):
    """shots: number of worked examples, 0 for none. spans: the labels, joints or lines that show them."""

    shots: int
    spans: tuple[tuple[int, int], ...] = ()


NONE = Examples(0)


class Line(NamedTuple):
    """A line with something on it. text: without white space around it. start: where that begins. gap: blank lines before it."""

    text: str
    start: int
    gap: int


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not blank, in order."""
    found: list[Line] = []
    start = gap = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            found.append(Line(bare, start + line.index(bare[0]), gap))
            gap = 0
        else:
            gap += 1
        start += len(line) + 1
    return found
