"""Correcting a row's text: the turns as they are, edited; exports write what stands here, the source stays."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer.conversation import Conversation
from explorer.decisions import Record
from explorer.errors import ExplorerError
from explorer.ui.parts import dialogs, differences, inert, problem
from explorer.ui.parts.inert import html
from explorer.ui.parts.roles import role_name
from explorer.ui.review import decide
from explorer.view import View
from explorer.words import say

_LONGEST = 200_000  # characters of a turn that can be edited here


def dialog(view: View, row_id: int, record: Record | None) -> None:
    """Every turn of the row in a box of its own."""
    st.dialog(say("Edit the text"), width="large", on_dismiss=dialogs.close)(_dialog)(view, row_id, record)


def _dialog(view: View, row_id: int, record: Record | None) -> None:
    try:
        conversation = view.dataset.source.conversation(row_id)
    except (ExplorerError, OSError) as error:
        problem.show_error(error, say("The row cannot be read from its source."))
        return
    held = dict(record.edit) if record is not None else {}
    texts: dict[int, str] = {}
    for place, turn in enumerate(conversation.turns):
        if len(turn.text) > _LONGEST:
            st.caption(
                say(
                    "{role}: too long to edit here ({text:,} characters).",
                    role=inert.label(role_name(turn.role), 40),
                    text=len(turn.text),
                )
            )
            continue
        texts[place] = st.text_area(
            inert.label(say("{role} · turn {place}", role=role_name(turn.role), place=place + 1), 60),
            value=held.get(place, turn.text),
            height="content",
            key=f"edit_{row_id}_{place}",
        )
    st.caption(
        say("Exports write the corrected text. The source is not changed, and checks go on judging what it says.")
    )
    with st.container(horizontal=True, gap="small"):
        if st.button(say("Save and keep the row"), type="primary", key="edit_save"):
            _save(view, row_id, conversation, texts)
        if held and st.button(say("Back to the source's text"), key="edit_reset"):
            decide.decide([row_id], {"edit": {}}, say("undo the correction"))
            dialogs.close()
            st.rerun()


def _save(view: View, row_id: int, conversation: Conversation, texts: Mapping[int, str]) -> None:
    edit = {place: text for place, text in texts.items() if text != conversation.turns[place].text}
    if decide.decide([row_id], {"edit": edit, "decision": "keep"}, say("edit")):
        dialogs.close()
        st.rerun()


def show(view: View, row_id: int, record: Record) -> None:
    """What was corrected, beside what the source says."""
    try:
        conversation = view.dataset.source.conversation(row_id)
    except (ExplorerError, OSError):
        return
    for place, text in sorted(record.edit.items()):
        if place < len(conversation.turns):
            turn = conversation.turns[place]
            before, after = differences.marked(turn.text, text)
            inert.show(
                html(
                    '<div class="x-turn"><div class="x-head"><b>{corrected}</b><span>{turn}</span></div>'
                    '<div class="x-pair"><div class="x-text" dir="auto">{before}</div><div class="x-text" dir="auto">{after}</div></div></div>',
                    corrected=say("corrected"),
                    turn=say("{role} · turn {place}", role=role_name(turn.role), place=place + 1),
                    before=before,
                    after=after,
                )
            )
