"""The map: a point for each row, or a density of all rows under a sample of points; its groups by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from explorer.charts import map_names
from explorer.charts.density import picture_of
from explorer.charts.map_colours import Shades
from explorer.charts.theme import COLOURS, OTHER, Mode, axis, figure, inert, layout, legend
from explorer.queries.map_points import Centre, Raster, Sample, Window
from explorer.words import say

HEIGHT = 640
_SCALE = 76  # pixels for the scale of a number, at the right
_LEGEND = 64  # pixels for colours by name, below
_MANY = 8_000  # points beyond which they are drawn smaller
_SVG_UP_TO = 4_000
"""Points up to which they are drawn as shapes: a WebGL context takes longer to make than they take to draw."""

_STEPS = 16  # of a colour scale


class Drawn(NamedTuple):
    """What a point's selection is to be read with. corners: of areas that the filter asks for. lit: x and y of rows that are to be seen above all."""

    window: Window
    corners: Sequence[Sequence[tuple[float, float]]] = ()
    lit: Sequence[tuple[float, float]] = ()


def scatter(
    found: Sample,
    starts: Sequence[str],
    names: Sequence[Centre],
    drawn: Drawn,
    mode: Mode,
    column: str = "",
    numeric: bool = False,
    raster: Raster | None = None,
    drag: str = "lasso",
    shades: Shades | None = None,
) -> Any:
    """The map as a figure. A point's `customdata` is its row number.

    starts: how each point's row begins. names: groups whose names are drawn. column: the colour column's label, "" for
    one colour. numeric: its values are a scale. raster: density of all rows, under the points.
    drag: what dragging does, "lasso", "select" or "pan". shades: the colours of values.
    """
    points = found.points
    kept, left = (points[name].to_numpy(zero_copy_only=False).astype(bool) for name in ("is_kept", "is_left"))
    data: list[dict[str, Any]] = []
    shades = shades or Shades({})
    by_value = bool(column) and not numeric
    if len(dropped := np.flatnonzero(~left)):
        data.append(_points(points, dropped, None, COLOURS[mode].ghost, "dropped", mode) | _FADED)
    # What is not looked at keeps its colour, and steps back.
    aside = np.flatnonzero(left & ~kept)
    for colour, places in _by_colour(points, aside, shades, mode) if by_value else [(COLOURS[mode].ghost, aside)]:
        if len(places):
            data.append(_points(points, places, None, colour, "not looked at", mode, _ASIDE) | _FADED)
    inside = np.flatnonzero(kept)
    texts = _hovers(starts, points["value"].to_pylist() if by_value and not shades.legend else None)
    opacity = _UNLIT if drawn.lit else None
    if numeric and column:
        data += _scaled(points, inside, texts, mode, column, opacity)
    else:
        coloured = _by_colour(points, inside, shades, mode) if by_value else [(COLOURS[mode].accent, inside)]
        data += [
            _points(points, one, texts, colour, "rows", mode, opacity) | _SILENT for colour, one in coloured if len(one)
        ]
    if drawn.lit:
        data.append(_lit(drawn.lit, mode))
    data += [_key(words, colour) for words, colour in shades.legend]
    look = layout(
        mode,
        HEIGHT,
        margin={"l": 4, "r": _SCALE if numeric and column else 4, "t": 4, "b": _LEGEND if shades.legend else 4},
        dragmode=drag,
        hovermode="closest",
        clickmode="event+select",
        showlegend=bool(shades.legend),
        legend=legend(mode),
        xaxis=_side(mode, drawn.window.left, drawn.window.right),
        yaxis=_side(mode, drawn.window.bottom, drawn.window.top),
        annotations=map_names.labels(names, drawn.window, HEIGHT, mode),
        shapes=[_area(corners, mode) for corners in drawn.corners],
        images=[picture_of(raster, mode, shades.colours)] if raster is not None else [],
    )
    return figure(data, look)


_FADED: dict[str, Any] = {"hoverinfo": "skip", "showlegend": False, "hovertemplate": None}
_SILENT: dict[str, Any] = {"showlegend": False}
_ASIDE = 0.16  # opacity of what is not looked at
_UNLIT = 0.22  # and of what a search did not find


def _lit(places: Sequence[tuple[float, float]], mode: Mode) -> dict[str, Any]:
    """Rows that a search found, as rings around their points."""
    xs, ys = (np.array(side, dtype=np.float32) for side in zip(*places, strict=True))
    marker = {
        "symbol": "circle",
        "size": 11,
        "color": COLOURS[mode].lit,
        "opacity": 0.95,
        "line": {"width": 1.5, "color": COLOURS[mode].text},
    }
    return {"type": "scatter", "mode": "markers", "name": "found", "x": xs, "y": ys, "marker": marker} | _FADED


