"""Rows of like meaning beside the row that is read."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer import queries
from explorer.errors import ExplorerError
from explorer.queries import similar
from explorer.queries.similar import Similar
from explorer.ui import state
from explorer.ui.parts import inert, picklist
from explorer.ui.parts.cached import ask
from explorer.view import View
from explorer.words import say, translated

_BESIDE = 8


def of_row(view: View, row_id: int) -> None:
    """Rows like the one that is read, once its box is opened; nothing for a dataset without a map."""
    if not similar.map_facts(view.dataset):
        return
    with st.expander(
        say("Similar rows"), key="alike_open", on_change="rerun", icon=":material/join_inner:", type="compact"
    ) as box:
        if not box.open:
            return
        try:
            found = ask(similar.similar_to_row, view, row_id, limit=_BESIDE)
        except ExplorerError as error:
            st.caption(inert.label(translated(str(error)), 300))
            return
        _listed(view, found, "alike")


def _listed(view: View, found: Sequence[Similar], name: str) -> None:
    if not found:
        st.caption(say("The filter keeps no such row."))
        return
    table = ask(queries.rows, view, [one.row_id for one in found], ("prompt", "response", "map_topic"), snippet=160)
    likeness = {one.row_id: one.likeness for one in found}
    rows = [
        {
            "row": row["row_id"],
            "likeness": likeness[row["row_id"]],
            "prompt": inert.line(inert.opening(row["prompt"]) or say("(empty)"), 160),
            "response": inert.line(row["response"] or say("(empty)"), 160),
            "topic": inert.line(row["map_topic"] or "", 60),
        }
        for row in table.to_pylist()
    ]
    bar = st.column_config.ProgressColumn(format="%.2f", min_value=0, max_value=1, width="small")
    if (picked := picklist.pick(name, view, rows, {"likeness": bar})) is not None:
        state.open_row(rows[picked]["row"])
