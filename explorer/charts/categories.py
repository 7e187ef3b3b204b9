"""Categories as sorted bars, and two of them crossed as a heat map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.charts import hovers, numbers
from explorer.charts.theme import (
    COLOURS,
    OTHER,
    VERDICTS,
    Mode,
    axis,
    counts,
    figure,
    inert,
    label_width,
    layout,
    value_colours,
    value_label,
)
from explorer.queries import Categories, Cross, FlagCount, Rates
from explorer.words import column_label, say

_ROOMY = 12  # bars up to which they are drawn a little thicker
_MOST_SHARED = 8  # columns up to which there is room for a share as well
_MOST_WRITTEN = 14  # columns of a heat map whose cells still have room for their number


def bars(
    found: Categories,
    mode: Mode,
    chosen: frozenset[str | None] = frozenset(),
    targets: Mapping[str, float] | None = None,
) -> Any:
    """Horizontal bars, largest first: kept rows in each value's colour over all rows in grey, with count and share beside them.

    chosen: values that the filter asks for; the others fade. targets: value -> target share of the kept rows that have
    one, marked by a line. Selections give the position of the value.
    """
    colours = COLOURS[mode]
    labels = [value_label(found.column, value) for value in found.values]
    every = found.all.astype(float)
    kept = found.kept.astype(float)
    if found.other_all:
        labels.append(say("other ({more:,} more)", more=found.distinct - sum(v is not None for v in found.values)))
        every = np.append(every, found.other_all)
        kept = np.append(kept, found.other_kept)
    total_kept = max(float(kept.sum()), 1.0)
    total = max(float(every.sum()), 1.0)
    places = np.arange(len(labels))
    texts = [f"{numbers.count(k)} · {numbers.share(k / total_kept)}" for k in kept]
    hover = [
        f"<b>{label}</b><br>{hovers.shares(int(k), int(a), total_kept, total)}"
        for label, k, a in zip(labels, kept, every, strict=True)
    ]
    palette = value_colours(found.column, found.values)
    fills = [palette[value] if not chosen or value in chosen else colours.ghost for value in found.values]
    fills += [OTHER] * (len(labels) - len(fills))
    data = [_bar(every, places, colours.ghost, hover, None, mode), _bar(kept, places, fills, hover, None, mode)]
    reach = every.copy()
    if targets:
        marks = _marks(found, targets, mode)
        reach[marks["y"]] = np.maximum(reach[marks["y"]], marks["x"])
        data.append(marks)
    # The numbers stand beyond what is drawn of a value, be it all rows or the mark of its target.
    data.append(_bar(reach, places, "rgba(0,0,0,0)", hover, texts, mode) | {"hoverinfo": "skip", "hovertemplate": None})
    return _sideways(data, labels, texts, float(reach.max(initial=1.0)), mode)


def _marks(found: Categories, targets: Mapping[str, float], mode: Mode) -> dict[str, Any]:
    """A line across each bar where it would end if its value had its target share."""
    marked = [(place, targets[value]) for place, value in enumerate(found.values) if value and value in targets]
    whole = sum(int(found.kept[place]) for place, _ in marked)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [whole * share for _, share in marked],
        "y": [place for place, _ in marked],
        "marker": {"symbol": "line-ns", "size": 16, "line": {"width": 2, "color": COLOURS[mode].text}},
        "hoverinfo": "skip",
    }


def _bar(
    lengths: Any, places: Any, colour: Any, hover: list[str], texts: list[str] | None, mode: Mode
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": lengths,
        "y": places,
        "marker": {"color": colour, "line": {"width": 0}},
        "customdata": hover,
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }
    if texts is not None:
        made |= {"text": texts, "textposition": "outside", "textfont": {"color": COLOURS[mode].faint, "size": 11}}
    return made


def _sideways(data: list[dict[str, Any]], labels: list[str], texts: list[str], top: float, mode: Mode) -> Any:
    names = axis(mode, tickvals=list(range(len(labels))), ticktext=labels, autorange="reversed", showgrid=False)
    names["tickfont"] = {"color": COLOURS[mode].text, "size": 12}
    rows = axis(mode, say("rows"), range=[0, max(top, 1.0) * 1.02], **counts(top))
    height = 60 + (27 if len(labels) <= _ROOMY else 22) * max(len(labels), 1)
    # The numbers beside the bars stand in the right margin where a bar is long.
    margin = {"l": label_width(labels), "r": label_width(texts), "t": 8, "b": 44}
    look = layout(mode, height, margin=margin, xaxis=rows, yaxis=names, dragmode=False, clickmode="event+select")
    return figure(data, look)


def heatmap(found: Cross, mode: Mode) -> Any:
    """Kept rows by two categories. Cells show their count, unless no row has both; colour is the share within the row.

    A selection gives the places of the two values as x and y.
    """
    rows = [value_label(found.rows_column, value, 28) for value in found.row_values]
    columns = [value_label(found.columns_column, value, 18) for value in found.column_values]
    sums = found.kept.sum(axis=1, keepdims=True)
    shares = np.divide(found.kept, sums, out=np.zeros(found.kept.shape), where=sums > 0)
    whole = max(int(found.kept.sum()), 1)
    hover = [
        [
            say(
                "<b>{row}</b> × <b>{column}</b><br>{kept:,} of {all:,} rows kept<br>{share} of the row, {whole} of all kept",
                row=rows[i],
                column=columns[j],
                kept=int(found.kept[i, j]),
                all=int(found.all[i, j]),
                share=numbers.share(shares[i, j]),
                whole=numbers.share(found.kept[i, j] / whole),
            )
            for j in range(len(columns))
        ]
        for i in range(len(rows))
    ]
    texts = [
        [
            _count_and_share(int(found.kept[i, j]), float(shares[i, j]), len(columns)) if found.all[i, j] else ""
            for j in range(len(columns))
        ]
        for i in range(len(rows))
    ]
    return _heat(shares, rows, columns, texts, hover, mode)


def _count_and_share(count: int, share: float, columns: int) -> str:
    """What a cell says, in two short lines, as far as there is room for them beside so many others."""
    if not count or columns > _MOST_SHARED:
        return numbers.count(count)
    return f"<b>{numbers.count(count)}</b><br>{f'{share:.0%}'.replace('%', ' %') if share >= 0.0995 else numbers.share(share)}"


def rates(found: Rates, mode: Mode, least: int = 1) -> Any:
    """How often each fault fires by the values of a column, as rows and as the share of the value's kept rows.

    least: kept rows that a value needs: the cells of others stay blank, since their shares say nothing.
    """
    rows = [value_label(found.column, value, 28) for value in found.values]
    columns = [inert(column_label(column)) for column in found.faults]
    enough = found.rows >= least
    shares = np.divide(found.counts, np.maximum(found.rows, 1)[:, None])
    hover = [
        [
            say(
                "<b>{row}</b>: {column}<br>{rows:,} of {all:,} kept rows, ",
                row=rows[i],
                column=columns[j],
                rows=int(found.counts[i, j]),
                all=int(found.rows[i]),
            )
            + (
                numbers.share(shares[i, j])
                if enough[i]
                else say("too few rows to tell a rate: {least} are needed", least=least)
            )
            for j in range(len(columns))
        ]
        for i in range(len(rows))
    ]
    texts = [
        [
            _count_and_share(int(found.counts[i, j]), float(shares[i, j]), len(columns))
            if enough[i] and found.counts[i, j]
            else ""
            for j in range(len(columns))
        ]
        for i in range(len(rows))
    ]
    named = [
        f"{row} · {numbers.count(int(n))}{'' if ok else say(', too few')}"
        for row, n, ok in zip(rows, found.rows, enough, strict=True)
    ]
    shown = np.where(enough[:, None], shares, np.nan)
    # Faults are rare: the colours reach their end at the highest rate there is.
    top = max(float(shares[enough].max(initial=0.0)), 0.01)
    return _heat(shown, named, columns, texts, hover, mode, top)


def _heat(
    shares: np.ndarray,
    rows: list[str],
    columns: list[str],
    texts: list[list[str]],
    hover: list[list[str]],
    mode: Mode,
    top: float = 1.0,
) -> Any:
    """Cells coloured by share, 0 to `top`, with texts where there is room for them.

    Plotly selects points but no cells, so an unseen point in the middle of each takes hovering and clicks.
    """
    colours = COLOURS[mode]
    data: dict[str, Any] = {
        "type": "heatmap",
        "z": shares,
        "zmin": 0,
        "zmax": top,
        "x": list(range(len(columns))),
        "y": list(range(len(rows))),
        "hoverinfo": "skip",
        "colorscale": [[0, colours.grid], [1, colours.deep]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }
    if len(columns) <= _MOST_WRITTEN:
        data |= {"text": texts, "texttemplate": "%{text}", "textfont": {"size": 10}}
    unseen = {"marker": {"opacity": 0}}
    points: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": [j for _ in rows for j in range(len(columns))],
        "y": [i for i in range(len(rows)) for _ in columns],
        "customdata": [text for line in hover for text in line],
        "hovertemplate": "%{customdata}<extra></extra>",
        "hoverlabel": {"bgcolor": colours.paper},
        **unseen,
        "selected": unseen,
        "unselected": unseen,
    }
    across = axis(
        mode,
        tickvals=data["x"],
        ticktext=columns,
        range=[-0.5, len(columns) - 0.5],
        side="top",
        showgrid=False,
        tickangle=-30,
    )
    down = axis(mode, tickvals=data["y"], ticktext=rows, range=[len(rows) - 0.5, -0.5], showgrid=False)
    height = 110 + 38 * max(len(rows), 1)
    margin = {"l": label_width(rows), "r": 60, "t": 30 + label_width(columns) // 2, "b": 10}
    look = layout(mode, height, margin=margin, xaxis=across, yaxis=down, dragmode=False, clickmode="event+select")
    look |= {"hovermode": "closest", "hoverdistance": -1}
    return figure([data, points], look)


def flag_bars(found: list[FlagCount], rows: int, mode: Mode, harm: Mapping[str, str] | None = None) -> Any:
    """Share of rows on which each check fires, most frequent first. harm: column -> "fail" or "warn", the verdict it has a part in."""
    colours = COLOURS[mode]
    places = list(range(len(found)))
    labels = [inert(column_label(flag.column)) for flag in found]
    hover = [
        say(
            "<b>{label}</b><br>{rows:,} rows, {share} of all<br>{kept:,} of them kept",
            label=label,
            rows=flag.all,
            share=numbers.share(flag.all / max(rows, 1)),
            kept=flag.kept,
        )
        for label, flag in zip(labels, found, strict=True)
    ]
    every, kept = [flag.all for flag in found], [flag.kept for flag in found]
    held = harm or {}
    tints = [VERDICTS[held[flag.column.name]] if flag.column.name in held else colours.faint for flag in found]
    texts = [f"{numbers.count(count)} · {numbers.share(count / max(rows, 1))}" for count in kept]
    data = [
        _bar(every, places, colours.ghost, hover, None, mode),
        _bar(kept, places, tints, hover, texts, mode),
    ]
    return _sideways(data, labels, texts, float(max(every, default=1)), mode)
