"""Decisions of this session: made, told of where somebody else was quicker, and taken back."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import streamlit as st

from explorer import decisions
from explorer.charts import numbers
from explorer.decisions import Change, Record
from explorer.errors import ExplorerError
from explorer.ui import history, state
from explorer.ui.app import open_dataset
from explorer.ui.parts import inert
from explorer.words import later, say, translated

_CONFLICTS = "conflicts"


def decide(row_ids: Sequence[int], change: Change, said: str) -> bool:
    """Change what is decided of some rows; False where it could not be. said: of the action, such as "keep"."""
    return decide_each(dict.fromkeys(row_ids, change), said)


def decide_each(changes: Mapping[int, Change], said: str) -> bool:
    """Change some rows, each in its own way, as one action."""
    return _act(changes, said, int(state.get("book_seen") or 0))


def _act(changes: Mapping[int, Change], said: str, seen: int | None) -> bool:
    dataset = state.view().dataset
    try:
        open_dataset.policy().require("decide")
        keys = dataset.hand.keys(changes)
        wanted = {key: changes[row_id] for row_id, key in keys.items()}
        found = decisions.book().act(wanted, history.who(), history.via(), dataset.name, seen)
    except ExplorerError as error:
        st.toast(inert.label(translated(str(error)), 400), icon=":material/error:")
        return False
    if found.changed:
        history.record_decision(
            say("{said}, {rows}", said=said, rows=numbers.counted(found.changed, "row")), found.action
        )
    by_key = {key: row_id for row_id, key in keys.items()}
    rows = {by_key[record.key]: record for record in found.conflicts}
    state.put(_CONFLICTS, (rows, {row_id: changes[row_id] for row_id in rows}, said) if rows else None)
    return True


def draw_conflicts() -> None:
    """What others decided meanwhile, and a way to decide all the same."""
    held = state.get(_CONFLICTS)
    if not held:
        return
    rows, changes, said = held
    first = next(iter(rows.items()))
    with st.container(border=True, key="conflicts"):
        others = say(" and {more:,} more", more=len(rows) - 1) if len(rows) > 1 else ""
        st.markdown(
            say(
                ":material/group: {told}{others}. Your “{said}” was not applied.",
                told=_told(*first),
                others=others,
                said=inert.label(said, 40),
            )
        )
        with st.container(horizontal=True, gap="small"):
            st.button(say("Apply mine"), key="conflict_mine", on_click=_insist, args=(changes, said))
            st.button(
                say("Leave it"), key="conflict_leave", type="tertiary", on_click=state.put, args=(_CONFLICTS, None)
            )


def _told(row_id: int, record: Record) -> str:
    what = {
        "keep": later("{who} kept row {row_id:,} {ago} ago"),
        "drop": later("{who} dropped row {row_id:,} {ago} ago"),
    }.get(record.decision or "", later("{who} changed row {row_id:,} {ago} ago"))
    ago = max(0.0, time.time() - record.at)
    who = inert.label(record.who or say("Somebody"), 60)
    return say(what, who=who, row_id=row_id, ago=numbers.seconds(ago))


def _insist(changes: Mapping[int, Change], said: str) -> None:
    state.put(_CONFLICTS, None)
    _act(changes, said, None)
