"""A choice beside chance: each figure as a share of what random picks of the same size give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.charts.theme import COLOURS, PALETTE, Mode, axis, figure, layout, legend
from explorer.words import say

_LINE = 40  # pixels of a figure's line


def beside_chance(lines: Sequence[tuple[str, float, float, float, float, float]], mode: Mode) -> Any:
    """lines: (label, chosen, longest, then mean, lowest and highest of the random picks), as multiples of their mean."""
    colours = COLOURS[mode]
    places = list(range(len(lines)))
    sides = (
        (say("random, five seeds"), [line[3] for line in lines], colours.faint, "line-ns", 16),
        (say("longest"), [line[2] for line in lines], PALETTE[1], "diamond", 10),
        (say("this choice"), [line[1] for line in lines], colours.accent, "circle", 13),
    )
    data = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": name,
            "x": [100 * value for value in values],
            "y": places,
            "marker": {
                "color": colour,
                "symbol": symbol,
                "size": size,
                "line": {"width": 2 if symbol == "line-ns" else 0, "color": colour},
            },
            "error_x": {
                "type": "data",
                "symmetric": False,
                "array": [100 * (line[5] - line[3]) for line in lines],
                "arrayminus": [100 * (line[3] - line[4]) for line in lines],
                "color": colours.faint,
                "thickness": 5,
                "width": 0,
                "visible": symbol == "line-ns",
            },
            "hovertemplate": f"{name}: %{{x:.1f}} %<extra></extra>",
        }
        for name, values, colour, symbol, size in sides
    ]
    look = layout(
        mode,
        110 + _LINE * len(lines),
        margin={"l": 190, "r": 24, "t": 34, "b": 44},
        showlegend=True,
        legend=legend(mode, above=True),
        xaxis=axis(mode, title=say("% of what random picks give")),
        yaxis=axis(mode, tickvals=places, ticktext=[line[0] for line in lines], range=[len(lines) - 0.5, -0.5]),
    )
    return figure(data, look)
