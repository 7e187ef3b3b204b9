"""What the map tells of single rows, each with its filter."""

from __future__ import annotations

import streamlit as st

from explorer.queries import outliers
from explorer.ui.parts import inert, look, picklist
from explorer.ui.parts.cached import ask
from explorer.view import View
from explorer.words import column_help, later, say

_TITLES = {
    "apartness": later("Outliers: like no other row"),
    "in_knot": later("Dense knots: nearly the same as all around them"),
    "is_meaning_copy": later("Say the same as an earlier row"),
    "label_disagrees": later("Ability unlike that of their neighbours"),
}


def draw(view: View) -> None:
    """The list; nothing before the map is finished."""
    found = ask(outliers.signs, view)
    if not found:
        return
    st.subheader(say("Rows to look at"), anchor=False)
    rows = [
        {
            "what": say(_TITLES[one.column.name]),
            "rows": one.all,
            "kept": one.kept,
            "how it is told": inert.line(column_help(one.column), 300),
        }
        for one in found
    ]
    picked = picklist.pick("signs", view, rows)
    if picked is not None:
        look.look_at(found[picked].term)
    st.caption(say("Click a line to look at its rows."))
