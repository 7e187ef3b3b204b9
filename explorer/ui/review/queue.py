"""What is left to review: faults, steps, decisions and groups, each with its rows."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from explorer import filters, queries
from explorer.charts.theme import step_colour
from explorer.ui import state
from explorer.ui.parts import inert
from explorer.ui.parts.cached import ask
from explorer.view import View
from explorer.words import column_label, later, say, translated

_FAULTS = 12  # listed at first
REJECTED = "rejected"
_GROUPS = {
    "conflict_group": later("Same question, other answers"),
    "near_group": later("Near-duplicates"),
    "exact_group": later("Exact copies"),
}


class Item(NamedTuple):
    """One entry. where: condition of its rows; "" for all. rows: how many; left: of these, kept. counted: what is said in place of words and number."""

    words: str
    where: str
    rows: int
    left: int
    colour: str = ""
    counted: str = ""


def draw(view: View) -> None:
    """Draw the entries; clicking one looks at its rows."""
    now = _canonical(state.focus())
    showing = state.get("review_show")
    counted = ask(queries.totals, view.kept())
    _entries([Item(say("All rows"), "", counted.rows, counted.rows_kept)], now, "all", showing)
    faults = [
        Item(_words(column_label(flag.column)), filters.flag(flag.column.name, True), flag.all, flag.kept)
        for flag in sorted(ask(queries.flags, view.kept()), key=lambda flag: (-flag.kept, -flag.all))
        if flag.all
    ]
    if faults:
        st.caption(say("Faults"))
        _entries(faults[:_FAULTS], now, "fault", showing)
        if len(faults) > _FAULTS:
            with st.expander(say("{more} more", more=len(faults) - _FAULTS), type="compact", key="more_faults"):
                _entries(faults[_FAULTS:], now, "fault_more", showing)
    steps = [
        Item(translated(fall.name), fall.where, fall.alone, fall.alone - fall.rows, step_colour(place))
        for place, fall in enumerate(ask(queries.waterfall, view).steps)
        if place < len(view.drops.steps)
    ]
    if steps:
        st.caption(say("Steps"))
        _entries(steps, now, "step", showing)
    _entries_of_groups(view, now, showing)
    _entries_by_hand(view, now, showing)
    rejected = view.dataset.ledger.rejected
    if rejected:
        st.button(
            say("Rejected lines · {rejected:,}", rejected=rejected),
            key="queue_rejected",
            type="secondary" if showing == REJECTED else "tertiary",
            on_click=_show_rejected,
            width="stretch",
        )


def _entries_of_groups(view: View, now: str, showing: object) -> None:
    whole = view.everything()
    found = {count.column.name: count for count in ask(queries.duplicates, whole)}
    groups = []
    for name, words in _GROUPS.items():
        count = found.get(name)
        if count is not None and count.rows:
            where = f"{name} IS NOT NULL"
            left = ask(queries.totals, view.kept().focused(where)).rows_kept
            said = (
                say("{extra:,} exact copies of {groups:,} rows", extra=count.extra, groups=count.groups)
                if name == "exact_group"
                else ""
            )
            groups.append(Item(say(words), where, count.rows, left, counted=said))
    if groups:
        st.caption(say("Groups, side by side"))
        _entries(groups, now, "group", showing)


def _entries_by_hand(view: View, now: str, showing: object) -> None:
    records = view.dataset.hand.records.values()
    by_hand = [
        Item(say("Kept by hand"), "decision = 'keep'", n := sum(r.decision == "keep" for r in records), n),
        Item(say("Dropped by hand"), "decision = 'drop'", sum(r.decision == "drop" for r in records), 0),
        Item(say("Marked"), "marked", n := sum(r.marked for r in records), n),
        Item(say("With a note"), "note IS NOT NULL", n := sum(bool(r.note) for r in records), n),
        Item(say("Corrected"), "edited", n := sum(bool(r.edit) for r in records), n),
    ]
    held = [item for item in by_hand if item.rows]
    if held:
        st.caption(say("By hand"))
        _entries(held, now, "hand", showing)


def _entries(items: list[Item], now: str, name: str, showing: object) -> None:
    for place, item in enumerate(items):
        left = "" if item.left == item.rows else say(" ({left:,} kept)", left=item.left)
        active = showing is None and _canonical(item.where) == now
        st.button(
            f"{item.counted or f'{inert.label(item.words, 40)} · {item.rows:,}'}{left}",
            key=f"queue_{name}_{place}",
            type="secondary" if active else "tertiary",
            on_click=_look,
            args=(item.where,),
            width="stretch",
        )


def _canonical(text: str) -> str:
    return filters.combine([text]) if text else ""


def _words(label: str) -> str:
    return label[:1].upper() + label[1:]


def _look(where: str) -> None:
    state.put("review_show", None)
    state.put("row", None)
    state.keep_focus(_canonical(where))


def _show_rejected() -> None:
    state.put("review_show", REJECTED)
