"""The reference that a dataset is held against: which one, the build that reads both, and how to stop it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
import xxhash

from explorer import building, gaps
from explorer.building import Job
from explorer.charts import numbers
from explorer.errors import ExplorerError, PolicyError
from explorer.gaps import Joint
from explorer.store import Dataset
from explorer.ui import state
from explorer.ui.app import job_progress, offers, open_dataset, opening
from explorer.ui.app.open_dataset import Opened
from explorer.ui.gaps import example
from explorer.ui.parts import inert, problem
from explorer.view import View
from explorer.words import say

_NEEDED = {"ability", "language", "domain"}


def chosen(view: View) -> tuple[Dataset, Joint] | None:
    """(the reference, the map of both) as soon as they are there; draws what leads to them where they are not."""
    by_name = open_dataset.policy().read_only
    typed = st.text_input(
        say("Reference"),
        placeholder=say("name of another dataset that is shared here")
        if by_name
        else say("path of a dataset that you trust: JSONL, Parquet, CSV, a folder, a glob"),
        max_chars=2_000,
        on_change=_typed,
        **state.remember("reference", ""),
    )
    if not typed or not typed.strip():
        words = say(
            "Name a dataset that does well what this one is for. Both are put on one map, and you see the abilities and groups of rows that it has and this one lacks, with rows to add."
        )
        offers.introduce("gaps", words, ":material/compare:", _choose, example.draw)
        return None
    asked = [typed.strip()] if by_name else opening.split_paths(typed.strip())
    if not open_dataset.may_open_unasked(asked) and state.get("reference_agreed") != typed:
        _ask(typed)
        return None
    try:
        paths = [path.absolute() for path in open_dataset.policy().locate(asked)]
        found = building.opened(open_dataset.cache(), paths, _options(open_dataset.current()))
    except ExplorerError as error:
        problem.show_error(error)
        return None
    if found is not None and found.columns.keys() >= _NEEDED and gaps.is_drawn(view.dataset, found):
        return found, _joint(gaps.key_of(view.dataset, found), view.dataset, found)
    _build(view, paths)
    return None


def _choose(path: str) -> None:
    st.session_state["reference"] = path
    _typed()


def _typed() -> None:
    state.put("reference_agreed", st.session_state.get("reference"))


def _ask(typed: str) -> None:
    """A link names a reference that was not opened here before."""
    st.markdown(say("**This link compares with data that was not opened here before:**"))
    st.code(inert.line(typed, 2_000), language=None, wrap_lines=True)
    st.caption(say("It lies on the machine that runs this app. Opening it reads all of its files."))
    if st.button(say("Open it"), key="reference_open", type="primary"):
        state.put("reference_agreed", typed)
        st.rerun()


@st.cache_resource(show_spinner=False, max_entries=4)
def _joint(key: str, _dataset: Dataset, _reference: Dataset) -> Joint:
    del key
    found = gaps.drawn(_dataset, _reference)
    return gaps.draw(_dataset, _reference) if found is None else found


def _options(opened: Opened) -> building.Options:
    return building.Options(encoding=opened.options.encoding)


def _build(view: View, paths: list[Path]) -> None:
    opened = open_dataset.current()
    key = _job_key(opened, paths)
    job = building.status_of(open_dataset.cache(), key)
    if job is not None and job.state == "running":
        cache = open_dataset.cache()
        job_progress.watch("gaps", lambda: building.status_of(cache, key), lambda: building.cancel_of(cache, key))
        return
    if opened.is_building:
        st.info(
            say("The two can be compared as soon as all rows are read and judged."), icon=":material/hourglass_top:"
        )
        return
    _stopped(job)
    most = min(gaps.SAMPLED, view.dataset.rows)
    st.caption(
        say(
            "{most} of this dataset and up to {sampled:,} of the reference are read for their meaning, on this machine alone, in the background: a minute or two. The reference is judged like this dataset first.",
            most=numbers.counted(most, "row"),
            sampled=gaps.SAMPLED,
        )
    )
    if st.button(say("Compare"), key="gaps_compare", type="primary", icon=":material/compare:"):
        words = ["gaps", "--encoding", opened.options.encoding]
        if opened.options.mapping:
            words += ["--map", opened.options.mapping]
        try:
            open_dataset.limit_builds(key)
        except PolicyError as error:
            problem.show_error(error)
            return
        building.start(open_dataset.cache(), key, words, opened.paths, paths)
        st.rerun()


def _stopped(job: Job | None) -> None:
    if job is not None and job.state == "failed":
        message, hint = job.error or (say("The two could not be compared."), "")
        problem.show(message, hint)
    elif job is not None and job.state == "cancelled":
        st.warning(say("Comparing was cancelled."), icon=":material/pause_circle:")


def _job_key(opened: Opened, paths: list[Path]) -> str:
    cache = open_dataset.cache()
    parts = ("gaps", cache.source_key(opened.paths), cache.source_key(paths), opened.options.mapping)
    return xxhash.xxh3_64_hexdigest("\0".join((*parts, opened.options.encoding)).encode("utf-8", "surrogateescape"))


def name(reference: Dataset) -> str:
    """The reference's name as Markdown."""
    return inert.label(reference.name, 60)
