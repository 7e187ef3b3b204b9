"""Two columns at once where one or both are numbers: density as a heat map, and boxes by value.

Both are drawn on axes of bins, each as wide as the next, so that a log scale and round edges need nothing more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from explorer.charts import hovers, numbers
from explorer.charts.theme import COLOURS, Mode, axis, figure, inert, label_width, layout, value_colours, value_label
from explorer.queries import Axis, Binned, Density, Summaries
from explorer.words import say

_APART = 0.05  # of the axis, what the mark of 0 needs for itself
_BOX, _WHISKER = 0.56, 0.1  # heights, where the lines are one apart
_P5, _P25, _P50, _P75, _P95 = range(5)


def position(found: Axis, value: float) -> float:
    """Where a value stands, in bins from the left."""
    return float(np.interp(value, found.edges, np.arange(len(found.edges))))


def bins_between(found: Axis, low: float, high: float) -> tuple[int, int] | None:
    """(first, last) bin that a stretch of the axis touches, None where it lies outside."""
    first, last = math.floor(low), math.ceil(high) - 1
    if last < 0 or first >= found.bins:
        return None
    return max(first, 0), max(min(last, found.bins - 1), first, 0)


def written(value: float) -> str:
    """A number of a column: as it is where it is whole, else with three digits."""
    return (
        numbers.count(value) if float(value).is_integer() else f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    )


def span(found: Axis, place: int) -> str:
    """What a bin holds, in words."""
    low, high = float(found.edges[place]), float(found.edges[place + 1])
    if place == found.bins - 1:
        return say("{low} to {high}", low=written(low), high=written(high))
    if found.whole:
        last = math.ceil(high) - 1
        return written(low) if last <= low else say("{low} to {high}", low=written(low), high=written(last))
    return say("{low} to below {high}", low=written(low), high=written(high))


def _ticks(found: Axis, most: int) -> dict[str, Any]:
    edges = found.edges
    if found.log:
        top = float(edges[-1])
        first = float(edges[0]) or float(edges[1])
        powers = range(math.floor(math.log10(first)), math.floor(math.log10(top)) + 1)
        values = [10.0**power * step for power in powers for step in (1, 2, 5)]
        values = [value for value in values if first <= value <= top]
        if len(values) > most:
            values = [value for value in values if math.isclose(math.log10(value) % 1, 0, abs_tol=1e-9)] or values
        values = values[:: math.ceil(len(values) / most) or 1]
        if not edges[0]:
            values = [0.0, *(value for value in values if position(found, value) > _APART * found.bins)]
    else:
        values = edges[:: math.ceil(len(edges) / most)].tolist()
    return {"tickvals": [position(found, value) for value in values], "ticktext": [_tick(value) for value in values]}


def _tick(value: float) -> str:
    """A number of an axis, short, since many stand side by side where the page is narrow."""
    return f"{value / 1000:g}k" if 1000 <= abs(value) < 1e6 and not value % 100 else written(value)


def _numbers(found: Axis, label: str, mode: Mode, most: int = 10, **more: Any) -> dict[str, Any]:
    title = f"{inert(label)}{say(', log scale') if found.log else ''}"
    return axis(mode, title, range=[0, found.bins], tickangle=0, **_ticks(found, most), **more)


def density(found: Density, labels: tuple[str, str], mode: Mode, drag: bool = False) -> Any:
    """Kept rows by bins of two columns, in colour over all rows in grey. labels: of x and y. drag: a box is drawn;
    else cells are clicked, which Streamlit does not take from a figure where boxes are drawn.

    Places are in bins: a selection gives the middles of bins, or a box in bins.
    """
    colours = COLOURS[mode]
    across, up = found.x, found.y
    places = {
        "x": [i + 0.5 for i in range(across.bins)],
        "y": [j + 0.5 for j in range(up.bins)],
        "hoverinfo": "skip",
        "showscale": False,
        "zsmooth": False,
        "xgap": 1,
        "ygap": 1,
    }
    ghost = np.where(found.all > 0, 1.0, np.nan)
    top = max(float(found.kept.max(initial=0)), 1.0)
    # Rows crowd in few cells: the colour follows the logarithm, so that cells with few rows are seen beside them.
    shown = np.where(found.kept > 0, np.log1p(found.kept) / math.log1p(top), np.nan)
    scale = [[0, _mixed(colours.accent, colours.paper, 0.28)], [1, colours.deep if mode == "light" else "#a9c8ff"]]
    data: list[dict[str, Any]] = [
        {"type": "heatmap", "z": ghost, "colorscale": [[0, colours.ghost], [1, colours.ghost]], **places},
        {"type": "heatmap", "z": shown, "zmin": 0, "zmax": 1, "colorscale": scale, **places},
    ]
    whole, kept = max(int(found.all.sum()), 1), max(int(found.kept.sum()), 1)
    cells = [(j, i) for j, i in np.argwhere(found.all > 0).tolist()]
    names = [inert(label) for label in labels]
    hover = [
        f"{names[0]}: <b>{span(across, i)}</b><br>{names[1]}: <b>{span(up, j)}</b><br>"
        + hovers.shares(int(found.kept[j, i]), int(found.all[j, i]), kept, whole)
        for j, i in cells
    ]
    data.append(_unseen([i + 0.5 for _, i in cells], [j + 0.5 for j, _ in cells], hover))
    look = layout(
        mode,
        460,
        margin={"l": 62, "r": 30, "t": 8, "b": 46},
        xaxis=_numbers(across, labels[0], mode, showgrid=False),
        yaxis=_numbers(up, labels[1], mode, showgrid=False),
        dragmode="select" if drag else False,
        clickmode="event+select",
    )
    return figure(data, look | {"hovermode": "closest", "hoverdistance": 12})


def _mixed(colour: str, other: str, share: float) -> str:
    """`share` of a colour in another."""
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(one * share + two * (1 - share)):02x}" for one, two in pairs)


def boxes(
    found: Summaries, label: str, mode: Mode, chosen: frozenset[str | None] = frozenset(), drag: bool = False
) -> Any:
    """A line for each value: p5 to p95 thin, the middle half thick, the median marked; kept rows over all rows in grey.

    label: of the numbers. drag: see `density`. A selection gives the number of the line as y. chosen: values the filter asks for; others fade.
    """
    colours = COLOURS[mode]
    names = [value_label(found.by, value, 30) for value in found.values]
    palette = value_colours(found.by, found.values)
    lines = range(len(names))
    held = [place for place in lines if found.rows_kept[place]]
    fills = [
        palette[found.values[place]] if not chosen or found.values[place] in chosen else colours.ghost for place in held
    ]
    texts = [numbers.count(int(rows)) for rows in found.rows_kept]
    hover = [
        f"<b>{names[place]}</b><br>{_cuts(found, place)}<br>"
        + hovers.kept_of(int(found.rows_kept[place]), int(found.rows_all[place]))
        for place in lines
    ]
    data = [
        _stretch(found, found.all, list(lines), _P5, _P95, _WHISKER + 0.06, colours.ghost),
        _stretch(found, found.all, list(lines), _P25, _P75, _BOX + 0.14, colours.ghost),
        _stretch(found, found.kept, held, _P5, _P95, _WHISKER, fills),
        _stretch(found, found.kept, held, _P25, _P75, _BOX, fills),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [position(found.axis, found.kept[place, _P50]) for place in held],
            "y": held,
            "marker": {"symbol": "line-ns", "size": 15, "line": {"width": 3, "color": colours.text}},
            "hoverinfo": "skip",
        },
        # What takes the hovering and the clicks: each line as a whole.
        {
            "type": "bar",
            "orientation": "h",
            "x": [found.axis.bins] * len(names),
            "y": list(lines),
            "width": 1,
            "marker": {"color": "rgba(0,0,0,0)"},
            "customdata": hover,
            "hovertemplate": "%{customdata}<extra></extra>",
            "selected": {"marker": {"opacity": 0}},
            "unselected": {"marker": {"opacity": 0}},
        },
    ]
    beside = [
        {
            "text": text,
            "xref": "paper",
            "x": 1,
            "y": place,
            "xanchor": "left",
            "xshift": 6,
            "showarrow": False,
            "font": {"size": 11, "color": colours.faint},
        }
        for place, text in enumerate(texts)
    ]
    down = axis(mode, tickvals=list(lines), ticktext=names, range=[len(names) - 0.5, -0.5], showgrid=False)
    down["tickfont"] = {"color": colours.text, "size": 12}
    look = layout(
        mode,
        70 + 28 * max(len(names), 2),
        margin={"l": label_width(names), "r": label_width([*texts, say("rows")]), "t": 8, "b": 46},
        xaxis=_numbers(found.axis, label, mode),
        yaxis=down,
        annotations=beside,
        dragmode="select" if drag else False,
        clickmode="event+select",
    )
    return figure(data, look | {"hovermode": "closest"})


def _cuts(found: Summaries, place: int) -> str:
    if not found.rows_kept[place]:
        return say("no row is kept")
    p5, p25, p50, p75, p95 = (written(float(cut)) for cut in found.kept[place])
    return say(
        "median <b>{p50}</b>, half lie from {p25} to {p75}<br>p5 {p5}, p95 {p95}",
        p5=p5,
        p25=p25,
        p50=p50,
        p75=p75,
        p95=p95,
    )


def _stretch(
    found: Summaries, cuts: np.ndarray, lines: Sequence[int], low: int, high: int, width: float, colour: Any
) -> dict[str, Any]:
    """Bars from one percentile to another."""
    starts = [position(found.axis, cuts[place, low]) for place in lines]
    ends = [position(found.axis, cuts[place, high]) for place in lines]
    return {
        "type": "bar",
        "orientation": "h",
        "base": starts,
        # One that is no wider than a line is still seen.
        "x": [max(end - start, 0.004 * found.axis.bins) for start, end in zip(starts, ends, strict=True)],
        "y": list(lines),
        "width": width,
        "marker": {"color": colour, "line": {"width": 0}},
        "hoverinfo": "skip",
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def histogram(found: Binned, label: str, mode: Mode, drag: bool = False) -> Any:
    """Rows by the bins of one column: kept ones in accent over all in grey. drag: see `density`.

    A selection gives the middle of the bin as x.
    """
    colours, bins, every, kept = COLOURS[mode], found.axis, found.all, found.kept
    whole = max(int(every.sum()), 1)
    hover = [
        f"{inert(label)}: <b>{span(bins, i)}</b><br>" + hovers.share_of_all(int(kept[i]), int(every[i]), whole)
        for i in range(bins.bins)
    ]
    data = [
        {
            "type": "bar",
            "x": [i + 0.5 for i in range(bins.bins)],
            "y": rows,
            "width": 0.94,
            "marker": {"color": colour, "line": {"width": 0}},
            "customdata": hover,
            "hovertemplate": "%{customdata}<extra></extra>",
            "selected": {"marker": {"opacity": 1}},
            "unselected": {"marker": {"opacity": 1}},
        }
        for rows, colour in ((every, colours.ghost), (kept, colours.accent))
    ]
    look = layout(
        mode,
        330,
        margin={"l": 62, "r": 30, "t": 8, "b": 46},
        xaxis=_numbers(bins, label, mode, showgrid=False),
        yaxis=axis(mode, say("rows"), range=[0, 1.05 * max(float(every.max(initial=0)), 1.0)], nticks=6),
        dragmode="select" if drag else False,
        selectdirection="h",
        clickmode="event+select",
    )
    return figure(data, look)


def _unseen(x: Sequence[float], y: Sequence[float], hover: Sequence[str]) -> dict[str, Any]:
    """Points in the middle of cells, since Plotly selects no cells of a heat map."""
    unseen = {"marker": {"opacity": 0}}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(x),
        "y": list(y),
        "customdata": list(hover),
        "hovertemplate": "%{customdata}<extra></extra>",
        **unseen,
        "selected": unseen,
        "unselected": unseen,
    }
