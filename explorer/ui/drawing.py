"""The build of the map, on request: what it is and costs, how far it is, and how to stop it."""

from __future__ import annotations

import time

import streamlit as st

from explorer.build import Job
from explorer.charts import numbers
from explorer.passes import MAP, ROUGH
from explorer.ui import building, inert, opening, state
from explorer.ui.opening import Opened
from explorer.view import View

LAYERS = (ROUGH.name, MAP.name)
"""What is built: a rough map first."""

_READ = 0.003  # seconds for a row that the encoder reads
_QUICK = 0.0003  # for a row beyond those
_STEP = 50_000
_LAYING = 60.0  # seconds for what does not depend on the rows, where they are many


def seconds(rows: int) -> float:
    """How long a map takes on two cores, about."""
    return 15 + rows * _READ if rows <= _STEP else _LAYING + _STEP * _READ + rows * _QUICK


def status(view: View, finished: bool) -> None:
    """The build's state above the map; the offer to draw one where there is neither. finished: the map is there."""
    opened = opening.current()
    if finished:
        return
    if opened.dataset is not None and opened.dataset.refresh():
        st.rerun()  # drawn by another session or by the command line
    job = opening.extra_job(opened, LAYERS)
    if job is not None and job.state == "running":
        state.put("map_drawn", time.monotonic())
        _watch()
    elif opened.is_building:
        st.info("The map can be drawn as soon as all rows are read.", icon=":material/hourglass_top:")
    else:
        _offer(opened, view, job)


def _offer(opened: Opened, view: View, job: Job | None) -> None:
    rows = view.dataset.rows
    if job is not None and job.state == "failed":
        message, hint = job.error or ("The map could not be drawn.", "")
        st.error(f"{inert.label(message, 400)}  \n{inert.label(hint, 400)}", icon=":material/error:")
    elif job is not None and job.state == "cancelled":
        st.warning("Drawing was cancelled.", icon=":material/pause_circle:")
    with st.container(border=True):
        st.markdown(
            "**The map puts rows of like meaning side by side**, in English, Chinese and other languages alike: what the "
            "data is about, in named topics; what is dense, and what stands apart. Drag around rows to filter by them, "
            "search by meaning, and find rows like the one you read."
        )
        st.caption(
            f"All {numbers.counted(rows, 'row')} are read once more, on this machine alone. That takes about "
            f"{numbers.seconds(seconds(rows))} and goes on in the background; large data has a rough map after 20 s."
        )
        if st.button("Draw the map", key="map_draw", type="primary", icon=":material/scatter_plot:"):
            opening.begin_extra(opened, LAYERS)
            st.rerun()


@st.fragment(run_every=1.0)
def _watch() -> None:
    opened = opening.current()
    job = opening.extra_job(opened, LAYERS)
    dataset = opened.dataset
    arrived = dataset is not None and (dataset.refresh() or dataset.generation != opened.generation)
    since = time.monotonic() - state.get("map_drawn", 0.0)
    if since > 0.5 and (arrived or job is None or job.state != "running"):
        st.rerun()
    if job is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(job.progress.share, text=building.said(job.progress))
        if st.button("Cancel", key="map_cancel", icon=":material/stop_circle:", type="tertiary"):
            opening.cancel_extra(opened, LAYERS)
