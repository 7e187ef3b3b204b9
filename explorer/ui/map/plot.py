"""The map itself: rows by meaning, coloured by any column; a drawn area becomes what is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import streamlit as st

from explorer import filters
from explorer.charts import map_colours, map_names, scatter
from explorer.charts.map_colours import Shades
from explorer.charts.theme import value_label
from explorer.errors import FilterError
from explorer.filters.polygon import corners as read_corners
from explorer.queries import map_points
from explorer.queries.map_points import Bounds, Centre, Window
from explorer.ui import state
from explorer.ui.map import hits, panel
from explorer.ui.map.hits import Hits
from explorer.ui.parts import chart, inert
from explorer.ui.parts.cached import ask
from explorer.ui.parts.category_columns import choices
from explorer.ui.parts.inert import Html
from explorer.view import View
from explorer.words import column_label, later, say

_POINTS = 50_000  # rows drawn one by one
_SAMPLED = 1_000  # points over a density
_REFINED = 20_000  # rows of a window that are drawn one by one where the whole map has too many
_START = 64  # characters of a row shown on hover
_CORNERS = 120  # of a drawn area
_FINE = 0.4  # part of the whole map, below which a window has the finer names
_TITLE = 30  # characters of a value in the legend

_ONE_COLOUR = later("(one colour)")
_NAMES = (later("By zoom"), later("Topics"), later("Clusters"), later("None"))
# Streamlit takes clicks on points from a chart that neither lasso nor box owns: reading has a mode of its own.
_DRAGS = {"draw": later("Lasso"), "box": later("Box"), "zoom": later("Zoom"), "read": later("Read")}
_TO_DO = {
    "draw": later("draw around rows to look at them"),
    "box": later("drag a box over rows to look at them"),
    "zoom": later("drag over a part to see it closer, with finer names"),
    "read": later("click it to read it"),
}
_PLOTLY_DRAGS = {"draw": "lasso", "read": "pan"}


class _Chosen(NamedTuple):
    """What the controls above the map say. names: the column whose groups are named, "" for none."""

    column: str
    names: str
    drag: str
    window: Window
    found: Hits


def draw(view: View, bounds: Bounds, facts: Mapping[str, Any]) -> None:
    """The controls, the map, and its panel. facts: of a finished map; a rough one has none."""
    with st.container(key="map_page", gap="small"):
        chosen = _controls(view, bounds, bool(facts))
        left, right = st.columns([70, 30], gap="small")
        shades = _shades(view, chosen.column)
        with left:
            _plot(view, bounds, chosen, shades)
        with right:
            groups = chosen.names or "map_topic"
            colours = shades.colours if groups == chosen.column else {}
            panel.draw(view, chosen.found, groups, colours, facts.get("typical", {}).get(groups, {}))


def _controls(view: View, bounds: Bounds, finished: bool) -> _Chosen:
    offered = _colours(view)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="map_controls"):
        column = st.selectbox(
            say("Colour by"),
            [_ONE_COLOUR, *offered],
            format_func=lambda name: say(name) if name == _ONE_COLOUR else inert.line(offered[name], 40),
            width=150,
            **state.remember("colour", "map_topic"),
        )
        named = st.selectbox(say("Names"), _NAMES, format_func=say, width=108, **state.remember("names", _NAMES[0]))
        drag = st.segmented_control(
            say("Mouse"),
            list(_DRAGS),
            format_func=lambda name: say(_DRAGS[name]),
            required=True,
            **state.remember("drag", "draw"),
        )
        window = map_points.window_of(state.get("zoom") or "", bounds.window)
        if window is not None and st.button(say("Whole map"), key="map_whole", icon=":material/zoom_out_map:"):
            state.put("zoom", "")
            st.rerun()
        found = hits.box(view) if finished else Hits()
    shown = window or bounds.window
    return _Chosen(
        column if column in offered else "",
        _named(named, shown, bounds.window),
        drag if drag in _DRAGS else "draw",
        shown,
        found,
    )


def _named(choice: str | None, shown: Window, whole: Window) -> str:
    """The groups that are named: few broad ones on the whole map, finer ones of a part."""
    broad, fine = map_points.GROUPS
    if choice in ("Topics", "Clusters", "None"):
        return {"Topics": broad, "Clusters": fine}.get(choice, "")
    part = (shown.right - shown.left) * (shown.top - shown.bottom)
    return fine if part < _FINE * (whole.right - whole.left) * (whole.top - whole.bottom) else broad


def _colours(view: View) -> dict[str, str]:
    """Columns to colour by -> labels: groups and categories first, then numbers."""
    known = view.dataset.columns
    numeric = [c for c in known.values() if c.kind in ("integer", "number") and not c.long_text]
    listed = [known["map_topic"], known["cluster"], *choices(view), *numeric]
    return {c.name: column_label(c) for c in listed if c.name not in ("map_x", "map_y")}


def _few(view: View) -> set[str]:
    return {column.name for column in choices(view)} - {"n_turns", "media"}


def _is_number(view: View, column: str) -> bool:
    return bool(column) and view.dataset.columns[column].kind in ("integer", "number") and column not in _few(view)


def _shades(view: View, column: str) -> Shades:
    """Colours of the column's values; none for numbers, which have a scale."""
    if not column or _is_number(view, column):
        return Shades({})
    if column in map_points.GROUPS:
        return map_colours.of_groups(ask(map_points.centres, view.everything(), column))
    found = ask(map_points.frequent, view, column, map_colours.COLOURED)
    words = {"true": say("yes"), "false": say("no")} if view.dataset.columns[column].kind == "boolean" else {}
    return map_colours.of_values(
        column, found, [words.get(one[0]) or value_label(column, one[0], _TITLE) for one in found.values]
    )


