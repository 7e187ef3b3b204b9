"""The row that is read, and what is decided of it, by button or by key."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer import queries
from explorer.charts import numbers
from explorer.decisions import Change, Record
from explorer.ui import history, state
from explorer.ui.app import open_dataset
from explorer.ui.browse import reader
from explorer.ui.parts import dialogs, inert
from explorer.ui.review import correct, decide, groups
from explorer.ui.review.rows import SIZE, Listed
from explorer.view import View

_KEYS = (
    ("J", "next row"),
    ("U", "previous row"),
    ("K", "keep, and go on"),
    ("D", "drop, and go on"),
    ("M", "mark"),
    ("N", "note"),
    ("E", "edit the text"),
    ("X", "clear the decision"),
    ("Z", "undo"),
    ("Shift+Z", "redo"),
    ("/", "search"),
    ("?", "these keys"),
)


def draw(view: View, found: Listed, row_id: int) -> None:
    """Draw the bar of decisions and the row."""
    record = view.dataset.hand.records.get(row_id)
    place = found.ids.index(row_id) if row_id in found.ids else None
    _bar(found, row_id, place, record)
    if record is not None:
        _decided(record)
    if record is not None and record.edit:
        correct.show(view, row_id, record)
    reader.draw(view, row_id)
    groups.draw(view, row_id)


def _bar(found: Listed, row_id: int, place: int | None, record: Record | None) -> None:
    decision = record.decision if record is not None else None
    may = open_dataset.policy().may("decide")
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="decide_bar"):
        if may:
            _button("Keep", "K", "check", decision == "keep", _decide, (found, row_id, {"decision": "keep"}, "keep"))
            _button("Drop", "D", "close", decision == "drop", _decide, (found, row_id, {"decision": "drop"}, "drop"))
            marked = record is not None and record.marked
            _button("Mark", "M", "bookmark", marked, _mark, (row_id, not marked))
            noted = st.button("Note", key="decide_note", shortcut="N", icon=":material/sticky_note_2:")
            if dialogs.held("note", noted, row_id):
                _note(row_id, record.note if record is not None else "")
            edited = st.button("Edit", key="decide_edit", shortcut="E", icon=":material/edit:")
            if dialogs.held("edit", edited, row_id):
                correct.dialog(state.view(), row_id, record)
            if record is not None and not record.is_empty:
                st.button("Clear", key="decide_clear", shortcut="X", type="tertiary", on_click=_clear, args=(row_id,))
        st.button(
            "",
            key="row_previous",
            shortcut="U",
            icon=":material/arrow_upward:",
            help="Previous row",
            disabled=place == 0 and found.page == 1,
            on_click=step,
            args=(found, row_id, -1),
        )
        st.button(
            "",
            key="row_next",
            shortcut="J",
            icon=":material/arrow_downward:",
            help="Next row",
            disabled=_is_last(found, place),
            on_click=step,
            args=(found, row_id, 1),
        )
        asked = st.button("", key="row_help", icon=":material/keyboard:", type="tertiary", help="Keys (?)")
        if dialogs.held("keys", asked):
            _help()
    st.caption(f"Row {row_id:,} · {_where(found, row_id, place)}")


def _where(found: Listed, row_id: int, place: int | None) -> str:
    if place is not None:
        return f"{(found.page - 1) * SIZE + place + 1:,} of {found.total:,}"
    looked = state.view().looked_at()
    is_there = bool(queries.row_ids(looked.narrowed(f"row_id = {row_id}", {"row_id"}), limit=1))
    return "on another page of the list" if is_there else "not in this list"


def _button(words: str, key: str, icon: str, active: bool, do: Any, args: tuple[Any, ...]) -> None:
    st.button(
        words,
        key=f"decide_{words.lower()}",
        shortcut=key,
        icon=f":material/{icon}:",
        type="primary" if active else "secondary",
        on_click=do,
        args=args,
    )


def _is_last(found: Listed, place: int | None) -> bool:
    return place is not None and (found.page - 1) * SIZE + place + 1 >= found.total


def step(found: Listed, row_id: int, by: int) -> None:
    """Open the next row of the list, or the one before; over the end of a page, on the page beside it."""
    if row_id not in found.ids:
        state.put("row", found.ids[0] if found.ids else None)
        return
    place = found.ids.index(row_id) + by
    if 0 <= place < len(found.ids):
        state.put("row", found.ids[place])
    elif by > 0 and (found.page - 1) * SIZE + len(found.ids) < found.total:
        st.session_state["review_page"] = found.page + 1
        state.put("row", None)
    elif by < 0 and found.page > 1:
        st.session_state["review_page"] = found.page - 1
        state.put("row", None)
        state.put("at_end", True)


def _decide(found: Listed, row_id: int, change: Change, said: str) -> None:
    if decide.decide([row_id], change, said) and not state.get("conflicts"):
        step(found, row_id, 1)


def _mark(row_id: int, marked: bool) -> None:
    decide.decide([row_id], {"marked": marked}, "mark" if marked else "remove the mark")


def _clear(row_id: int) -> None:
    decide.decide([row_id], {"decision": None, "marked": False, "note": "", "edit": {}}, "clear")


def _decided(record: Record) -> None:
    words = {"keep": "Kept by hand", "drop": "Dropped by hand"}.get(record.decision or "", "Looked at")
    by = "" if record.via == history.via() else f" by {inert.label(record.who or 'somebody', 60)}"
    note = f" · {inert.label(record.note, 400)}" if record.note else ""
    st.caption(f":material/person: {words}{by}, {numbers.date(record.at)}{note}")


@st.dialog("Note", on_dismiss=dialogs.close)
def _note(row_id: int, note: str) -> None:
    text = st.text_area("Note", value=note, key=f"note_{row_id}", label_visibility="collapsed", max_chars=2_000)
    if st.button("Save", type="primary", key="note_save"):
        decide.decide([row_id], {"note": (text or "").strip()}, "note")
        dialogs.close()
        st.rerun()


@st.dialog("Keys", on_dismiss=dialogs.close)
def _help() -> None:
    lines = inert.join(
        inert.html("<tr><td><kbd>{key}</kbd></td><td>{words}</td></tr>", key=key, words=words) for key, words in _KEYS
    )
    inert.show(inert.html('<div class="x-facts"><table>{lines}</table></div>', lines=lines))
