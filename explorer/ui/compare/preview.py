"""What the safe fixes would change, where nothing is dropped yet: the page shows an answer before anything is done."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer import queries
from explorer import steps as model
from explorer.charts import numbers
from explorer.report.actions import proposed
from explorer.steps import Step
from explorer.ui import history, state
from explorer.ui.parts.cached import ask
from explorer.view import View
from explorer.words import say


def after_fixes(kept: View) -> tuple[View, list[Step]] | None:
    """(the view that the surest fixes would leave, their steps); None where there are none, or not all is judged."""
    if not kept.dataset.complete:
        return None
    steps = [fix.step for fix in proposed(kept) if fix.is_sure]
    return (kept.with_steps(model.checked([*kept.drops.steps, *steps])), steps) if steps else None


def offer(kept: View, after: View, steps: Sequence[Step]) -> None:
    """Say that this is a preview, and take its steps over at a press."""
    lost = ask(queries.totals, kept).rows_kept - ask(queries.totals, after).rows_kept
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            say("Nothing is dropped yet. This is what taking out provable faults would change."), width="content"
        )
        st.button(
            say("Drop {rows}", rows=numbers.counted(lost, "row")),
            key="compare_fix",
            type="primary",
            icon=":material/auto_fix_high:",
            on_click=_take,
            args=(tuple(steps),),
        )


def _take(steps: tuple[Step, ...]) -> None:
    history.set_steps(model.checked([*state.steps(), *steps]))
