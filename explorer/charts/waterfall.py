"""The waterfall: all rows, what each step takes out of them, and what is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.charts import numbers
from explorer.charts.theme import COLOURS, Mode, axis, figure, inert, label_width, layout
from explorer.queries import Waterfall
from explorer.words import say, translated


def waterfall(found: Waterfall, colour_of: Callable[[int], str], mode: Mode) -> Any:
    """A bar for all rows, one for what each step takes out, where it takes it out, and one for what is kept.

    A selection gives the step's place as y - 1; steps that are switched off have none.
    """
    colours = COLOURS[mode]
    labels, bases, widths, fills, texts, told = [say("all rows")], [0], [found.rows], [colours.ghost], [""], [""]
    texts[0] = f"{found.rows:,}"
    left = found.rows
    for place, fall in enumerate(found.steps):
        if not fall.on:
            continue
        left -= fall.rows
        labels.append(inert(translated(fall.name)[:40]))
        bases.append(left)
        widths.append(fall.rows)
        fills.append(colour_of(place))
        share = numbers.share(fall.rows / found.rows) if found.rows else "0 %"
        texts.append(f"−{fall.rows:,} · {share}")
        told.append(
            say(
                "<b>{name}</b><br>{rows:,} rows here, {alone:,} alone, {only:,} by no other step",
                name=inert(translated(fall.name)[:80]),
                rows=fall.rows,
                alone=fall.alone,
                only=fall.only,
            )
        )
    labels.append(say("kept"))
    bases.append(0)
    widths.append(found.kept)
    fills.append(colours.accent)
    texts.append(f"{found.kept:,} · {numbers.share(found.kept / found.rows) if found.rows else '0 %'}")
    told.append("")
    places = list(range(len(labels)))
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": places,
        "x": widths,
        "base": bases,
        "marker": {"color": fills, "line": {"width": 0}},
        "text": texts,
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": [text or label for text, label in zip(told, labels, strict=True)],
        "hovertemplate": "%{customdata}<extra></extra>",
        "textfont": {"color": colours.text, "size": 12},
    }
    down = axis(mode, tickvals=places, ticktext=labels, autorange="reversed", showgrid=False)
    down["tickfont"] = {"color": colours.text, "size": 12}
    across = axis(mode, range=[0, max(found.rows, 1) * 1.18], showgrid=False, showticklabels=False)
    margin = {"l": label_width(labels), "r": 16, "t": 6, "b": 6}
    look = layout(mode, 40 + 30 * len(labels), margin=margin, xaxis=across, yaxis=down, dragmode=False)
    look |= {"bargap": 0.28, "barmode": "overlay"}
    return figure([bars], look)
