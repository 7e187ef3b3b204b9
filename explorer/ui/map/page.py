"""The map: rows by meaning, coloured by any column; a drawn area becomes the filter."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer import filters
from explorer.charts import numbers, scatter
from explorer.errors import FilterError
from explorer.filters.polygon import corners as read_corners
from explorer.queries import map_points, similar
from explorer.queries.map_points import Bounds, Centre, Window
from explorer.ui import state
from explorer.ui.app import page
from explorer.ui.map import build, outliers
from explorer.ui.parts import chart, headline, inert, picklist, similar_rows
from explorer.ui.parts.cached import ask
from explorer.ui.parts.category_columns import choices
from explorer.ui.parts.headline import Figure
from explorer.view import View

_POINTS = 50_000  # rows drawn one by one
_SAMPLED = 1_000  # points over a density
_REFINED = 20_000  # rows of a window that are drawn one by one where the whole map has too many
_START = 64  # characters of a row shown on hover
_CORNERS = 120  # of a drawn area

_ONE_COLOUR = "(one colour)"
_NAMES = {"Topics": "map_topic", "Clusters": "cluster", "None": ""}
# Streamlit takes clicks on points from a chart that neither lasso nor box owns: reading has a mode of its own.
_DRAGS = {"draw": "Lasso", "box": "Box", "zoom": "Zoom", "read": "Read"}
_TO_DO = {
    "draw": "draw around rows to filter by them",
    "box": "drag a box over rows to filter by them",
    "zoom": "drag over a part to see it closer",
    "read": "click it to read it",
}
_PLOTLY_DRAGS = {"draw": "lasso", "read": "pan"}


def draw(view: View) -> None:
    """The page."""
    dataset = view.dataset
    facts = similar.map_facts(dataset)
    build.status(view, bool(facts))
    if not map_points.has_map(view):
        return
    bounds: Bounds | None = ask(map_points.bounds, view)
    if bounds is None:
        st.info("No row has a place on the map.", icon=":material/info:")
        return
    if not bounds.kept:
        page.nothing_matches(view)
        return
    _told(facts, bounds)
    if facts:
        build.redraw(view, similar.reading_of(dataset))
    _map(view, bounds)
    dataset.load_rest()  # judgements are what one colours by next
    if facts:
        similar_rows.by_text(view)
    _groups(view)
    if facts:
        outliers.draw(view)


# ---- figures ----


def _told(facts: Mapping[str, Any], bounds: Bounds) -> None:
    shown = [Figure("Rows on the map", numbers.count(bounds.kept), f"of {numbers.count(bounds.placed)} kept")]
    if not facts:
        st.caption("A rough map of a sample; the finished one takes its place as soon as it is drawn.")
        headline.draw(shown)
        return
    if facts.get("tier") == "fast":
        agreement = facts.get("agreement")
        shown.append(
            Figure(
                "Read by",
                "words",
                f"{numbers.share(agreement)} as the encoder" if isinstance(agreement, float) else "fast tier",
                "So many rows are read by word vectors that were learnt for this dataset from the encoder. The share: of a "
                "row's ten nearest rows by the encoder, how many are among its ten nearest by word vectors too. Of "
                "prompts labelled by ability, 73 to 74 % of a row's ten nearest have its label by word vectors, 76 % by the "
                "encoder (benchmarks.meaning).",
            )
        )
    elif facts.get("tier") == "own":
        without = facts.get("without") or 0
        said = f"{numbers.counted(without, 'row')} without" if without else "every row"
        shown.append(Figure("Read by", "your vectors", said, "Rows without a vector have no place on the map."))
    else:
        shown.append(Figure("Read by", "encoder", "every row", "A sentence encoder read the start of every row."))
    shown += [
        Figure(
            "Trustworthy",
            _share(facts.get("trustworthiness")),
            "neighbours here are near in meaning",
            "Trustworthiness: 100 % where every row's neighbours on the map are its neighbours in meaning; 50 % is chance.",
        ),
        Figure(
            "Kept together",
            _share(facts.get("preserved")),
            "of each row's nearest rows",
            "Share of the nearest rows in meaning that are also among the nearest on the map. A flat map keeps few of them: "
            "trust groups rather than single distances. Search and similar rows do not go by the map.",
        ),
    ]
    headline.draw(shown)


def _share(value: object) -> str:
    return numbers.share(value) if isinstance(value, float) and math.isfinite(value) else "–"


# ---- the map ----


def _map(view: View, bounds: Bounds) -> None:
    offered = _colours(view)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        column = st.selectbox(
            "Colour by",
            [_ONE_COLOUR, *offered],
            format_func=lambda name: name if name == _ONE_COLOUR else inert.line(offered[name], 40),
            width=230,
            **state.remember("colour", "map_topic"),
        )
        named = st.segmented_control("Names", list(_NAMES), required=True, **state.remember("names", "Topics"))
        drag = st.segmented_control(
            "Mouse",
            list(_DRAGS),
            format_func=lambda name: _DRAGS[name],
            required=True,
            **state.remember("drag", "draw"),
        )
        window = map_points.window_of(state.get("zoom") or "", bounds.window)
        if window is not None and st.button("Whole map", key="map_whole", icon=":material/zoom_out_map:"):
            state.put("zoom", "")
            st.rerun()
        if _own_areas(view) and st.button("Clear the area", key="map_clear", icon=":material/ink_eraser:"):
            state.replace("map_x", "polygon", None)
    column = column if column in offered else ""
    drag = drag if drag in _DRAGS else "draw"
    shown = window or bounds.window
    found, density = _points(view, shown, bounds, column)
    points = found.points
    texts = ask(map_points.starts, view.everything(), points["row_id"].to_pylist(), _START)
    group = _NAMES.get(named or "", "")
    names: list[Centre] = ask(map_points.centres, view, group) if group else []
    known = view.dataset.columns
    figure = scatter.scatter(
        found,
        texts,
        names,
        scatter.Drawn(shown, _own_areas(view)),
        chart.mode(),
        known[column].label if column else "",
        numeric=bool(column) and known[column].kind in ("integer", "number") and column not in _few(view),
        raster=density,
        drag=_PLOTLY_DRAGS.get(drag, "select"),
    )
    # Not the whole key of the view: columns that arrive meanwhile must not take the chart from under the mouse.
    key = f"map_{abs(hash((view.dataset.fingerprint, view.focus.text, shown, drag))):x}"
    _clicked(chart.show(figure, key, ("points", "box", "lasso"), acts=lambda selection: _drawn_around(selection, drag)))
    drawn = f"All {found.rows:,} rows are drawn." if len(points) == found.rows else _sampled(len(points), found.rows)
    st.caption(f"{drawn} Point at a row to see how it starts, {_TO_DO[drag]}.")


def _sampled(points: int, rows: int) -> str:
    return f"The shade counts all {rows:,} rows on a log scale; {points:,} of them are drawn as points."


def _colours(view: View) -> dict[str, str]:
    """Columns to colour by -> labels: groups and categories first, then numbers."""
    known = view.dataset.columns
    numeric = [c for c in known.values() if c.kind in ("integer", "number") and not c.long_text]
    listed = [known["map_topic"], known["cluster"], *choices(view), *numeric]
    return {c.name: c.label for c in listed if c.name not in ("map_x", "map_y")}


def _few(view: View) -> set[str]:
    return {column.name for column in choices(view)} - {"n_turns", "media"}


def _points(
    view: View, window: Window, bounds: Bounds, column: str
) -> tuple[map_points.Sample, map_points.Raster | None]:
    """What is drawn of a window: all its rows where they are few enough, else a sample over their density."""
    if bounds.placed <= _POINTS:
        return ask(map_points.sample, view, window, column, _POINTS), None
    found: map_points.Sample = ask(map_points.sample, view, window, column, _SAMPLED)
    if _SAMPLED < found.rows <= _REFINED:
        return ask(map_points.sample, view, window, column, _REFINED), None
    return found, ask(map_points.raster, view, window) if found.rows > _SAMPLED else None


def _drawn_around(selection: dict[str, Any], drag: str) -> bool:
    """Take over an area that was drawn, as the filter or as the part to look at. False where it was a click."""
    for shape in selection.get("lasso") or []:
        xs, ys = shape.get("x") or [], shape.get("y") or []
        step = max(1, -(-len(xs) // _CORNERS))
        _filter_by(list(zip(xs, ys, strict=False))[::step])
        return True
    for shape in selection.get("box") or []:
        xs, ys = shape.get("x") or [], shape.get("y") or []
        if len(xs) < 2 or len(ys) < 2:
            return True
        left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
        if drag != "zoom":
            _filter_by([(left, bottom), (right, bottom), (right, top), (left, top)])
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


def _filter_by(drawn: list[tuple[float, float]]) -> None:
    try:
        term = filters.in_polygon("map_x", "map_y", drawn)
    except FilterError:  # a drag so short that it encloses nothing
        return
    state.keep_focus(filters.replace_term(state.focus(), "map_x", "polygon", term))


def _own_areas(view: View) -> list[list[tuple[float, float]]]:
    """Areas of the map that the filter asks for."""
    found = []
    for text in filters.conjuncts(view.focus):
        term = filters.read_term(text)
        if term is not None and (term.kind, term.column) == ("polygon", "map_x") and term.values[0] == "map_y":
            found.append(read_corners(str(term.values[1])))
    return found


# ---- topics ----


def _groups(view: View) -> None:
    st.subheader("Topics", anchor=False)
    found: list[Centre] = ask(map_points.centres, view, "map_topic")
    kept = max(sum(one.kept for one in found), 1)
    rows = [
        {
            "topic": inert.line(one.name, 80),
            "rows": one.all,
            "kept": one.kept,
            "share of kept": 100 * one.kept / kept,
        }
        for one in found
    ]
    share = st.column_config.ProgressColumn(format="%.1f %%", min_value=0, max_value=100)
    picked = picklist.pick("topics", view, rows, {"share of kept": share})
    if picked is not None:
        term = filters.one_of("map_topic", [found[picked].name])
        state.replace("map_topic", "one_of", None if term in filters.conjuncts(view.focus) else term)
    st.caption("Named by the words that set them apart. Click a topic to keep its rows; click again for all.")
