"""A running build in the side bar: what it does, how far, how fast, how long, and how to stop it."""

from __future__ import annotations

import time

import streamlit as st

from explorer.building import Job
from explorer.charts import numbers
from explorer.progress import Progress
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.app.open_dataset import Opened
from explorer.ui.parts import inert, problem
from explorer.words import later, say, translated

_UNITS = (later("rows", about="unit"), later("pairs", about="unit"))  # that progress is counted in, beside bytes
_REDRAW_EVERY = 2.0  # seconds between two redraws of the page while rows arrive


def draw(opened: Opened) -> None:
    """The build's state; nothing where the dataset is complete."""
    job = opened.job
    if job is None or (job.state == "done" and opened.dataset is not None and opened.dataset.complete):
        return
    if job.state in ("running", "done"):
        state.put("drawn", time.monotonic())
        _watch()
    else:
        _stopped(opened, job)


@st.fragment(run_every=1.0)
def _watch() -> None:
    opened = open_dataset.current()
    job, arrived = open_dataset.news(opened)
    since = time.monotonic() - state.get("drawn", 0.0)
    if since > 0.5 and (job is None or job.state != "running"):
        st.rerun()
    if arrived and (since >= _REDRAW_EVERY or (opened.dataset is None and since > 0.5)):
        st.rerun()
    if job is None:
        return
    st.progress(job.progress.share, text=said(job.progress))
    may_cancel = open_dataset.policy().may("steer builds")
    if may_cancel and st.button(say("Cancel"), key="build_cancel", icon=":material/stop_circle:", type="tertiary"):
        open_dataset.cancel(opened)


def said(progress: Progress) -> str:
    """One line: label, how much, rate, time left."""
    parts = [inert.label(translated(progress.label))]
    if progress.total and progress.done:
        amount = numbers.size if progress.unit == "bytes" else numbers.count
        unit = "" if progress.unit == "bytes" else f" {say(progress.unit, about='unit')}"
        parts.append(say("{done} of {all}{unit}", done=amount(progress.done), all=amount(progress.total), unit=unit))
        parts.append(say("{amount}{unit}/s", amount=amount(int(progress.rate)), unit=unit))
        left = progress.seconds_left
        if left is not None and left >= 1:
            parts.append(say("{left} left", left=numbers.seconds(left)))
    return " · ".join(parts)


def _stopped(opened: Opened, job: Job) -> None:
    if job.state == "cancelled":
        shown = opened.dataset.rows if opened.dataset is not None else 0
        st.warning(
            say("Reading was cancelled. The pages show the first {shown:,} rows.", shown=shown),
            icon=":material/pause_circle:",
        )
    else:
        problem.show(*(job.error or (say("The build failed."), "")))
    may_resume = open_dataset.policy().may("steer builds")
    if may_resume and st.button(say("Resume"), key="build_resume", icon=":material/play_circle:"):
        open_dataset.resume(opened)
