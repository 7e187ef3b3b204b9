"""What sets the rows that are looked at apart from all others: each line is a filter, one press away."""

from __future__ import annotations

import streamlit as st

from explorer import compare, filters
from explorer.charts import numbers
from explorer.compare import Mark
from explorer.errors import FilterError
from explorer.ui import state
from explorer.ui.parts import inert, topic_list
from explorer.ui.parts.cached import ask
from explorer.ui.parts.topic_list import Topic
from explorer.view import View
from explorer.words import column_label, say, translated


def draw(view: View, key: str, height: str) -> None:
    """The list, under its sentence. height: CSS."""
    marks: list[Mark] = ask(compare.apart, view)
    if not marks:
        st.caption(say("Nothing sets these rows apart beyond chance."))
        return
    st.caption(
        say("More frequent here than among the other kept rows, the surest first. Click one to look at what has it.")
    )
    shown = filters.conjuncts(view.focus)
    state.put(f"{key}_marks", [mark.where for mark in marks])
    topic_list.draw(
        key,
        [
            Topic(
                inert.line(mark.value or (mark.said if mark.column else say("“{word}”", word=mark.said)), 60),
                "",
                numbers.share(mark.share),
                mark.share,
                mark.share,
                _others(mark),
                _told(mark),
                mark.where in shown,
            )
            for mark in marks
        ],
        say("What sets these rows apart"),
        height,
        lambda: _picked(key),
    )


def _others(mark: Mark) -> str:
    share = numbers.share(mark.share_others)
    if mark.value and mark.column:
        return inert.line(say("{column} · {share} of the others", column=column_label(mark.column), share=share), 80)
    return say("{share} of the others", share=share)


def _told(mark: Mark) -> str:
    told = say(
        "{share} of these rows, {others} of the others: {low} to {high} points more",
        share=numbers.share(mark.share),
        others=numbers.share(mark.share_others),
        low=f"{100 * mark.effect.low:.1f}",
        high=f"{100 * mark.effect.high:.1f}",
    )
    return told if mark.column else say("{told}. Words are counted in a sample.", told=told)


def _picked(key: str) -> None:
    """Look only at what has it as well, or at all again."""
    held = st.session_state.get(key)
    marks: list[str] = state.get(f"{key}_marks") or []
    place = held.picked if held is not None else None
    if place is None or not 0 <= int(place) < len(marks):
        return
    terms = filters.conjuncts(state.view().focus)
    term = marks[int(place)]
    try:
        state.keep_focus(filters.combine([one for one in terms if one != term] if term in terms else [*terms, term]))
    except FilterError as error:
        st.toast(inert.label(translated(error.message), 300), icon=":material/filter_alt_off:")
