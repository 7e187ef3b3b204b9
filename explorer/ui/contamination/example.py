"""What the page will show, before it has anything to show: a row of somebody's beside the question of a test that it holds."""

from __future__ import annotations

import streamlit as st

from explorer.ui.parts import inert
from explorer.ui.parts.inert import Mark, html
from explorer.words import say


def draw() -> None:
    """Draw it, named as an example."""
    item = say("A train leaves at 9:40 and arrives at 11:05. How long does it travel?")
    text = say("{item} Think step by step. It travels 1 hour and 25 minutes.", item=item)
    place = text.find(item)
    common = [Mark(place, place + len(item))] if place >= 0 else []
    inert.show(
        html(
            '<h3 class="x-h">{head}</h3>'
            '<div class="x-pair"><div class="x-turn"><div class="x-head"><b>{row}</b></div><div class="x-text">{text}</div></div>'
            '<div class="x-turn"><div class="x-head"><b>{named}</b></div><div class="x-text">{asked}</div></div></div>',
            head=say("What a finding looks like"),
            row=say("A row of yours"),
            named=say("A question of the test"),
            text=inert.marked(text, (), common),
            asked=inert.marked(item, (), [Mark(0, len(item))]),
        )
    )
    st.caption(say("Each finding can be read like this. One press drops its row, marks it, or makes a column of it."))
