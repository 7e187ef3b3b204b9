"""Worked examples under two labels of their own that take turns: all in one line, or complete in a system prompt."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explorer.metrics.reasoning.labels import SPEAKERS
from explorer.metrics.reasoning.shots.found import NONE, Examples, Line
from explorer.metrics.reasoning.shots.shapes import label_of, mask, name_of, said, tails

_OPEN = frozenset(":：=>]】")
_INNER = re.compile(r"(?:^|(?<=[\s。，;；|]))[^\W\d_]{1,20}\s?[:：]")


def answered_pairs(lines: Sequence[Line]) -> Examples:
    """Two labels by turns, each with something behind it: what a system prompt shows and leaves to the user to go on with."""
    labels = [label_of(mask(line.text)) for line in lines]
    best: list[int] = []
    for place in range(len(lines) - 3):
        first, second = labels[place : place + 2]
        if not first or not second or first == second or {name_of(first), name_of(second)} & SPEAKERS:
            continue
        run = [place]
        while labels[run[-1] + 2 : run[-1] + 4] == [first, second]:
            run.append(run[-1] + 2)
        if len(run) >= 2 and len(run) > len(best) and all(said(lines[n].text[len(first) :]) for n in run):
            best = run
    return Examples(len(best), tuple((lines[n].start, lines[n + 1].start) for n in best)) if best else NONE


def in_one_line(text: str) -> Examples:
    """Examples that follow one another in a line under labels of their own; the last label has nothing behind it."""
    if text.rstrip()[-1:] not in _OPEN:
        return NONE
    line = text[-6000:].rstrip()
    line = line[line.rfind("\n") + 1 :]
    label = next((label for label in tails(line[-60:]) if line.count(label) >= 3), "")
    if not label or not name_of(label) or name_of(label) in SPEAKERS:
        return NONE
    parts = line.split(label)
    others = [{found.lower() for found in _INNER.findall(part)} for part in parts[:-1]]
    shared = set.intersection(*others) - {label.lower()}
    if not shared or any(name_of(one) in SPEAKERS for one in shared):
        return NONE
    spans: list[tuple[int, int]] = []
    place = len(text.rstrip()) - len(line)
    for part in parts[:-2]:
        place += len(part)
        spans.append((place, place + len(label)))
        place += len(label)
    return Examples(len(spans), tuple(spans))
