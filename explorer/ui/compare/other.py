"""The other dataset: which one, what is offered, and the build that judges it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from explorer import building
from explorer.building import Job
from explorer.errors import ExplorerError, PolicyError
from explorer.store import Dataset
from explorer.ui import state
from explorer.ui.app import job_progress, offers, open_dataset, opening
from explorer.ui.parts import inert, problem
from explorer.words import say

KEY = "compared"


def ask() -> str:
    """The box that names it; what is typed there."""
    by_name = open_dataset.policy().read_only
    typed = st.text_input(
        say("Compare with"),
        placeholder=say("name of another dataset that is shared here")
        if by_name
        else say("path of an earlier version or another dataset"),
        max_chars=2_000,
        on_change=_typed,
        label_visibility="collapsed",
        **state.remember(KEY, ""),
    )
    return (typed or "").strip()


def chosen(typed: str) -> Dataset | None:
    """The other dataset as soon as all of it is judged; draws what leads to it where it is not."""
    if not typed:
        _offer()
        return None
    asked = [typed] if open_dataset.policy().read_only else opening.split_paths(typed)
    if not open_dataset.may_open_unasked(asked) and state.get("compared_agreed") != typed:
        _ask(typed)
        return None
    try:
        paths = [path.absolute() for path in open_dataset.policy().locate(asked)]
        now = open_dataset.current().options
        options = building.Options(encoding=now.encoding, custom=now.custom)
        found = building.opened(open_dataset.cache(), paths, options)
    except ExplorerError as error:
        problem.show_error(error)
        return None
    if found is not None and found.complete:
        return found
    _build(paths, options)
    return None


def _typed() -> None:
    state.put("compared_agreed", (st.session_state.get(KEY) or "").strip())


def _choose(path: str) -> None:
    st.session_state[KEY] = path
    state.put("compared_agreed", path)


def _offer() -> None:
    st.markdown(
        say(
            "Name an earlier version of this dataset, or another one. You see what differs most, which checks got better or worse, "
            "and which rows were added, removed or changed."
        )
    )
    offers.draw("compare", ":material/compare_arrows:", _choose)


def _ask(typed: str) -> None:
    """A link names a dataset that was not opened here before."""
    st.markdown(say("**This link compares with data that was not opened here before:**"))
    st.code(inert.line(typed, 2_000), language=None, wrap_lines=True)
    st.caption(say("It lies on the machine that runs this app. Opening it reads all of its files."))
    st.button(say("Open it"), key="compared_open", type="primary", on_click=_choose, args=(typed,))


def _build(paths: list[Path], options: building.Options) -> None:
    """Read and judge the other dataset in the background, and show how far it is."""
    cache = open_dataset.cache()
    try:
        open_dataset.limit_builds(building.job_key(cache, paths, options))
        job: Job | None = building.ensure_running(cache, paths, options)
    except (ExplorerError, PolicyError) as error:
        problem.show_error(error)
        return
    if job is not None and job.state == "running":
        st.caption(
            say("The other dataset is read and judged like this one; what differs is shown as soon as it is done.")
        )
        job_progress.watch(
            "compare",
            lambda: building.status(cache, paths, options),
            lambda: building.cancel(cache, paths, options),
        )
        return
    if job is not None and job.state == "failed":
        problem.show(*(job.error or (say("The other dataset could not be read."), "")))
    elif job is not None and job.state == "cancelled":
        st.warning(say("Reading it was cancelled."), icon=":material/pause_circle:")
    may_steer = job is not None and open_dataset.policy().may("steer builds")
    if may_steer and st.button(say("Try again"), key="compare_again", type="primary"):
        building.restart(cache, paths, options)
        st.rerun()
