"""Categories as sorted bars, and two of them crossed as a heat map."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.charts import numbers
from explorer.charts.theme import COLOURS, OTHER, Mode, inert, style, value_label
from explorer.queries import Categories, Cross, FlagCount

OTHER_KEY = "\x00other"
"""Stands for the bar that sums all further values; it is no value and cannot be filtered by."""


def bars(found: Categories, mode: Mode, chosen: frozenset[str | None] = frozenset()) -> Any:
    """Horizontal bars, largest first: kept rows in accent over all rows in grey, with count and share beside them.

    chosen: values that the filter asks for; the others fade. Selections give the position of the value.
    """
    import plotly.graph_objects as go

    colours = COLOURS[mode]
    labels = [value_label(value) for value in found.values]
    every = found.all.astype(float)
    kept = found.kept.astype(float)
    if found.other_all:
        labels.append(f"other ({found.distinct - sum(v is not None for v in found.values):,} more)")
        every = np.append(every, found.other_all)
        kept = np.append(kept, found.other_kept)
    total_kept = max(float(kept.sum()), 1.0)
    total = max(float(every.sum()), 1.0)
    places = np.arange(len(labels))
    texts = [f"{numbers.count(k)} · {numbers.share(k / total_kept)}" for k in kept]
    hover = [
        f"<b>{label}</b><br>{int(k):,} of {int(a):,} rows kept<br>{numbers.share(k / total_kept)} of the kept rows, "
        f"{numbers.share(a / total)} of all"
        for label, k, a in zip(labels, kept, every, strict=True)
    ]
    accents = [
        OTHER
        if i >= len(found.values)
        else colours.accent
        if not chosen or found.values[i] in chosen
        else colours.ghost
        for i in range(len(labels))
    ]
    made = go.Figure()
    for counts, colour in ((every, colours.ghost), (kept, accents)):
        made.add_trace(
            go.Bar(
                x=counts,
                y=places,
                orientation="h",
                marker={"color": colour, "line": {"width": 0}},
                customdata=hover,
                hovertemplate="%{customdata}<extra></extra>",
                text=texts if counts is kept else None,
                textposition="outside",
                textfont={"color": colours.faint, "size": 11},
                cliponaxis=False,
                selected={"marker": {"opacity": 1}},
                unselected={"marker": {"opacity": 1}},
            )
        )
    style(made, mode, 60 + 27 * max(len(labels), 1))
    made.update_yaxes(tickvals=places, ticktext=labels, autorange="reversed", showgrid=False)
    made.update_yaxes(tickfont={"color": colours.text, "size": 12})
    made.update_xaxes(
        title_text="rows",
        rangemode="tozero",
        range=[0, max(float(every.max(initial=1.0)), 1.0) * 1.22],
        tickformat="~s",
    )
    made.update_layout(dragmode=False, clickmode="event+select", margin={"t": 10})
    return made


def heatmap(found: Cross, mode: Mode) -> Any:
    """Kept rows by two categories. Cells show their count; colour follows the share within the row."""
    import plotly.graph_objects as go

    colours = COLOURS[mode]
    rows = [value_label(value, 28) for value in found.row_values]
    columns = [value_label(value, 18) for value in found.column_values]
    sums = found.kept.sum(axis=1, keepdims=True)
    shares = np.divide(found.kept, sums, out=np.zeros(found.kept.shape), where=sums > 0)
    whole = max(int(found.kept.sum()), 1)
    hover = [
        [
            f"<b>{rows[i]}</b> × <b>{columns[j]}</b><br>{int(found.kept[i, j]):,} of {int(found.all[i, j]):,} rows kept<br>"
            f"{numbers.share(shares[i, j])} of the row, {numbers.share(found.kept[i, j] / whole)} of all kept"
            for j in range(len(columns))
        ]
        for i in range(len(rows))
    ]
    small = len(columns) <= 14
    made = go.Figure(
        go.Heatmap(
            z=shares,
            x=list(range(len(columns))),
            y=list(range(len(rows))),
            customdata=hover,
            hovertemplate="%{customdata}<extra></extra>",
            text=[[numbers.count(int(n)) if n else "" for n in line] for line in found.kept] if small else None,
            texttemplate="%{text}" if small else None,
            textfont={"size": 11},
            colorscale=[[0, "rgba(128,128,128,0.06)"], [1, colours.accent]],
            showscale=False,
            xgap=2,
            ygap=2,
        )
    )
    style(made, mode, 110 + 30 * max(len(rows), 1))
    made.update_xaxes(tickvals=list(range(len(columns))), ticktext=columns, side="top", showgrid=False, tickangle=-30)
    made.update_yaxes(tickvals=list(range(len(rows))), ticktext=rows, autorange="reversed", showgrid=False)
    made.update_layout(dragmode=False, clickmode="event+select", margin={"t": 60})
    return made


def flag_bars(found: list[FlagCount], rows: int, mode: Mode) -> Any:
    """Share of rows on which each check fires, most frequent first."""
    import plotly.graph_objects as go

    colours = COLOURS[mode]
    places = list(range(len(found)))
    labels = [inert(flag.column.label) for flag in found]
    hover = [
        f"<b>{label}</b><br>{flag.all:,} rows, {numbers.share(flag.all / max(rows, 1))} of all<br>{flag.kept:,} of them kept"
        for label, flag in zip(labels, found, strict=True)
    ]
    made = go.Figure()
    for counts, colour in (([flag.all for flag in found], colours.ghost), ([flag.kept for flag in found], "#d97706")):
        made.add_trace(
            go.Bar(
                x=counts,
                y=places,
                orientation="h",
                marker={"color": colour, "line": {"width": 0}},
                customdata=hover,
                hovertemplate="%{customdata}<extra></extra>",
                text=[f"{numbers.count(c)} · {numbers.share(c / max(rows, 1))}" for c in counts]
                if colour != colours.ghost
                else None,
                textposition="outside",
                textfont={"color": colours.faint, "size": 11},
                cliponaxis=False,
                selected={"marker": {"opacity": 1}},
                unselected={"marker": {"opacity": 1}},
            )
        )
    style(made, mode, 56 + 28 * max(len(found), 1))
    made.update_yaxes(tickvals=places, ticktext=labels, autorange="reversed", showgrid=False)
    made.update_yaxes(tickfont={"color": colours.text, "size": 12})
    top = max([flag.all for flag in found] or [1])
    made.update_xaxes(title_text="rows", rangemode="tozero", range=[0, max(top, 1) * 1.25], tickformat="~s")
    made.update_layout(dragmode=False, clickmode="event+select", margin={"t": 10})
    return made
