"""Search by meaning: a box, and what it finds among the rows that the map shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import streamlit as st

from explorer import filters
from explorer.charts import numbers
from explorer.errors import ExplorerError
from explorer.passes.map_source import ENDPOINT
from explorer.queries import similar
from explorer.queries.similar import Similar
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.map import rows
from explorer.ui.parts import inert, look, problem
from explorer.ui.parts.cached import ask
from explorer.view import View
from explorer.words import say

SIZES = (10, 20, 50, 100, 200)
_KEY = "meaning"


class Hits(NamedTuple):
    """text: what was searched for, "" for nothing. found: nearest first. error: why it could not be searched."""

    text: str = ""
    found: Sequence[Similar] = ()
    error: ExplorerError | None = None


def box(view: View) -> Hits:
    """The search box; what it finds."""
    reading = similar.reading_of(view.dataset)
    if not reading.has_model or (reading.kind and not open_dataset.policy().may("choose a map")):
        return Hits()
    # A link must not make the app send anything to an endpoint.
    kept: dict[str, Any] = {"key": _KEY} if reading.kind == ENDPOINT else state.remember(_KEY, "")
    text = st.text_input(
        say("Search by meaning"),
        placeholder=say("a subject or a question, in any language"),
        max_chars=500,
        type="search",
        width=300,
        help=say("Finds rows that mean something like it, whatever their words and language."),
        **kept,
    )
    if not text or not text.strip():
        return Hits()
    try:
        return Hits(text.strip(), ask(similar.similar_to_text, view, text, limit=_size()))
    except ExplorerError as error:
        return Hits(text.strip(), error=error)


def _size() -> int:
    chosen = st.session_state.get("map_hits")
    return chosen if chosen in SIZES else 20


def draw(view: View, hits: Hits) -> None:
    """The set that was found, what can be done with it, and its rows."""
    if hits.error is not None:
        problem.show_error(hits.error)
        return
    if not hits.found:
        st.info(say("No row is kept and looked at."), icon=":material/search_off:")
        return
    ids = [one.row_id for one in hits.found]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(say("**{ids}** nearest in meaning", ids=numbers.counted(len(ids), "row")), width="content")
        st.selectbox(say("How many"), SIZES, index=1, key="map_hits", label_visibility="collapsed", width=84)
    where = filters.one_of("row_id", sorted(ids))
    name = say("Like “{text}”", text=hits.text[:60])
    with st.container(horizontal=True, gap="xsmall", key="map_hit_actions"):
        look.look_button(say("Look"), where, "hits_look")
        look.drop_button(say("Drop {ids}", ids=len(ids)), name, where, "hits_drop", say("Found by meaning on the map."))
        rows.keep_button(ids, "hits_keep")
        st.button(say("Clear"), key="hits_clear", type="tertiary", on_click=_cleared)
    low, high = hits.found[-1].likeness, hits.found[0].likeness
    st.caption(
        say(
            "Likeness {range}; 1 is the same meaning. Read some before you drop them.",
            range=inert.label(say("{low} to {high}", low=f"{high:.2f}", high=f"{low:.2f}")),
        )
    )
    rows.listed(view, ids, "map_hits_list", {one.row_id: f"{one.likeness:.2f}" for one in hits.found})


def _cleared() -> None:
    st.session_state[_KEY] = ""
