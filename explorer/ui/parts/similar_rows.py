"""Rows of like meaning: those beside the row that is read, and those that a text asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from explorer import queries
from explorer.errors import ExplorerError
from explorer.passes.map_source import ENDPOINT
from explorer.queries import similar
from explorer.queries.similar import Similar
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.parts import inert, picklist, problem
from explorer.ui.parts.cached import ask
from explorer.view import View

_BESIDE = 8
_FOUND = 20


def of_row(view: View, row_id: int) -> None:
    """Rows like the one that is read, once its box is opened; nothing for a dataset without a map."""
    if not similar.map_facts(view.dataset):
        return
    with st.expander(
        "Similar rows", key="alike_open", on_change="rerun", icon=":material/join_inner:", type="compact"
    ) as box:
        if not box.open:
            return
        try:
            found = ask(similar.similar_to_row, view, row_id, limit=_BESIDE)
        except ExplorerError as error:
            st.caption(inert.label(str(error), 300))
            return
        _listed(view, found, "alike")


def by_text(view: View) -> None:
    """A box to search by meaning, and what it finds among the kept rows."""
    st.subheader("Search by meaning", anchor=False)
    reading = similar.reading_of(view.dataset)
    if reading.kind and not open_dataset.policy().may("choose a map"):
        st.caption("This map is searched where it was drawn. Open a row to see its similar rows.")
        return
    if not reading.has_model:
        st.caption("These vectors came without a model that could read your words. Open a row to see its similar rows.")
        return
    # A link must not make the app send anything to an endpoint.
    kept: dict[str, Any] = {"key": "meaning"} if reading.kind == ENDPOINT else state.remember("meaning", "")
    text = st.text_input(
        "Search by meaning",
        placeholder="a subject or a question, in English or Chinese",
        label_visibility="collapsed",
        max_chars=500,
        **kept,
    )
    if not text or not text.strip():
        st.caption("Finds rows that mean something like it, whatever their words and language.")
        return
    try:
        found = ask(similar.similar_to_text, view, text, limit=_FOUND)
    except ExplorerError as error:
        problem.show_error(error)
        return
    _listed(view, found, "meaning")


def _listed(view: View, found: Sequence[Similar], name: str) -> None:
    if not found:
        st.caption("The filter keeps no such row.")
        return
    table = ask(queries.rows, view, [one.row_id for one in found], ("prompt", "response", "map_topic"), snippet=160)
    likeness = {one.row_id: one.likeness for one in found}
    rows = [
        {
            "row": row["row_id"],
            "likeness": likeness[row["row_id"]],
            "prompt": inert.line(row["prompt"] or "(empty)", 160),
            "response": inert.line(row["response"] or "(empty)", 160),
            "topic": inert.line(row["map_topic"] or "", 60),
        }
        for row in table.to_pylist()
    ]
    bar = st.column_config.ProgressColumn(format="%.2f", min_value=0, max_value=1, width="small")
    if (picked := picklist.pick(name, view, rows, {"likeness": bar})) is not None:
        state.open_row(rows[picked]["row"])
