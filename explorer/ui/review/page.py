"""The body of the Review page: what is left, its rows, and the row that is read, side by side."""

from __future__ import annotations

import streamlit as st

from explorer.ui import state
from explorer.ui.parts import apart, rejected_lines
from explorer.ui.review import decide, learning, queue, row, rows
from explorer.view import View
from explorer.words import say


def draw(view: View) -> None:
    """Draw the three columns."""
    decide.draw_conflicts()
    with st.container(key="review"):
        left, middle, right = st.columns([22, 40, 46], gap="small")
    with left, st.container(key="review_queue", gap="xxsmall"):
        if view.has_focus:
            with st.expander(
                say("What sets these apart"), type="compact", key="review_apart", on_change="rerun"
            ) as box:
                if box.open:
                    apart.draw(view, "review_apart_list", "26rem")
        queue.draw(view)
        learning.draw(view)
    if state.get("review_show") == queue.REJECTED:
        with middle:
            rejected_lines.draw(view)
        return
    if (wanted := state.take("find_row")) is not None:
        rows.turn_to(view, wanted)
    found = rows.listed(view)
    open_row = state.get("row")
    at_end = state.take("at_end")  # one went back over the start of a page
    if open_row is None or open_row >= view.dataset.rows:
        open_row = found.ids[-1 if at_end else 0] if found.ids else None
    with middle:
        rows.draw(view, found, open_row)
    with right:
        if open_row is not None:
            row.draw(view, found, open_row)
