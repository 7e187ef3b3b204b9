"""Any column by any other, or a column of numbers by itself: one picture, in which a click or a box looks at its rows."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer import queries
from explorer.charts import categories as category_charts
from explorer.charts import crossed as charts
from explorer.columns import Column
from explorer.queries import Binned, Cross, Density, Summaries
from explorer.ui.categories import focus
from explorer.ui.parts import chart, inert
from explorer.ui.parts.cached import ask
from explorer.view import View
from explorer.words import column_label, plural, say

_CROSSED = 20  # values of each column in a heat map, and lines of boxes


def one(view: View, column: Column, drag: bool = False) -> None:
    """A column of numbers by itself. drag: a stretch is drawn; else a bar is clicked."""
    found: Binned = ask(queries.binned, view, column.name)
    if not found.all.sum():
        _no_number(column)
        return
    st.caption(
        f"{_how(drag, say('Click a bar to look at its rows; a second click undoes it.'))}{_without(found.without, column_label(column))}"
    )
    selected = _show(charts.histogram(found, column_label(column), chart.mode(), drag), drag)
    drawn = chart.rectangle(selected)
    bins = charts.bins_between(found.axis, *drawn[:2]) if drawn else _bin(selected, "x", found.axis.bins)
    if bins:
        focus.toggle(view, [column.name], focus.within(found.axis, *bins), [found.axis])


def cells(view: View, first: Column, second: Column) -> None:
    """Two columns of categories."""
    found: Cross = ask(queries.cross, view, first.name, second.name, limit=_CROSSED)
    most = max(len(found.row_values), len(found.column_values))
    cut = (
        say(" At most the {most} most frequent values of each column are shown.", most=most) if most >= _CROSSED else ""
    )
    st.caption(
        say(
            "Each cell counts kept rows, with their share of its line, which its colour follows too. Click a cell to look at its rows; a second click undoes it.{cut}",
            cut=cut,
        )
    )
    figure = category_charts.heatmap(found, chart.mode())
    clicked = chart.points(chart.show(figure, "cross_figure", selection="points"))
    if clicked:
        i, j = round(float(clicked[0].get("y", -1))), round(float(clicked[0].get("x", -1)))
        if 0 <= i < len(found.row_values) and 0 <= j < len(found.column_values):
            terms = [
                focus.only(view, first.name, found.row_values[i]),
                focus.only(view, second.name, found.column_values[j]),
            ]
            focus.toggle(view, [first.name, second.name], terms)


def boxes(view: View, by: Column, column: Column, drag: bool = False) -> None:
    """A column of numbers by the values of a category."""
    found: Summaries = ask(queries.summaries, view, by.name, column.name, limit=_CROSSED)
    if not found.values:
        _no_number(column)
        return
    cut = (
        say(
            " The {values} most frequent values of {distinct:,} are shown.",
            values=len(found.values),
            distinct=found.distinct,
        )
        if found.distinct > _CROSSED
        else ""
    )
    st.caption(
        say("Thick: the middle half of the kept rows; thin: p5 to p95; the line: the median; at the right: rows.")
        + f" {_how(drag, say('Click a line to look at its rows; a second click undoes it.'))}{cut}"
        + _without(found.without, column_label(column))
    )
    selected = _show(charts.boxes(found, column_label(column), chart.mode(), focus.chosen(view, by.name), drag), drag)
    axes = [found.axis]
    if drawn := chart.rectangle(selected):
        bins = charts.bins_between(found.axis, *drawn[:2])
        lines = [place for place in range(len(found.values)) if drawn[2] - 0.4 <= place <= drawn[3] + 0.4]
        if bins and lines:
            terms = focus.within(found.axis, *bins)
            if len(lines) < found.distinct + (None in found.values):
                terms = [*focus.any_of(view, by.name, [found.values[place] for place in lines]), *terms]
            focus.toggle(view, [by.name, column.name], terms, axes)
    elif clicked := chart.points(selected):
        place = round(float(clicked[0].get("y", -1)))
        if 0 <= place < len(found.values):
            focus.toggle(view, [by.name, column.name], [focus.only(view, by.name, found.values[place])], axes)


def density(view: View, x: Column, y: Column, drag: bool = False) -> None:
    """Two columns of numbers."""
    found: Density = ask(queries.density, view, x.name, y.name)
    if not found.all.sum():
        st.info(say("No row has a number in both columns. Choose another column."), icon=":material/data_array:")
        return
    st.caption(
        (
            say("The darker a cell, the more kept rows; grey: none of its rows is kept.")
            if chart.mode() == "light"
            else say("The brighter a cell, the more kept rows; grey: none of its rows is kept.")
        )
        + f" {_how(drag, say('Click a cell to look at its rows; a second click undoes it.'))}"
        + _without(found.without, say("one of the two"))
    )
    selected = _show(charts.density(found, (column_label(x), column_label(y)), chart.mode(), drag), drag)
    drawn = chart.rectangle(selected)
    across = charts.bins_between(found.x, *drawn[:2]) if drawn else _bin(selected, "x", found.x.bins)
    up = charts.bins_between(found.y, *drawn[2:]) if drawn else _bin(selected, "y", found.y.bins)
    if across and up:
        terms = [*focus.within(found.x, *across), *focus.within(found.y, *up)]
        focus.toggle(view, [x.name, y.name], terms, [found.x, found.y])


def _show(figure: Any, drag: bool) -> dict[str, Any] | None:
    # Under two names: a chart that changes what it takes keeps nothing of what it was.
    return chart.show(figure, "drawn_figure" if drag else "cross_figure", selection="box" if drag else "points")


def _how(drag: bool, click: str) -> str:
    """click: what is said where nothing is dragged."""
    return say("Drag a box to look at the rows in it.") if drag else click


def _bin(selected: dict[str, Any] | None, side: str, bins: int) -> tuple[int, int] | None:
    """The bin of the point that was clicked."""
    clicked = chart.points(selected)
    place = clicked[0].get(side) if clicked else None
    if not isinstance(place, int | float) or not 0 <= place < bins:
        return None
    return int(place), int(place)


def _no_number(column: Column) -> None:
    st.info(
        say("No row has a number in {column}. Choose another column.", column=inert.label(column_label(column))),
        icon=":material/data_array:",
    )


def _without(rows: int, what: str) -> str:
    if not rows:
        return ""
    return plural(
        " {n:,} row lacks {what} and is left out.",
        " {n:,} rows lack {what} and are left out.",
        rows,
        what=inert.label(what),
    )