def _key(words: str, colour: str) -> dict[str, Any]:
    """A line of the legend. Points of one colour are one trace, so that the legend has traces of its own."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": words,
        "x": [None],
        "y": [None],
        "marker": {"color": colour, "size": 8},
    }


def _side(mode: Mode, low: float, high: float) -> dict[str, Any]:
    return axis(mode, range=[low, high], visible=False, showgrid=False)


def _points(
    points: pa.Table,
    places: np.ndarray,
    starts: Sequence[str] | None,
    colour: Any,
    name: str,
    mode: Mode,
    opacity: float | None = None,
) -> dict[str, Any]:
    many = points.num_rows > _MANY
    made: dict[str, Any] = {
        "type": "scatter" if points.num_rows <= _SVG_UP_TO else "scattergl",
        "mode": "markers",
        "name": name,
        "x": points["x"].to_numpy()[places].astype(np.float32),
        "y": points["y"].to_numpy()[places].astype(np.float32),
        "customdata": points["row_id"].to_numpy()[places].astype(np.int32),
        "marker": {
            "color": colour,
            "size": 3.5 if many else 6,
            "opacity": opacity or (_opacity(many, mode) if starts is not None else 0.5),
            "line": {"width": 0},
        },
        # What a lasso leaves out is faded by the filter that it becomes.
        "unselected": {"marker": {"opacity": 0.25}},
    }
    if starts is not None:
        made["text"] = [starts[place] for place in places]
        made["hovertemplate"] = f"%{{text}}<br><i>{say('row {row_id}', row_id='%{customdata}')}</i><extra></extra>"
    return made


def _opacity(many: bool, mode: Mode) -> float:
    """Of a point. On a dark ground, colours that are half clear are hard to tell apart."""
    if mode == "dark":
        return 0.8 if many else 0.95
    return 0.6 if many else 0.8


def _by_colour(points: pa.Table, places: np.ndarray, shades: Shades, mode: Mode) -> list[tuple[str, np.ndarray]]:
    """(colour, places of the points that have it): grey ones first, so that they hide none of the others."""
    values = points["value"].take(pa.array(places)).to_pylist()
    colours = np.array([shades.colours.get(_as_text(value) or "", OTHER) for value in values], dtype=object)
    return [(colour, places[colours == colour]) for colour in (OTHER, *dict.fromkeys(shades.colours.values()))]


def _hovers(starts: Sequence[str], groups: Sequence[object] | None) -> list[str]:
    """How each row begins, as Plotly may show it: less of it where points are many, since all of it is sent.

    groups: what each row is named by, where colours have no legend.
    """
    if len(starts) <= _MANY:
        texts = [inert(start, 64) for start in starts]
        if groups is not None:
            return [
                f"{text}<br>{inert(group, 40)}" if group else text for text, group in zip(texts, groups, strict=True)
            ]
        return texts
    # Other scripts take twice the room, on the screen as on the wire.
    return [inert(start, 36 if start.isascii() else 20) for start in starts]


def _as_text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _scaled(
    points: pa.Table, inside: np.ndarray, texts: Sequence[str], mode: Mode, column: str, opacity: float | None
) -> list[dict[str, Any]]:
    """Points coloured by a number, from its p1 to its p99; those without one are grey."""
    cells = points["value"].cast(pa.float64()).to_numpy()[inside]
    known = np.isfinite(cells)
    traces = []
    if not known.all():
        traces.append(_points(points, inside[~known], texts, OTHER, "(missing)", mode, opacity))
    if not known.any():
        return traces
    low, high = (float(edge) for edge in np.percentile(cells[known], [1, 99]))
    high = high if high > low else low + 1
    scale = _scale(low, high, column, mode)
    # A colour for each of many points takes the browser a second to read: they share the colours of a few steps.
    steps = np.clip((cells - low) / (high - low) * _STEPS, 0, _STEPS - 1)
    steps = np.where(known, steps, -1).astype(np.int8)
    for step, colour in enumerate(_ramp(scale["colorscale"])):
        mine = inside[steps == step]
        if len(mine):
            traces.append(_points(points, mine, texts, colour, column, mode, opacity))
    bar = {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "marker": {"color": [low], **scale}}
    return [*traces, bar | _FADED]


def _ramp(scale: str) -> list[str]:
    """The colours of the steps."""
    from plotly.colors import sample_colorscale

    return [str(colour) for colour in sample_colorscale(scale, [(step + 0.5) / _STEPS for step in range(_STEPS)])]


def _scale(low: float, high: float, column: str, mode: Mode) -> dict[str, Any]:
    """A colour scale with its legend, for a marker."""
    colours = COLOURS[mode]
    return {
        "cmin": low,
        "cmax": high,
        "colorscale": "Viridis" if mode == "dark" else "Cividis",
        "showscale": True,
        "colorbar": {
            "title": {"text": inert(column, 28), "font": {"size": 11, "color": colours.faint}, "side": "right"},
            "thickness": 10,
            "len": 0.5,
            "x": 1.0,
            "xanchor": "left",
            "outlinewidth": 0,
            "tickfont": {"size": 11, "color": colours.faint},
            "bgcolor": "rgba(0,0,0,0)",
        },
    }


def _area(corners: Sequence[tuple[float, float]], mode: Mode) -> dict[str, Any]:
    path = "M" + " L".join(f"{x:.6g},{y:.6g}" for x, y in corners) + " Z"
    return {"type": "path", "path": path, "line": {"color": COLOURS[mode].accent, "width": 1.5, "dash": "dot"}}
