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
from explorer.words import later, say

_KEYS = (
    ("J", later("next row")),
    ("U", later("previous row")),
    ("K", later("keep, and go on")),
    ("D", later("drop, and go on")),
    ("M", later("mark")),
    ("N", later("note")),
    ("E", later("edit the text")),
    ("X", later("clear the decision")),
    ("Z", later("undo")),
    ("Shift+Z", later("redo")),
    ("/", later("search")),
    ("?", later("these keys")),
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
            _button(
                "keep",
                say("Keep"),
                "K",
                "check",
                decision == "keep",
                _decide,
                (found, row_id, {"decision": "keep"}, say("keep")),
            )
            _button(
                "drop",
                say("Drop"),
                "D",
                "close",
                decision == "drop",
                _decide,
                (found, row_id, {"decision": "drop"}, say("drop")),
            )
            marked = record is not None and record.marked
            _button("mark", say("Mark"), "M", "bookmark", marked, _mark, (row_id, not marked))
            _button("note", say("Note"), "N", "sticky_note_2", False, dialogs.show, ("note", row_id))
            if dialogs.is_open("note", row_id):
                _note(row_id, record.note if record is not None else "")
            _button("edit", say("Edit"), "E", "edit", False, dialogs.show, ("edit", row_id))
            if dialogs.is_open("edit", row_id):
                correct.dialog(state.view(), row_id, record)
            if record is not None and not record.is_empty:
                st.button(
                    say("Clear"), key="decide_clear", shortcut="X", type="tertiary", on_click=_clear, args=(row_id,)
                )
        st.button(
            "",
            key="row_previous",
            shortcut="U",
            icon=":material/arrow_upward:",
            help=say("Previous row"),
            disabled=place == 0 and found.page == 1,
            on_click=step,
            args=(found, row_id, -1),
        )
        st.button(
            "",
            key="row_next",
            shortcut="J",
            icon=":material/arrow_downward:",
            help=say("Next row"),
            disabled=_is_last(found, place),
            on_click=step,
            args=(found, row_id, 1),
        )
        st.button(
            "",
            key="row_help",
            icon=":material/keyboard:",
            type="tertiary",
            help=say("Keys (?)"),
            on_click=dialogs.show,
            args=("keys",),
        )
        if dialogs.is_open("keys"):
            _help()
    st.caption(say("Row {row_id:,} · {where}", row_id=row_id, where=_where(found, row_id, place)))


def _where(found: Listed, row_id: int, place: int | None) -> str:
    if place is not None:
        return say("{more:,} of {total:,}", more=(found.page - 1) * SIZE + place + 1, total=found.total)
    looked = state.view().looked_at()
    is_there = bool(queries.row_ids(looked.narrowed(f"row_id = {row_id}", {"row_id"}), limit=1))
    return say("on another page of the list") if is_there else say("not in this list")


def _button(name: str, words: str, key: str, icon: str, active: bool, do: Any, args: tuple[Any, ...]) -> None:
    st.button(
        words,
        key=f"decide_{name}",
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
    decide.decide([row_id], {"marked": marked}, say("mark") if marked else say("remove the mark"))


def _clear(row_id: int) -> None:
    decide.decide([row_id], {"decision": None, "marked": False, "note": "", "edit": {}}, say("clear"))


def _decided(record: Record) -> None:
    words = {"keep": say("Kept by hand"), "drop": say("Dropped by hand")}.get(record.decision or "", say("Looked at"))
    by = "" if record.via == history.via() else say(" by {who}", who=inert.label(record.who or say("somebody"), 60))
    note = f" · {inert.label(record.note, 400)}" if record.note else ""
    st.caption(
        say(":material/person: {words}{by}, {date}{note}", words=words, by=by, date=numbers.date(record.at), note=note)
    )


def _note(row_id: int, note: str) -> None:
    st.dialog(say("Note"), on_dismiss=dialogs.close)(_note_body)(row_id, note)


def _note_body(row_id: int, note: str) -> None:
    text = st.text_area(say("Note"), value=note, key=f"note_{row_id}", label_visibility="collapsed", max_chars=2_000)
    if st.button(say("Save"), type="primary", key="note_save"):
        decide.decide([row_id], {"note": (text or "").strip()}, say("note"))
        dialogs.close()
        st.rerun()


def _help() -> None:
    st.dialog(say("Keys"), on_dismiss=dialogs.close)(_help_body)()


def _help_body() -> None:
    lines = inert.join(
        inert.html("<tr><td><kbd>{key}</kbd></td><td>{words}</td></tr>", key=key, words=say(words))
        for key, words in _KEYS
    )
    inert.show(inert.html('<div class="x-facts"><table>{lines}</table></div>', lines=lines))
