"""Trained tokens, counted on request: the offer, how far it is, and the rows of which nothing is trained."""

from __future__ import annotations

import streamlit as st

from explorer.building import Job
from explorer.charts import numbers
from explorer.dryrun import Result
from explorer.metrics.trained_tokens import COLUMNS, TRAINED_TOKENS
from explorer.metrics.trained_tokens import TEMPLATE as WRITTEN_WITH
from explorer.trainers import Trainer
from explorer.ui.app import job_progress, open_dataset
from explorer.ui.app.open_dataset import Opened
from explorer.ui.parts import look, problem
from explorer.view import View
from explorer.words import say

LAYERS = (TRAINED_TOKENS.name,)
_ROW = 0.0004  # seconds for a row of a few turns, on two cores
_STARTING = 3.0


def is_counted(view: View) -> bool:
    """Whether the columns are there; those that another session or the command line has built meanwhile are taken over."""
    wanted = {column.name for column in COLUMNS}
    if not wanted <= view.dataset.columns.keys():
        view.dataset.refresh()
    return wanted <= view.dataset.columns.keys()


def offer(view: View) -> None:
    """How far the count is, or the button that begins it."""
    opened = open_dataset.current()
    job = open_dataset.extra_job(opened, LAYERS)
    if job is not None and job.state == "running":
        _watch(opened)
        return
    if opened.is_building:
        st.caption(say("How many of these tokens are trained can be counted as soon as all rows are judged."))
        return
    if job is not None and job.state == "failed":
        message, hint = job.error or (say("The tokens could not be counted."), "")
        problem.show(message, hint)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(say("Count trained tokens"), key="count_trained", icon=":material/model_training:"):
            open_dataset.begin_extra(opened, LAYERS)
            st.rerun()
        st.caption(
            say(
                "How many of these tokens are trained, and which rows train nothing: every row is written out as each trainer does, with {template}. That takes about {time}, and goes on in the background.",
                template=WRITTEN_WITH.label,
                time=numbers.seconds(_STARTING + view.dataset.rows * _ROW),
            ),
            width="stretch",
        )


def idle_rows(trainer: Trainer, result: Result) -> None:
    """A button to the rows of which nothing is trained, where there are any."""
    if result.idle:
        where = f"{trainer.trained_column} = 0"
        told = say("Rows that a rule strikes, and those whose answers all stand outside of the loss, at any length.")
        words = say("{rows} train nothing", rows=numbers.counted(result.idle, "row"))
        look.look_button(words, where, f"idle_{trainer.name}", told)


def _watch(opened: Opened) -> None:
    def status() -> Job | None:
        return open_dataset.extra_job(opened, LAYERS)

    def arrived() -> bool:
        dataset = opened.dataset
        return dataset is not None and (dataset.refresh() or dataset.generation != opened.generation)

    job_progress.watch("trained", status, lambda: open_dataset.cancel_extra(opened, LAYERS), arrived)
