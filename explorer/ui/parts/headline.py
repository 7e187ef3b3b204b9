"""Headline figures: a row of large numbers in one element, which redraws faster than one element each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from explorer.ui.parts import inert
from explorer.ui.parts.inert import html


class Figure(NamedTuple):
    """A number and what it counts. note: a short remark under it. told: how it is computed, shown on hover."""

    words: str
    value: str
    note: str = ""
    told: str = ""


def draw(figures: Iterable[Figure]) -> None:
    """Draw the figures side by side; they wrap where the page is narrow."""
    cells = inert.join(
        html(
            '<div title="{told}"><span>{words}</span><b>{value}</b><i>{note}</i></div>',
            words=figure.words,
            value=figure.value,
            note=figure.note,
            told=figure.told,
        )
        for figure in figures
    )
    inert.show(html('<div class="x-figures">{cells}</div>', cells=cells))
