"""Beside the map: its topics, the rows that are looked at, or what a search found; each a set that can be taken."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer import filters, queries
from explorer.charts import numbers
from explorer.queries import map_points
from explorer.queries.map_points import Centre
from explorer.ui import state
from explorer.ui.map import hits, rows
from explorer.ui.map.hits import Hits
from explorer.ui.parts import apart, inert, look, topic_list
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import html
from explorer.ui.parts.topic_list import Topic
from explorer.view import View
from explorer.words import column_label, later, plural, say

_TOPICS = "map_topics"
_LISTED = 40  # rows
_FAULTS = 4  # named above the rows
_START = 90  # characters of a typical prompt
_FOUND, _LOOKED, _APART, _GROUPS = later("Found"), later("Rows"), later("What differs"), later("Topics")


def draw(view: View, found: Hits, column: str, colours: Mapping[str, str], typical: Mapping[str, int]) -> None:
    """column: of the groups that are listed. colours: of groups, by name. typical: name -> the most typical row."""
    offered = [_FOUND] * bool(found.text) + [_LOOKED, _APART] * bool(view.focus.text) + [_GROUPS]
    shown = offered[0]
    if len(offered) > 1:
        shown = (
            st.segmented_control(
                say("Panel"),
                offered,
                format_func=say,
                default=offered[0],
                required=True,
                # What has just been asked for comes first.
                key=f"map_panel_{abs(hash((found.text, view.focus.text))):x}",
                label_visibility="collapsed",
            )
            or shown
        )
    if shown == _FOUND:
        hits.draw(view, found)
    elif shown == _LOOKED:
        _looked(view)
    elif shown == _APART:
        apart.draw(view, "map_apart", "max(22rem, calc(100vh - 17.5rem))")
    else:
        _groups(view, column, colours, typical)


# ---- rows ----


def _looked(view: View) -> None:
    looked = view.looked_at()
    whole = ask(queries.totals, looked).rows_kept
    kept = ask(queries.totals, view).rows_kept
    gone = say(", {more:,} dropped", more=whole - kept) if whole - kept else ""
    inert.show(
        html(
            '<div class="x-picked"><b>{n}</b><span>{what}{gone}</span>{faults}</div>',
            n=numbers.counted(whole, "row"),
            what=filters.describe(view.focus, view.dataset.columns),
            gone=gone,
            faults=_faults(looked),
        )
    )
    with st.container(horizontal=True, gap="xsmall", key="map_actions"):
        where, words = view.focus.text, filters.describe(view.focus, view.dataset.columns)
        look.look_button(say("Look"), where, "map_look", say("Read these rows in Review, one after the other."))
        look.drop_button(
            say("Drop {kept}", kept=numbers.count(kept)),
            words[:1].upper() + words[1:],
            where,
            "map_drop",
            disabled=not kept,
        )
        few = whole <= rows.MOST_KEPT
        rows.keep_button(queries.row_ids(looked, "row_id", False, 0, rows.MOST_KEPT) if few else None, "map_keep_rows")
        area = any(_is_area(text) for text in filters.conjuncts(view.focus))
        words = say("Clear the area") if area else say("Clear")
        st.button(words, key="map_clear", type="tertiary", on_click=_clear, args=(area,))
    rows.listed(view, ask(queries.row_ids, looked, "row_id", False, 0, _LISTED), "map_rows")
    if whole > _LISTED:
        st.caption(say("The first {listed} of {whole:,}. Look shows them all.", listed=_LISTED, whole=whole))


def _is_area(text: str) -> bool:
    term = filters.read_term(text)
    return term is not None and (term.kind, term.column) == ("polygon", "map_x")


def _clear(area: bool) -> None:
    """Look at more again: an area that was drawn goes first, and what else is looked for stays."""
    state.keep_focus(filters.replace_term(state.focus(), "map_x", "polygon", None) if area else "")


def _faults(looked: View) -> inert.Html:
    """Which faults these rows have, the most frequent first."""
    fired = sorted(
        (one for one in ask(queries.flags, looked) if one.kept), key=lambda one: (-one.kept, column_label(one.column))
    )
    if not fired:
        return html("<i>{said}</i>", said=say("No check fires on these rows."))
    named = [
        html("<u>{label} <b>{n}</b></u>", label=column_label(one.column), n=f"{one.kept:,}") for one in fired[:_FAULTS]
    ]
    if len(fired) > _FAULTS:
        named.append(html("<u>{said}</u>", said=say("{more} more", more=len(fired) - _FAULTS)))
    return html("<p>{named}</p>", named=inert.join(named))


# ---- topics ----


def _groups(view: View, column: str, colours: Mapping[str, str], typical: Mapping[str, int]) -> None:
    found: list[Centre] = ask(map_points.centres, view, column)
    largest = max((one.all for one in found), default=1)
    ids = [typical[one.name] for one in found if one.name in typical]
    starts = dict(zip(ids, ask(map_points.starts, view.everything(), ids, _START), strict=True)) if ids else {}
    shown_terms = filters.conjuncts(view.focus)
    listed = []
    for one in found:
        start = inert.opening(starts.get(typical.get(one.name, -1)))
        count = f"{one.all:,}" if one.kept == one.all else say("{kept:,} of {all:,}", kept=one.kept, all=one.all)
        listed.append(
            Topic(
                inert.line(one.name, 80),
                colours.get(one.name, ""),
                count,
                one.all / largest,
                one.kept / largest,
                inert.line(start, _START),
                inert.line(
                    say(
                        "{name}: {all}. Most typical: {start}",
                        name=one.name,
                        all=numbers.counted(one.all, "row"),
                        start=start,
                    ),
                    240,
                ),
                filters.one_of(column, [one.name]) in shown_terms,
            )
        )
    state.put("map_groups", (column, [one.name for one in found]))
    st.caption(
        plural(
            "**{n} topic**, with its most typical prompt. Click it to look at it.",
            "**{n} topics**, each with its most typical prompt. Click one to look at it.",
            len(found),
        )
        if column == "map_topic"
        else plural(
            "**{n} cluster**, with its most typical prompt. Click it to look at it.",
            "**{n} clusters**, each with its most typical prompt. Click one to look at it.",
            len(found),
        )
    )
    topic_list.draw(_TOPICS, listed, say("Topics"), "max(22rem, calc(100vh - 17.5rem))", _picked)


def _picked() -> None:
    """Look at a group, or at all again."""
    held = st.session_state.get(_TOPICS)
    column, names = state.get("map_groups") or ("", [])
    place = held.picked if held is not None else None
    if place is None or not 0 <= int(place) < len(names):
        return
    term = filters.one_of(column, [names[int(place)]])
    on = term in filters.conjuncts(state.focus())
    state.keep_focus(filters.replace_term(state.focus(), column, "one_of", None if on else term))
