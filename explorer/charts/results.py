"""A chart of the result of a statement: its kind follows from the kinds of the columns, and may be chosen otherwise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa

from explorer.charts.theme import COLOURS, Mode, axis, figure, inert, label_width, layout

Kind = Literal["bars", "line", "points", "histogram"]
_BARS = 30
_POINTS = 5_000
_BINS = 40
_HEIGHT = 360


class Drawing(NamedTuple):
    """What is drawn. x: the column along the values or across; y: the numbers, "" for a histogram."""

    kind: Kind
    x: str
    y: str = ""


def numeric(table: pa.Table) -> list[str]:
    """Names of the columns that hold numbers."""
    return [field.name for field in table.schema if _is_number(field.type)]


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)


def kinds(table: pa.Table, x: str, y: str) -> list[Kind]:
    """What two columns can be drawn as, the best first."""
    numbers = numeric(table)
    if not y:
        return ["histogram"] if x in numbers else []
    if y not in numbers:
        return []
    kind = table.schema.field(x).type
    if pa.types.is_temporal(kind):
        return ["line", "bars"]
    if x in numbers:
        return ["points", "line", "bars", "histogram"]
    return ["bars"]


def choice(table: pa.Table) -> Drawing | None:
    """The chart that a result asks for: a name with a number are bars, two numbers are points; None where nothing can be drawn."""
    numbers = numeric(table)
    if not numbers or table.num_rows < 2:
        return None
    others = [name for name in table.column_names if name not in numbers]
    x = others[0] if others else numbers[0]
    y = next((name for name in numbers if name != x), "")
    found = kinds(table, x, y)
    return Drawing(found[0], x, y) if found else None


def draw(table: pa.Table, drawing: Drawing, mode: Mode) -> Any:
    """The figure. The first bars or points are drawn where there are more: see `drawn`."""
    if drawing.kind == "histogram":
        return _histogram(_values(table, drawing.x), drawing.x, mode)
    rows = table.slice(0, drawn(table, drawing))
    values = _values(rows, drawing.y)
    if drawing.kind == "bars":
        return _bars([_label(one) for one in rows[drawing.x].to_pylist()], values, drawing, mode)
    numbers = drawing.x in numeric(table)
    across: Sequence[Any] = (
        _values(rows, drawing.x) if numbers else [_label(one) for one in rows[drawing.x].to_pylist()]
    )
    return _across(across, values, drawing, mode)


def drawn(table: pa.Table, drawing: Drawing) -> int:
    """Rows of the result that the figure shows."""
    return min(
        table.num_rows, _BARS if drawing.kind == "bars" else table.num_rows if drawing.kind == "histogram" else _POINTS
    )


def _values(table: pa.Table, name: str) -> list[float | None]:
    found = [None if one is None else float(one) for one in table[name].to_pylist()]
    return [one if one is not None and math.isfinite(one) else None for one in found]


def _label(value: object) -> str:
    return "–" if value is None else inert(value, 40)


def _bars(labels: list[str], values: list[float | None], drawing: Drawing, mode: Mode) -> Any:
    places = list(range(len(labels)))
    hover = [f"{label}<br><b>{_written(value)}</b>" for label, value in zip(labels, values, strict=True)]
    data = {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": places,
        "marker": {"color": COLOURS[mode].accent},
        "customdata": hover,
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    look = layout(
        mode,
        max(140, 24 * len(labels) + 56),
        margin={"l": label_width(labels), "r": 24, "t": 8, "b": 44},
        xaxis=axis(mode, inert(drawing.y), nticks=6),
        yaxis=axis(mode, tickvals=places, ticktext=labels, range=[len(labels) - 0.5, -0.5], showgrid=False),
    )
    return figure([data], look)


def _across(x: Sequence[Any], y: list[float | None], drawing: Drawing, mode: Mode) -> Any:
    data = {
        "type": "scatter",
        "mode": "lines+markers" if drawing.kind == "line" else "markers",
        "x": list(x),
        "y": y,
        "line": {"color": COLOURS[mode].accent, "width": 2},
        "marker": {"color": COLOURS[mode].accent, "size": 6, "opacity": 0.75},
        "hovertemplate": "%{x}<br><b>%{y}</b><extra></extra>",
    }
    look = layout(
        mode,
        _HEIGHT,
        margin={"l": 64, "r": 24, "t": 8, "b": 46},
        xaxis=axis(mode, inert(drawing.x), nticks=10),
        yaxis=axis(mode, inert(drawing.y), nticks=6),
    )
    return figure([data], look)


def _histogram(values: list[float | None], name: str, mode: Mode) -> Any:
    held = np.array([one for one in values if one is not None])
    counts, edges = np.histogram(held, bins=min(_BINS, max(1, len(np.unique(held)))))
    middle = (edges[:-1] + edges[1:]) / 2
    hover = [
        f"{_written(low)} – {_written(high)}<br><b>{count:,}</b>"
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
    ]
    data = {
        "type": "bar",
        "x": middle.tolist(),
        "y": counts.tolist(),
        "width": (edges[1:] - edges[:-1]).tolist(),
        "marker": {"color": COLOURS[mode].accent},
        "customdata": hover,
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    look = layout(
        mode,
        _HEIGHT,
        margin={"l": 64, "r": 24, "t": 8, "b": 46},
        xaxis=axis(mode, inert(name), nticks=10),
        yaxis=axis(mode, "", nticks=6),
    )
    return figure([data], look)


def _written(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"
