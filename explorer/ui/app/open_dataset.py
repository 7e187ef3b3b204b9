"""The dataset that a session has open: found once in every run, shared with all other sessions."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import streamlit as st

from explorer import building, serving
from explorer.building import Job, Options, shipped
from explorer.errors import ExplorerError, FilterError, PolicyError, SourceError
from explorer.passes import Reading
from explorer.passes.map_source import ENDPOINT, FILE
from explorer.serving import Policy
from explorer.store import Cache, Dataset
from explorer.ui import state
from explorer.ui.app import elsewhere, known_sources, login, own_columns
from explorer.view import View
from explorer.words import say


@dataclass
class Opened:
    """What there is to show in this run.

    dataset: None until the first part of its build is finished. job: the build, None where none is needed.
    error: why the source cannot be opened. filter_error: why the filter of the URL cannot be applied; there is no
    view then. columns_error: why the custom columns of the URL cannot be read. asks: a link wants the source opened, and
    nobody here has agreed yet. generation: of the dataset, when this run began. drawn: rows of the estimate that the pages
    know of. changed: names of source files that are no longer those that the dataset was read from.
    """

    source: tuple[str, ...]
    options: Options
    paths: list[Path] = field(default_factory=list)
    dataset: Dataset | None = None
    job: Job | None = None
    view: View | None = None
    error: ExplorerError | None = None
    filter_error: FilterError | None = None
    columns_error: FilterError | None = None
    asks: bool = False
    generation: int = 0
    drawn: int = 0
    changed: list[str] = field(default_factory=list)

    @property
    def is_building(self) -> bool:
        """Whether rows or columns may still arrive."""
        return self.job is not None and self.job.state == "running"

    @property
    def name(self) -> str:
        """The dataset's name, also before anything is read."""
        if policy().read_only:
            return ", ".join(self.source)
        if self.dataset is not None:
            return self.dataset.name
        if len(self.paths) == 1:
            return self.paths[0].name
        return say("{paths:,} files", paths=len(self.paths)) if self.paths else ", ".join(self.source)


@st.cache_resource(show_spinner=False)
def cache() -> Cache:
    """The cache folder."""
    return Cache.default()


@st.cache_resource(show_spinner=False)
def _policy() -> Policy:
    return replace(serving.current(), uploads=cache().folder("uploads"))


def policy() -> Policy:
    """What may be opened, written and started here, by whoever this session is of."""
    shared = _policy()
    return shared if shared.people is None else shared.of(login.email())


def public(text: str) -> str:
    """A message for whoever looks at the app: without paths where the app is shared for looking."""
    return policy().shown(text, cache().root, Path.home())


def look() -> Opened:
    """Open what the session asks for; starts its build in the background where it is needed."""
    columns, wrong = own_columns.chosen()
    options = Options(state.get("mapping") or "", state.get("tokeniser") or "", custom=columns)
    opened = Opened(state.source(), options, columns_error=wrong)
    try:
        _open(opened)
    except ExplorerError as error:
        opened.error = ExplorerError(public(error.message), public(error.hint))
    state.put("opened", opened)
    state.put("view", opened.view)
    return opened


def current() -> Opened:
    """What `look` found in this run."""
    found = state.get("opened")
    return found if isinstance(found, Opened) else look()


def _open(opened: Opened) -> None:
    if not opened.options.encoding:
        opened.options = replace(opened.options, encoding=Options().encoding)
    anew = bool(state.take("read_anew"))
    before = None if anew else _shown_before(opened)
    opened.asks = _asks(opened)
    if opened.asks:
        return
    try:
        opened.paths = elsewhere.located(cache(), policy(), opened.source, anew)
    except SourceError:
        if before is None:
            raise
        opened.paths = before.paths  # gone: what this session showed of it stays, with a word that says so
    shipped.prepare(cache(), opened.paths)
    opened.dataset = _with_rows(building.opened(cache(), opened.paths, opened.options))
    if opened.dataset is None:
        opened.dataset, opened.changed = _as_it_was(opened, before)
    if opened.changed:
        pass  # what is shown stays until somebody asks for the file as it is now
    elif opened.dataset is None or not opened.dataset.complete:
        opened.job = _build(opened)
        if opened.job is not None and opened.job.state == "failed" and opened.dataset is None and opened.job.error:
            raise ExplorerError(*opened.job.error)
    if opened.dataset is not None:
        opened.generation = opened.dataset.generation
        opened.drawn = 0 if opened.dataset.complete else _drawn(opened)
        try:
            if (wrong := opened.columns_error or state.get("link_error")) is not None:
                raise wrong
            if opened.dataset.complete:
                opened.dataset.custom.require()
            opened.view = View.of(opened.dataset, state.focus(), state.steps(), state.by_hand())
            state.put("book_seen", opened.dataset.hand.seen)
        except FilterError as error:
            opened.filter_error = error


def _as_it_was(opened: Opened, before: Opened | None) -> tuple[Dataset | None, list[str]]:
    """(what this session showed of the same source so far, names of the files that changed since); (None, []) for nothing."""
    if before is None or before.dataset is None or before.paths != opened.paths:
        return None, []
    changed = before.dataset.source.changed_files()
    return (before.dataset, changed) if changed else (None, [])


