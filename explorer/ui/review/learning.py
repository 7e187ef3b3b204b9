"""Learning from decisions: how many are missing, what was learnt, how far to trust it, and the rows it points at."""

from __future__ import annotations

import streamlit as st

from explorer import learn
from explorer.charts import numbers
from explorer.errors import ExplorerError
from explorer.learn import Learnt
from explorer.store.learnt import LEARNT
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.parts import inert, problem
from explorer.view import View
from explorer.words import say


def draw(view: View) -> None:
    """Where decisions may be made and some were, or were learnt from."""
    dataset = view.dataset
    found = learn.learnt(dataset)
    if not open_dataset.policy().may("decide") or not dataset.complete or not (dataset.hand.decides or found):
        return
    with st.expander(say("Learn from my decisions"), type="compact", key="learn", on_change="rerun") as box:
        if not box.open:
            return
        if found is not None:
            _told(view, found)
        if missing := learn.wanting(dataset):
            st.caption(missing.said)
            return
        decided = len(dataset.hand.rows_with("drop")) + len(dataset.hand.rows_with("keep"))
        if found is not None and found.decisions != decided:
            st.caption(
                say("Learnt from {before:,} decisions; there are {now:,} now.", before=found.decisions, now=decided)
            )
        elif found is None:
            st.caption(
                say(
                    "{n:,} decisions: every row gets a number from 0 to 1, how much it is like those that you dropped. Nothing is dropped by it.",
                    n=decided,
                )
            )
        words = say("Learn") if found is None else say("Learn anew")
        if st.button(
            words, key="learn_now", type="primary" if found is None else "secondary", icon=":material/model_training:"
        ):
            _learn(view)


def _learn(view: View) -> None:
    try:
        open_dataset.policy().require("decide")
        with st.spinner(say("Learning from your decisions")):
            learn.learn(view.dataset)
    except (ExplorerError, OSError) as error:
        problem.show_error(error, say("Nothing could be learnt."))
        return
    st.rerun()


def _told(view: View, found: Learnt) -> None:
    st.markdown(
        say(
            "On decisions that it had not seen: AUC **{auc}**; of the rows at {cut} or more, **{right}** were dropped "
            "(95 %: {low} to {high}), and {recall} of the dropped ones were found.",
            auc=f"{found.auc:.2f}",
            cut=f"{found.cut:.2f}",
            right=numbers.share(found.precision),
            low=numbers.share(found.low),
            high=numbers.share(found.high),
            recall=numbers.share(found.recall),
        )
        if found.auc >= _USEFUL
        else say(
            "On decisions that it had not seen: AUC **{auc}**, hardly better than a coin. Decide more rows, or decide by one rule.",
            auc=f"{found.auc:.2f}",
        )
    )
    said = say(", ").join(one.said(view.dataset) + (" +" if one.weight > 0 else " −") for one in found.telling)
    if said:
        st.caption(say("Tells most: {columns}", columns=inert.label(said, 400)))
    if not found.meaning:
        st.caption(say("With a map, the meaning of the rows counts too: draw it, and learn anew."))
    if found.likely and found.auc >= _USEFUL:
        st.button(
            say("See {rows} like them", rows=numbers.counted(found.likely, "row")),
            key="learn_see",
            icon=":material/visibility:",
            on_click=_look,
            args=(found.cut,),
        )


_USEFUL = 0.6  # AUC from which its rows are worth a look


def _look(cut: float) -> None:
    state.put("review_show", None)
    state.put("row", None)
    state.keep_focus(f"{LEARNT.name} >= {cut!r} AND decision IS NULL")
