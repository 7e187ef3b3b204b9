"""Two datasets side by side: their rows on one map, and shares of a label in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from explorer.charts.map_names import labels
from explorer.charts.theme import COLOURS, PALETTE, Mode, axis, figure, inert, layout, legend, value_label
from explorer.queries.map_points import Centre, Window
from explorer.words import say

HEIGHT = 560
_BAR = 32  # pixels of a value's two bars
_MOST = 24  # values drawn
_REFERENCE = PALETTE[1]


def together(
    flat: np.ndarray,
    here: int,
    kept: np.ndarray,
    starts: Sequence[str],
    lacking: np.ndarray,
    names: Sequence[Centre],
    mode: Mode,
) -> Any:
    """The joint map. flat: (rows, 2), this dataset's first. here: how many these are. kept: bool (rows,).

    lacking: bool (rows,), the reference's rows whose like is scarce here. names: of the clusters that are lacking.
    """
    colours = COLOURS[mode]
    rows = np.arange(len(flat))
    groups = [
        (say("this dataset"), rows[(rows < here) & kept], colours.accent, 0.55),
        (say("reference, in groups that are here"), rows[(rows >= here) & ~lacking], colours.faint, 0.35),
        (say("reference, in groups that lack"), rows[(rows >= here) & lacking], _REFERENCE, 0.85),
    ]
    data = [
        {
            "type": "scattergl",
            "mode": "markers",
            "name": f"{name} · {len(places):,}",
            "x": flat[places, 0].astype(np.float32),
            "y": flat[places, 1].astype(np.float32),
            "text": [inert(starts[place], 64) for place in places],
            "hovertemplate": f"%{{text}}<extra>{name}</extra>",
            "marker": {
                "color": colour,
                "size": 4 if len(flat) > 4_000 else 6,
                "opacity": opacity,
                "line": {"width": 0},
            },
        }
        for name, places, colour, opacity in groups
        if len(places)
    ]
    window = _window(flat)
    hidden: dict[str, Any] = {"visible": False, "showgrid": False}
    look = layout(
        mode,
        HEIGHT,
        margin={"l": 4, "r": 4, "t": 4, "b": 48},
        hovermode="closest",
        dragmode="pan",
        showlegend=True,
        legend=legend(mode),
        xaxis=axis(mode, range=[window.left, window.right], **hidden),
        yaxis=axis(mode, range=[window.bottom, window.top], **hidden),
        annotations=labels(names, window, HEIGHT, mode),
    )
    return figure(data, look)


def _window(flat: np.ndarray) -> Window:
    """All rows, with a margin."""
    (left, bottom), (right, top) = flat.min(axis=0), flat.max(axis=0)
    wide, high = 0.03 * (right - left) + 1e-3, 0.05 * (top - bottom) + 1e-3
    return Window(float(left - wide), float(right + wide), float(bottom - high), float(top + high))


def pairs(column: str, values: Sequence[str], here: Sequence[float], there: Sequence[float], mode: Mode) -> Any:
    """Shares of each value of a column in both datasets, in the order given. here, there: 0 to 1. A bar's `customdata` is its value."""
    shown = list(values)[:_MOST]
    places = list(range(len(shown)))
    colours = COLOURS[mode]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "y": [place + shift for place in places],
            "x": [100 * share for share in shares[: len(shown)]],
            "width": 0.36,
            "marker": {"color": colour, "line": {"width": 0}},
            "customdata": shown,
            "text": [f"{100 * share:.1f} %" for share in shares[: len(shown)]],
            "textposition": "outside",
            "constraintext": "none",
            "textfont": {"size": 11, "color": colours.faint},
            "cliponaxis": False,
            "hovertemplate": f"{name}: %{{x:.1f}} %<extra></extra>",
        }
        for name, shares, colour, shift in (
            (say("this dataset"), here, colours.accent, -0.2),
            (say("reference"), there, _REFERENCE, 0.2),
        )
    ]
    top = 100 * max([*here[: len(shown)], *there[: len(shown)], 0.01])
    named = [value_label(column, value, 28) for value in shown]
    look = layout(
        mode,
        70 + _BAR * max(len(shown), 2),
        margin={"l": 190, "r": 12, "t": 30, "b": 8},
        barmode="overlay",
        showlegend=True,
        legend=legend(mode, above=True),
        xaxis=axis(mode, range=[0, 1.15 * top], visible=False),
        yaxis=axis(mode, tickvals=places, ticktext=named, range=[len(shown) - 0.5, -0.6], showgrid=False),
    )
    return figure(data, look)
