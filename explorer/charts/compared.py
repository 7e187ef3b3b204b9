"""Two datasets in one picture, as HTML made from numbers alone: pairs of bars, and two histograms over each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.charts import numbers
from explorer.markup import Html, escape
from explorer.words import say

_BINS = 32


def bars(lines: Sequence[tuple[str, float, float]]) -> Html:
    """Pairs of horizontal bars: (words, share before, share after), 0 to 1; the widest fills the room."""
    widest = max((max(before, after) for _, before, after in lines), default=0.0) or 1.0
    made = [
        f'<div class="x-bar x-two"><span title="{escape(words)}">{escape(words)}</span>'
        f'<i><u style="width:{100 * before / widest:.2f}%"></u><b style="width:{100 * after / widest:.2f}%"></b></i>'
        f"<em>{escape(_two(before, after))}</em></div>"
        for words, before, after in lines
    ]
    return Html(f'<div class="x-bars">{"".join(made)}</div>')


def _two(before: float, after: float) -> str:
    """Both shares, their unit once."""
    return f"{numbers.share(before).removesuffix(' %')} → {numbers.share(after)}"


def histogram(values: np.ndarray, before: np.ndarray, after: np.ndarray, unit: str) -> Html:
    """Two histograms of shares over a logarithmic axis, the second as an outline that lets the first be seen. values: ascending, from 0."""
    top = max(float(values.max(initial=1.0)), 2.0)
    edges = np.unique(np.round(np.geomspace(1, top + 1, _BINS + 1)))
    bins = len(edges) - 1
    place = np.clip(np.searchsorted(edges, np.maximum(values, 1), side="right") - 1, 0, bins - 1)
    parts = [
        np.bincount(place, weights=counts, minlength=bins) / max(float(counts.sum()), 1.0) for counts in (before, after)
    ]
    tall = max(float(parts[0].max(initial=0)), float(parts[1].max(initial=0)), 1e-9)
    pieces = []
    for at in range(bins):
        one, two = float(parts[0][at]), float(parts[1][at])
        told = say(
            "{low:,.0f} to {high:,.0f} {unit}: {before} → {after}",
            low=float(edges[at]),
            high=float(edges[at + 1]) - 1,
            unit=unit,
            before=numbers.share(one),
            after=numbers.share(two),
        )
        pieces.append(
            f'<i title="{escape(told)}"><u style="height:{100 * one / tall:.1f}%"></u><b style="height:{100 * two / tall:.1f}%"></b></i>'
        )
    ends = f'<div class="x-ends"><span>{numbers.count(float(edges[0]))}</span><span>{numbers.count(float(edges[-1]) - 1)} {escape(unit)}</span></div>'
    return Html(
        f'<div class="x-histogram x-two" role="img" aria-label="{escape(say("Lengths"))}">{"".join(pieces)}</div>{ends}'
    )