def _shown_before(opened: Opened) -> Opened | None:
    """What this session showed of the same source so far; None where that was nothing."""
    before = state.get("opened")
    if not isinstance(before, Opened) or before.dataset is None:
        return None
    return before if (before.source, before.options) == (opened.source, opened.options) else None


def read_anew() -> None:
    """Show the source as it is now, in place of what it was."""
    state.put("read_anew", True)
    st.rerun()


def _asks(opened: Opened) -> bool:
    """Whether a person has to agree first: a link is made by somebody else, and may name anything."""
    tokeniser = state.get("tokeniser") or ""
    if state.has_agreed() and not policy().read_only:
        known_sources.remember(cache(), opened.source, tokeniser)
    return not may_open_unasked(opened.source, tokeniser)


def may_open_unasked(source: Sequence[str], tokeniser: str = "") -> bool:
    """Whether a source that a link names can be opened at once: it was before, or it is one that is shared by name."""
    named = {name for name, _ in policy().names}
    return policy().read_only or set(source) <= named or known_sources.is_known(cache(), source, tokeniser)


def is_there(source: Sequence[str]) -> bool:
    """Whether a source that a link names is on this machine, as far as anybody may know here."""
    try:
        return bool(elsewhere.is_named(policy(), source) or policy().locate(source))
    except SourceError:
        return False
    except ExplorerError:
        return True  # what may not be opened is told when somebody tries


def _build(opened: Opened) -> Job | None:
    limit_builds(building.job_key(cache(), opened.paths, opened.options))
    return building.ensure_running(cache(), opened.paths, opened.options)


_AT_ONCE = 2  # builds that viewers of a shared app start by looking at datasets
_begun: set[str] = set()
_lock = threading.Lock()


def limit_builds(key: str) -> None:
    """Called before a build is started. PolicyError in a shared app where other builds come first. key: the job's name."""
    if not policy().read_only:
        return
    with _lock:
        for other in list(_begun):
            job = building.status_of(cache(), other)
            if other != key and (job is None or job.state != "running"):
                _begun.discard(other)
        if key not in _begun and len(_begun) >= _AT_ONCE:
            raise PolicyError(
                say("Other datasets are being read; this one comes after them."), say("Come back in a minute or two.")
            )
        _begun.add(key)


def _with_rows(dataset: Dataset | None) -> Dataset | None:
    """The dataset, unless it has nothing to show yet: the preview says more than a page of zeros."""
    return dataset if dataset is not None and (dataset.rows or dataset.complete) else None


def resume(opened: Opened) -> None:
    """Start the build, or go on with a cancelled or failed one, and show it."""
    policy().require("steer builds")
    building.restart(cache(), opened.paths, opened.options)
    st.rerun()


def cancel(opened: Opened) -> None:
    """Ask the build to stop; its finished parts are kept and shown."""
    policy().require("steer builds")
    building.cancel(cache(), opened.paths, opened.options)


def news(opened: Opened) -> tuple[Job | None, bool]:
    """(the build now, whether there is more to show than this run of the page shows)."""
    job = building.status(cache(), opened.paths, opened.options)
    dataset = opened.dataset
    if dataset is not None and not dataset.complete and _drawn(opened) > opened.drawn:
        return job, True
    if dataset is None:
        return job, _with_rows(building.opened(cache(), opened.paths, opened.options)) is not None
    return job, dataset.refresh() or dataset.generation != opened.generation


def _drawn(opened: Opened) -> int:
    """Rows of the estimate that stands for those that are not judged yet."""
    found = building.estimated(cache(), opened.paths, opened.options)
    return found.dataset.rows if found is not None else 0


# ---- builds of more than the usual layers ----


def extra_job(opened: Opened, layers: Sequence[str], reading: Reading | None = None) -> Job | None:
    """The build of layers that are made on request; None where nobody has asked for them. reading: of the map, if it is one."""
    return building.status(cache(), opened.paths, _asking(opened, reading), layers)


def begin_extra(opened: Opened, layers: Sequence[str], reading: Reading | None = None, may_send: bool = False) -> None:
    """Start to build them, or go on. may_send: somebody has agreed that rows go to an endpoint."""
    if reading is not None:
        require_reading(reading)
    asking = _asking(opened, reading, may_send)
    limit_builds(building.job_key(cache(), opened.paths, asking, layers))
    building.restart(cache(), opened.paths, asking, layers)


def require_reading(reading: Reading) -> None:
    """PolicyError where a map may not be drawn from this here."""
    if reading != Reading():
        policy().require("choose a map")
    if reading.kind == ENDPOINT:
        policy().require("send")
    if reading.kind == FILE:
        policy().require_inside(Path(reading.name))


def cancel_extra(opened: Opened, layers: Sequence[str], reading: Reading | None = None) -> None:
    """Ask their build to stop."""
    policy().require("steer builds")
    building.cancel(cache(), opened.paths, _asking(opened, reading), layers)


def _asking(opened: Opened, reading: Reading | None, may_send: bool = False) -> Options:
    return replace(opened.options, reading=reading, may_send=may_send)
