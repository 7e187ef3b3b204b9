"""Correcting a row's text: the turns as they are, edited; exports write what stands here, the source stays."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer.conversation import Conversation
from explorer.decisions import Record
from explorer.errors import ExplorerError
from explorer.ui.parts import dialogs, differences, inert, problem
from explorer.ui.parts.inert import html
from explorer.ui.review import decide
from explorer.view import View

_LONGEST = 200_000  # characters of a turn that can be edited here


@st.dialog("Edit the text", width="large", on_dismiss=dialogs.close)
def dialog(view: View, row_id: int, record: Record | None) -> None:
    """Every turn of the row in a box of its own."""
    try:
        conversation = view.dataset.source.conversation(row_id)
    except (ExplorerError, OSError) as error:
        problem.show_error(error, "The row cannot be read from its source.")
        return
    held = dict(record.edit) if record is not None else {}
    texts: dict[int, str] = {}
    for place, turn in enumerate(conversation.turns):
        if len(turn.text) > _LONGEST:
            st.caption(f"{inert.label(turn.role, 40)}: too long to edit here ({len(turn.text):,} characters).")
            continue
        texts[place] = st.text_area(
            inert.label(f"{turn.role} · turn {place + 1}", 60),
            value=held.get(place, turn.text),
            height="content",
            key=f"edit_{row_id}_{place}",
        )
    st.caption("Exports write the corrected text. The source is not changed, and checks go on judging what it says.")
    with st.container(horizontal=True, gap="small"):
        if st.button("Save and keep the row", type="primary", key="edit_save"):
            _save(view, row_id, conversation, texts)
        if held and st.button("Back to the source's text", key="edit_reset"):
            decide.decide([row_id], {"edit": {}}, "undo the correction")
            dialogs.close()
            st.rerun()


def _save(view: View, row_id: int, conversation: Conversation, texts: Mapping[int, str]) -> None:
    edit = {place: text for place, text in texts.items() if text != conversation.turns[place].text}
    if decide.decide([row_id], {"edit": edit, "decision": "keep"}, "edit"):
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
                    '<div class="x-turn"><div class="x-head"><b>corrected</b><span>{role}, turn {place}</span></div>'
                    '<div class="x-pair"><div class="x-text" dir="auto">{before}</div><div class="x-text" dir="auto">{after}</div></div></div>',
                    role=turn.role,
                    place=place + 1,
                    before=before,
                    after=after,
                )
            )
