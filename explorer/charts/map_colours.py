"""Colours of the map: one for each value, the same under every filter; topics that lie side by side never share one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from explorer.charts.theme import OTHER, PALETTE, value_colours
from explorer.queries.map_points import Centre, Frequent
from explorer.words import say

COLOURED = 8
"""Most frequent values that have a colour of their own where they are told by a legend; the rest is grey."""


class Shades(NamedTuple):
    """colours: value -> colour; what is not among them is grey. legend: (words, colour) below the map; empty for groups, whose names stand on it."""

    colours: dict[str, str]
    legend: tuple[tuple[str, str], ...] = ()


def of_groups(groups: Sequence[Centre]) -> Shades:
    """Every group has a colour, however many there are: the palette is used again, far from where it was used before."""
    chosen: dict[str, str] = {}
    taken: dict[str, list[tuple[float, float]]] = {colour: [] for colour in PALETTE}
    for one in sorted(groups, key=lambda group: (-group.all, group.name)):
        if not np.isfinite([one.x, one.y]).all():
            continue
        nearest = {
            colour: min((float(np.hypot(one.x - x, one.y - y)) for x, y in held), default=np.inf)
            for colour, held in taken.items()
        }
        colour = max(PALETTE, key=lambda colour: nearest[colour])
        chosen[one.name] = colour
        taken[colour].append((one.x, one.y))
    return Shades(chosen)


def of_values(column: str, found: Frequent, labels: Sequence[str]) -> Shades:
    """The colours that the values of a column have on every page. labels: of the values, as Plotly may show them."""
    named = value_colours(column, [value for value, _, _ in found.values])
    colours = {value: colour for value, colour in named.items() if value is not None}
    legend = [
        (f"{label} · {kept:,}", colours[value])
        for label, (value, _, kept) in zip(labels, found.values, strict=True)
        if kept
    ]
    if found.others:
        legend.append((say("{others:,} other values · {rows:,}", others=found.others, rows=found.other_rows), OTHER))
    if found.missing:
        legend.append((say("(missing) · {missing:,}", missing=found.missing), OTHER))
    return Shades(colours, tuple(legend))
