"""The control that fits a column: range, values, yes or no, or text. Each reads and writes one term of the filter."""

from __future__ import annotations

import base64
from typing import TypeVar

import streamlit as st

from explorer import filters, queries
from explorer.charts import numbers, spark
from explorer.columns import Column
from explorer.labels import label_of
from explorer.queries import Histogram
from explorer.ui import state
from explorer.ui.parts import inert, range_stops
from explorer.ui.parts.cached import ask
from explorer.view import View
from explorer.words import column_help, column_label, later, say, translated

T = TypeVar("T")

_MANY = 200  # values beyond which a list is searched instead of shown
_MISSING = later("(missing)")  # a value of the widget: it is said where it is shown
_BINS = 48


def fits(column: Column) -> bool:
    """Whether there is a control for the column."""
    return column.name != "row_id"


def name_of(column: Column) -> str:
    """The column in a list of columns: its words, and its SQL name where that differs."""
    words = inert.line(column_label(column), 40)
    return words if column.name in ("row_id", column.label) else f"{words} · {inert.line(column.name, 40)}"


def shown(key: str, value: T) -> T:
    """Make a widget that is about to be drawn show `value`; that value, which the widget has to be given as its default too.

    Where two runs follow each other quickly, the browser draws the second one's widget without having seen the first one's,
    and so without the value set here. It takes the default then; an empty one would come back as if a person had typed it.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return value


def draw(view: View, column: Column) -> None:
    """Draw the control of one column."""
    term = _term(view, column)
    if column.kind == "boolean":
        _yes_no(column, term)
    elif column.kind in ("integer", "number"):
        _range(view, column, term)
    elif column.kind == "category":
        _values(view, column, term)
    elif column.kind == "id":
        _has_value(column, term)
    else:
        _contains(column, term)


def _term(view: View, column: Column) -> filters.Term | None:
    kinds = {
        "boolean": ("flag",),
        "integer": ("between",),
        "number": ("between",),
        "category": ("one_of", "null"),
        "id": ("null",),
    }
    wanted = kinds.get(column.kind, ("contains",))
    for text in filters.conjuncts(view.focus):
        term = filters.read_term(text)
        if term is not None and term.column == column.name and term.kind in wanted:
            return term
    return None


def _key(column: Column, part: str = "") -> str:
    return f"control_{part}_{column.name}"


def _help(column: Column) -> str:
    return inert.label(column_help(column), 600)


# ---- yes or no ----


def _yes_no(column: Column, term: filters.Term | None) -> None:
    choice = "any" if term is None else ("yes" if term.values[0] else "no")
    st.segmented_control(
        inert.label(column_label(column)),
        [later("any"), later("yes"), later("no")],
        format_func=say,
        key=_key(column),
        default=shown(_key(column), choice),
        required=True,
        help=_help(column),
        on_change=_yes_no_changed,
        args=(column.name, _key(column)),
    )


def _yes_no_changed(name: str, key: str) -> None:
    choice = st.session_state.get(key)
    state.replace(name, "flag", filters.flag(name, choice == "yes") if choice in ("yes", "no") else None)


def _has_value(column: Column, term: filters.Term | None) -> None:
    st.segmented_control(
        inert.label(column_label(column)),
        [later("any"), later("none")],
        format_func=say,
        key=_key(column),
        default=shown(_key(column), "any" if term is None else "none"),
        required=True,
        help=_help(column),
        on_change=_has_value_changed,
        args=(column.name, _key(column)),
    )


def _has_value_changed(name: str, key: str) -> None:
    state.replace(name, "null", filters.is_null(name) if st.session_state.get(key) == "none" else None)


# ---- range ----


def _range(view: View, column: Column, term: filters.Term | None) -> None:
    plain: Histogram = ask(queries.histogram, view, column.name, bins=_BINS)
    low, high = plain.low, plain.high
    if not high > low:
        st.caption(
            say("{column}: every row has {low}.", column=inert.label(column_label(column)), low=numbers.count(low))
        )
        return
    middle = ask(queries.percentiles, view.everything(), [column.name])[0].p50
    log = low >= 0 and high > 30 * max(middle or 0.0, 1.0)  # where else most rows would share one bar
    found: Histogram = ask(queries.histogram, view, column.name, bins=_BINS, log=True) if log else plain
    chosen_low, chosen_high = (_number(term.values[0]), _number(term.values[1])) if term is not None else (None, None)
    edges = [float(edge) for edge in found.edges]
    svg = spark.histogram_svg(
        found.all.tolist(),
        found.kept.tolist(),
        width=280,
        height=48,
        low_frac=range_stops.fraction(edges, chosen_low, 0.0),
        high_frac=range_stops.fraction(edges, chosen_high, 1.0),
    )
    unit = f", {translated(column.unit)}" if column.unit and column.unit not in column.label else ""
    st.caption(f"{inert.label(column_label(column))}{unit}", help=_help(column))
    st.image("data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode(), width="stretch")
    whole = column.kind == "integer"
    stops = range_stops.between(edges, low, high, whole)
    key = _key(column, "slider")
    st.select_slider(
        say("Range"),
        stops,
        value=shown(
            key, (range_stops.nearest(stops, chosen_low, 0), range_stops.nearest(stops, chosen_high, len(stops) - 1))
        ),
        key=key,
        format_func=range_stops.short,
        label_visibility="collapsed",
        on_change=_slid,
        args=(column.name, key, stops[0], stops[-1], whole),
    )
    with st.container(horizontal=True, gap="xsmall"):
        for part, value, words in (("low", chosen_low, say("min")), ("high", chosen_high, say("max"))):
            number_key = _key(column, part)
            st.number_input(
                words,
                key=number_key,
                value=shown(number_key, None if value is None else (int(value) if whole else float(value))),
                step=1 if whole else None,
                format="%d" if whole else "%g",
                placeholder=words,
                label_visibility="collapsed",
                on_change=_typed,
                args=(column.name, whole),
            )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _slid(name: str, key: str, lowest: float, highest: float, whole: bool) -> None:
    low, high = st.session_state[key]
    _write_range(name, None if low <= lowest else low, None if high >= highest else high, whole)


def _typed(name: str, whole: bool) -> None:
    low = st.session_state.get(f"control_low_{name}")
    high = st.session_state.get(f"control_high_{name}")
    if low is not None and high is not None and low > high:
        low, high = high, low
    _write_range(name, low, high, whole)


def _write_range(name: str, low: float | None, high: float | None, whole: bool) -> None:
    if whole:
        low, high = (None if value is None else int(value) for value in (low, high))
    term = filters.between(name, low, high) if low is not None or high is not None else None
    state.replace(name, "between", term)


# ---- values ----


def _values(view: View, column: Column, term: filters.Term | None) -> None:
    found = ask(queries.categories, view, column.name, limit=_MANY)
    counts = {_MISSING if value is None else value: int(n) for value, n in zip(found.values, found.all, strict=True)}
    chosen = [str(value) for value in term.values if value is not None] if term is not None else []
    if term is not None and None in term.values:
        chosen.append(_MISSING)
    if found.distinct > _MANY:
        needle = st.text_input(
            say("Find values"),
            key=_key(column, "find"),
            type="search",
            live="300ms",
            placeholder=say("Find among {distinct:,} values", distinct=found.distinct),
            label_visibility="collapsed",
        )
        if needle:
            counts = dict(ask(queries.values_like, view, column.name, needle, limit=_MANY))
    for value in chosen:
        counts.setdefault(value, 0)
    st.multiselect(
        inert.label(column_label(column)),
        list(counts),
        key=_key(column),
        default=shown(_key(column), chosen),
        help=_help(column),
        placeholder=say("Choose values"),
        format_func=lambda value: f"{_named(column.name, value)}  {counts.get(value, 0):,}",
        select_all=False,
        on_change=_values_changed,
        args=(column.name, _key(column), column.kind == "boolean"),
    )


def _named(column: str, value: str) -> str:
    return say(_MISSING) if value == _MISSING else inert.line(label_of(column, value), 60) or say("(empty)")


def _values_changed(name: str, key: str, _boolean: bool) -> None:
    chosen = list(st.session_state.get(key) or [])
    values = [value for value in chosen if value != _MISSING]
    term = filters.one_of(name, values, include_null=_MISSING in chosen) if chosen else None
    state.replace(name, "one_of", term)


# ---- text ----


def _contains(column: Column, term: filters.Term | None) -> None:
    st.text_input(
        inert.label(column_label(column)),
        key=_key(column),
        value=shown(_key(column), "" if term is None else str(term.values[0])),
        type="search",
        help=_help(column),
        placeholder=say("contains …"),
        max_chars=1_000,
        on_change=_contains_changed,
        args=(column.name, _key(column)),
    )


def _contains_changed(name: str, key: str) -> None:
    needle = st.session_state.get(key) or ""
    state.replace(name, "contains", filters.contains(name, needle) if needle else None)