def _plot(view: View, bounds: Bounds, chosen: _Chosen, shades: Shades) -> None:
    found, density = _points(view, chosen.window, bounds, chosen.column)
    points = found.points
    starts = ask(map_points.starts, view.everything(), points["row_id"].to_pylist(), _START)
    texts = [inert.spoken(start) for start in starts]
    names: list[Centre] = ask(map_points.centres, view, chosen.names) if chosen.names else []
    lit = ask(map_points.places, view, [one.row_id for one in chosen.found.found])
    column = chosen.column
    figure = scatter.scatter(
        found,
        texts,
        names,
        scatter.Drawn(chosen.window, _own_areas(view), [(x, y) for _, x, y in lit]),
        chart.mode(),
        column_label(view.dataset.columns[column]) if column else "",
        numeric=_is_number(view, column),
        raster=density,
        drag=_PLOTLY_DRAGS.get(chosen.drag, "select"),
        shades=shades,
    )
    # Not the whole key of the view: columns that arrive meanwhile must not take the chart from under the mouse.
    about = (view.dataset.fingerprint, view.focus.text, chosen.window, chosen.drag, state.get("map_in_vain", 0))
    key = f"map_{abs(hash(about)):x}"
    with st.container(key="map_plot"):
        selected = chart.show(
            figure,
            key,
            ("points", "box", "lasso"),
            acts=lambda selection: _drawn_around(view, selection, chosen.drag),
            height="stretch",
        )
        if crowded := map_names.crowded(names, chosen.window, scatter.HEIGHT):
            inert.show(_hidden_on_a_telephone(crowded))
    _clicked(selected)
    drawn = (
        say("All {rows:,} rows are drawn.", rows=found.rows)
        if len(points) == found.rows
        else _sampled(len(points), found.rows)
    )
    st.caption(
        say("{drawn} Point at a row to see how it starts, {to_do}.", drawn=drawn, to_do=say(_TO_DO[chosen.drag]))
    )


def _hidden_on_a_telephone(places: Sequence[int]) -> Html:
    """A style sheet for the names that only a wide map has room for: the server does not know how wide it is. places: in the figure."""
    named = ", ".join(f'.st-key-map_plot .annotation[data-index="{place:d}"]' for place in places)
    return Html(f"<style>@media (max-width: 640px) {{ {named} {{ display: none; }} }}</style>")


def _sampled(points: int, rows: int) -> str:
    return say(
        "The shade counts all {rows:,} rows on a log scale; {points:,} of them are drawn as points.",
        rows=rows,
        points=points,
    )


def _points(
    view: View, window: Window, bounds: Bounds, column: str
) -> tuple[map_points.Sample, map_points.Raster | None]:
    """What is drawn of a window: all its rows where they are few enough, else a sample over their density."""
    if bounds.placed <= _POINTS:
        return ask(map_points.sample, view, window, column, _POINTS), None
    found: map_points.Sample = ask(map_points.sample, view, window, column, _SAMPLED)
    if _SAMPLED < found.rows <= _REFINED:
        return ask(map_points.sample, view, window, column, _REFINED), None
    group = column if column in map_points.GROUPS else ""
    return found, ask(map_points.raster, view, window, column=group) if found.rows > _SAMPLED else None


# ---- what is drawn by hand ----


def _drawn_around(view: View, selection: dict[str, Any], drag: str) -> bool:
    """Take over an area that was drawn, to look at it or at that part of the map. False where it was a click."""
    for shape in selection.get("lasso") or []:
        xs, ys = shape.get("x") or [], shape.get("y") or []
        step = max(1, -(-len(xs) // _CORNERS))
        _look_at(view, list(zip(xs, ys, strict=False))[::step])
        return True
    for shape in selection.get("box") or []:
        xs, ys = shape.get("x") or [], shape.get("y") or []
        if len(xs) < 2 or len(ys) < 2:
            return True
        left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
        if drag != "zoom":
            _look_at(view, [(left, bottom), (right, bottom), (right, top), (left, top)])
        elif right > left and top > bottom:
            state.put("zoom", map_points.spelled(Window(float(left), float(right), float(bottom), float(top))))
        return True
    return False


def _clicked(selection: dict[str, Any] | None) -> None:
    """Open the row that was clicked."""
    clicked = chart.points(selection)
    if len(clicked) == 1:
        row = clicked[0].get("customdata")
        row = row[0] if isinstance(row, list) else row
        if isinstance(row, int | float):
            state.open_row(int(row))


def _look_at(view: View, drawn: list[tuple[float, float]]) -> None:
    try:
        term = filters.in_polygon("map_x", "map_y", drawn)
        focus = filters.replace_term(state.focus(), "map_x", "polygon", term)
        _, kept = map_points.inside(view.focused(filters.replace_term(state.focus(), "map_x", "polygon", None)), drawn)
    except FilterError:  # a drag so short that it encloses nothing
        return
    if kept:
        state.keep_focus(focus)
    else:
        state.put("map_in_vain", state.get("map_in_vain", 0) + 1)  # another chart, in which nothing is drawn or faded
        st.toast(
            say("No row that is looked at lies in there. Draw around some points."), icon=":material/lasso_select:"
        )


def _own_areas(view: View) -> list[list[tuple[float, float]]]:
    """Areas of the map that the focus asks for."""
    found = []
    for text in filters.conjuncts(view.focus):
        term = filters.read_term(text)
        if term is not None and (term.kind, term.column) == ("polygon", "map_x") and term.values[0] == "map_y":
            found.append(read_corners(str(term.values[1])))
    return found
