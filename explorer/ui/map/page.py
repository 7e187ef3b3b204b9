"""The map's page: the map and its panel first, how it was made and what it tells of single rows behind them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.charts import numbers
from explorer.queries import map_points, similar
from explorer.queries.map_points import Bounds
from explorer.ui.app import page
from explorer.ui.map import build, outliers, plot
from explorer.ui.parts import headline
from explorer.ui.parts.cached import ask
from explorer.ui.parts.headline import Figure
from explorer.view import View
from explorer.words import say

_ABOUT = "map_about"


def draw(view: View) -> None:
    """The page."""
    dataset = view.dataset
    facts = similar.map_facts(dataset)
    build.status(view, bool(facts))
    if not map_points.has_map(view):
        return
    bounds: Bounds | None = ask(map_points.bounds, view)
    if bounds is None:
        st.info(say("No row has a place on the map."), icon=":material/info:")
        return
    if not bounds.kept:
        page.nothing_matches(view)
        return
    plot.draw(view, bounds, facts)
    dataset.load_rest()  # judgements are what one colours by next
    with st.expander(say("About this map"), key=_ABOUT, on_change="rerun", icon=":material/info:") as box:
        if box.open:
            _told(facts, bounds)
            if facts:
                build.redraw(view, similar.reading_of(dataset))
                outliers.draw(view)


def _told(facts: Mapping[str, Any], bounds: Bounds) -> None:
    shown = [
        Figure(
            say("Rows on the map"),
            numbers.count(bounds.kept),
            say("of {placed} kept", placed=numbers.count(bounds.placed)),
        )
    ]
    if not facts:
        st.caption(say("A rough map of a sample; the finished one takes its place as soon as it is drawn."))
        headline.draw(shown)
        return
    if facts.get("tier") == "fast":
        agreement = facts.get("agreement")
        shown.append(
            Figure(
                say("Read by"),
                say("words"),
                say("{agreement} as the encoder", agreement=numbers.share(agreement))
                if isinstance(agreement, float)
                else say("fast tier"),
                say(
                    "So many rows are read by word vectors that were learnt for this dataset from the encoder. The share: of a row's ten nearest rows by the encoder, how many are among its ten nearest by word vectors too. Of prompts labelled by ability, 73 to 74 % of a row's ten nearest have its label by word vectors, 76 % by the encoder (benchmarks.meaning)."
                ),
            )
        )
    elif facts.get("tier") == "own":
        without = facts.get("without") or 0
        said = say("{rows} without", rows=numbers.counted(without, "row")) if without else say("every row")
        shown.append(
            Figure(say("Read by"), say("your vectors"), said, say("Rows without a vector have no place on the map."))
        )
    else:
        shown.append(
            Figure(
                say("Read by"), say("encoder"), say("every row"), say("A sentence encoder read the start of every row.")
            )
        )
    shown += [
        Figure(
            say("Trustworthy"),
            _share(facts.get("trustworthiness")),
            say("neighbours here are near in meaning"),
            say(
                "Trustworthiness: 100 % where every row's neighbours on the map are its neighbours in meaning; 50 % is chance."
            ),
        ),
        Figure(
            say("Kept together"),
            _share(facts.get("preserved")),
            say("of each row's nearest rows"),
            say(
                "Share of the nearest rows in meaning that are also among the nearest on the map. A flat map keeps few of them: trust groups rather than single distances. Search and similar rows do not go by the map."
            ),
        ),
    ]
    headline.draw(shown)


def _share(value: object) -> str:
    return numbers.share(value) if isinstance(value, float) and math.isfinite(value) else "–"
