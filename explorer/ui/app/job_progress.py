"""A build that was asked for on a page: how far it is, how to stop it, and the page anew as soon as there is more to show."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from explorer.building import Job
from explorer.ui import state
from explorer.ui.app import build_progress, open_dataset
from explorer.words import say

_SETTLED = 0.5  # seconds until the page may be run again: a job that has just ended is not asked for twice


def watch(
    key: str,
    status: Callable[[], Job | None],
    cancel: Callable[[], None],
    arrived: Callable[[], bool] = lambda: False,
) -> None:
    """Progress with a button to cancel. status: the job now; arrived: whether there is more to show than this run shows."""
    state.put(f"{key}_drawn", time.monotonic())
    _watch(key, status, cancel, arrived)


@st.fragment(run_every=1.0)
def _watch(key: str, status: Callable[[], Job | None], cancel: Callable[[], None], arrived: Callable[[], bool]) -> None:
    job = status()
    # Asked before the time is looked at: what has arrived is taken over by the asking.
    more = arrived() or job is None or job.state != "running"
    if more and time.monotonic() - state.get(f"{key}_drawn", 0.0) > _SETTLED:
        st.rerun()
    if job is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(job.progress.share, text=build_progress.said(job.progress))
        may_cancel = open_dataset.policy().may("steer builds")
        if may_cancel and st.button(say("Cancel"), key=f"{key}_cancel", icon=":material/stop_circle:", type="tertiary"):
            cancel()
