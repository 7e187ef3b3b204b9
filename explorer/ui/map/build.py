"""The build of the map, on request: what it is and costs, how far it is, and how to stop it."""

from __future__ import annotations

import streamlit as st

from explorer import filters
from explorer.building import Job, shown_map
from explorer.charts import numbers
from explorer.errors import PolicyError
from explorer.passes import LABELS, MAP, ROUGH, Reading
from explorer.passes.map_source import ENDPOINT
from explorer.ui import state
from explorer.ui.app import job_progress, open_dataset
from explorer.ui.app.open_dataset import Opened
from explorer.ui.map import source
from explorer.ui.parts import problem
from explorer.view import View
from explorer.words import say

LAYERS = (ROUGH.name, MAP.name, LABELS.name)
"""What is built: a rough map first."""

_READ = 0.003  # seconds for a row that the encoder reads
_QUICK = 0.0003  # for a row beyond those
_STEP = 50_000
_LAYING = 60.0  # seconds for what does not depend on the rows, where they are many
_LONG = 40  # seconds from which a rough map is worth a word
_OWN_COLUMNS = {column.name for column in MAP.columns}


def seconds(rows: int) -> float:
    """How long a map takes on two cores, about."""
    return 15 + rows * _READ if rows <= _STEP else _LAYING + _STEP * _READ + rows * _QUICK


def status(view: View, finished: bool) -> None:
    """The build's state above the map; the offer to draw one where there is neither. finished: a map is there."""
    opened = open_dataset.current()
    wanted = shown_map.wanted(view.dataset.folder)
    if finished and shown_map.is_drawn(view.dataset.folder, wanted):
        return
    if not finished and view.dataset.refresh():
        st.rerun()  # drawn by another session or by the command line
    job = open_dataset.extra_job(opened, LAYERS, wanted)
    if job is not None and job.state == "running":
        _watch(opened, wanted)
    elif opened.is_building and not finished:
        st.info(say("The map can be drawn as soon as all rows are read."), icon=":material/hourglass_top:")
    else:
        _stopped(job)
        if finished and job is not None and job.state != "done":
            _keep_or_go_on(opened, view, wanted)
        elif not finished:
            _offer(opened, view)


def _stopped(job: Job | None) -> None:
    if job is not None and job.state == "failed":
        message, hint = job.error or (say("The map could not be drawn."), "")
        problem.show(message, hint)
    elif job is not None and job.state == "cancelled":
        st.warning(say("Drawing was cancelled."), icon=":material/pause_circle:")


def _keep_or_go_on(opened: Opened, view: View, wanted: Reading) -> None:
    """Another map was to be drawn and is not there: the one that is shown can stay, or drawing goes on."""
    if not open_dataset.policy().may("choose a map"):
        return
    with st.container(horizontal=True, gap="small"):
        if st.button(say("Keep the map below"), key="map_keep", icon=":material/check:"):
            shown_map.want(view.dataset.folder, shown_map.shown(view.dataset.folder))
            st.rerun()
        # What goes to an endpoint is told and agreed to each time, in the menu.
        free = wanted.kind != ENDPOINT
        if free and st.button(say("Go on"), key="map_go_on", icon=":material/play_circle:", type="tertiary"):
            open_dataset.begin_extra(opened, LAYERS, wanted)
            st.rerun()


def _offer(opened: Opened, view: View) -> None:
    rows = view.dataset.rows
    with st.container(border=True):
        st.markdown(
            say(
                "**The map puts rows of like meaning side by side**, in English, Chinese and other languages alike: what the data is about, in named topics; what is dense, and what stands apart. Drag around rows to filter by them, search by meaning, and find rows like the one you read."
            )
        )
        st.caption(
            say(
                "All {rows} are read once more, on this machine alone. That takes about {rows_2} and goes on in the background{sooner}.",
                rows=numbers.counted(rows, "row"),
                rows_2=numbers.seconds(seconds(rows)),
                sooner=_sooner(rows),
            )
        )
        if not open_dataset.policy().may("choose a map"):
            _button(opened, view, source.Choice(Reading()), say("Draw the map"))
            return
        with st.expander(
            say("Draw it from responses, or from vectors of your own"), key="map_choice", on_change="rerun"
        ) as box:
            choice = source.form(view) if box.open else source.Choice(Reading())
        _button(opened, view, choice, say("Draw the map"))


def _sooner(rows: int) -> str:
    return say("; a rough map is there much sooner") if seconds(rows) > _LONG else ""


def _button(opened: Opened, view: View, choice: source.Choice, label: str) -> None:
    reading = choice.reading
    pressed = st.button(label, key="map_draw", type="primary", icon=":material/scatter_plot:", disabled=reading is None)
    if pressed and reading is not None:
        folder = view.dataset.folder
        try:
            open_dataset.require_reading(reading)
            shown_map.want(folder, reading)
            if not shown_map.is_drawn(folder, reading):
                open_dataset.begin_extra(opened, LAYERS, reading, choice.may_send)
                st.rerun()
        except PolicyError as error:
            problem.show_error(error)
            return
        _forget_places(view)


def redraw(view: View, shown: Reading) -> None:
    """Says what the map that is shown was drawn from; another one, and those drawn before, from a menu."""
    opened = open_dataset.current()
    folder = view.dataset.folder
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(say("Drawn from {words}.", words=open_dataset.public(source.words(shown))), width="content")
        if not open_dataset.policy().may("choose a map"):
            return
        # A menu that has done its work is another one, which is closed.
        key = f"map_redraw_{shown.variant}_{shown_map.wanted(folder).variant}"
        menu = st.popover(say("Change source"), icon=":material/tune:", type="tertiary", key=key, on_change="rerun")
        if not menu.open:
            return
        with menu:
            others = [one for one in shown_map.drawn(folder) if one != shown]
            for number, other in enumerate(others):
                if st.button(
                    say("Show the map of {words}", words=source.words(other)), key=f"map_show_{number}", type="tertiary"
                ):
                    shown_map.want(folder, other)
                    _forget_places(view)
            choice = source.form(view)
            if choice.reading == shown:
                st.caption(say("That is the map that you see."))
                choice = source.Choice(None)
            _button(opened, view, choice, say("Draw it"))


def _forget_places(view: View) -> None:
    """Another map has other places and topics: what the filter says of these goes with them."""
    kept = [
        term
        for term in filters.conjuncts(view.focus)
        if not filters.parse(term, view.dataset.columns).columns & _OWN_COLUMNS
    ]
    state.put("zoom", "")
    state.set_focus(filters.combine(kept))


def _watch(opened: Opened, wanted: Reading) -> None:
    def arrived() -> bool:
        dataset = opened.dataset
        return dataset is not None and (dataset.refresh() or dataset.generation != opened.generation)

    job_progress.watch(
        "map",
        lambda: open_dataset.extra_job(opened, LAYERS, wanted),
        lambda: open_dataset.cancel_extra(opened, LAYERS, wanted),
        arrived,
    )
