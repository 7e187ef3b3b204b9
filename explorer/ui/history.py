"""Undo and redo of everything that a session did to what is dropped and looked at, decisions by hand among it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import NamedTuple

import streamlit as st

from explorer import decisions, serving
from explorer import steps as model
from explorer.errors import ExplorerError
from explorer.steps import Step
from explorer.ui import state
from explorer.ui.app import login
from explorer.ui.parts import inert
from explorer.words import later, say, translated

_KEPT = 200  # actions that can be undone


class _Snapshot(NamedTuple):
    steps: tuple[Step, ...]
    by_hand: bool
    focus: str


class _Entry(NamedTuple):
    """One action. action: of the book of decisions, 0 where `before` and `after` tell what changed."""

    said: str
    before: _Snapshot
    after: _Snapshot
    action: int = 0


@dataclass
class _History:
    now: _Snapshot
    done: list[_Entry] = field(default_factory=list)
    undone: list[_Entry] = field(default_factory=list)


def _snapshot() -> _Snapshot:
    return _Snapshot(state.steps(), state.by_hand(), state.focus())


def _held() -> _History:
    found = state.get("history")
    if not isinstance(found, _History):
        found = _History(_snapshot())
        state.put("history", found)
    return found


def record() -> None:
    """Take note of what changed since the last run of the script, whatever control did it. Called once in every run."""
    held, now = _held(), _snapshot()
    if now != held.now:
        _push(held, _Entry(_told(held.now, now), held.now, now))
        held.now = now


def record_decision(said: str, action: int) -> None:
    """Take note of decisions. action: their number in the book."""
    record()
    held = _held()
    _push(held, _Entry(said, held.now, held.now, action))


def _push(held: _History, entry: _Entry) -> None:
    held.done.append(entry)
    del held.done[:-_KEPT]
    held.undone.clear()


def next_undo() -> str:
    """What `undo` would take back, "" for nothing."""
    return _last(_held().done)


def next_redo() -> str:
    """What `redo` would do again, "" for nothing."""
    return _last(_held().undone)


def _last(entries: list[_Entry]) -> str:
    return entries[-1].said if entries else ""


def undo() -> None:
    """Take the last action back."""
    record()
    held = _held()
    if held.done and (entry := _reversed(held, held.done[-1], held.done[-1].before)) is not None:
        held.done.pop()
        held.undone.append(entry)


def redo() -> None:
    """Do again what was taken back last."""
    record()
    held = _held()
    if held.undone and (entry := _reversed(held, held.undone[-1], held.undone[-1].after)) is not None:
        held.undone.pop()
        held.done.append(entry)


def _reversed(held: _History, entry: _Entry, wanted: _Snapshot) -> _Entry | None:
    """The entry that takes this one back in turn; None, with a word to the person, where it cannot be taken back."""
    if entry.action:
        try:
            serving.current().require("decide")
            found = decisions.book().undo(entry.action, who(), via())
        except ExplorerError as error:
            st.toast(inert.label(translated(error.message), 300), icon=":material/error:")
            return None
        if found.conflicts:
            st.toast(
                say(
                    "{conflicts:,} rows were changed by somebody else since; they stay as they are.",
                    conflicts=len(found.conflicts),
                )
            )
        return entry._replace(action=found.action or entry.action)
    state.put("steps", wanted.steps)
    state.put("by_hand", wanted.by_hand)
    state.keep_focus(wanted.focus)
    held.now = _snapshot()
    return entry


def _told(before: _Snapshot, after: _Snapshot) -> str:
    """What an action did, in words."""
    had, have = {step.where: step for step in before.steps}, {step.where: step for step in after.steps}
    if added := [step for where, step in have.items() if where not in had]:
        return say("step added: {named}", named=_named(added))
    if removed := [step for where, step in had.items() if where not in have]:
        return say("step removed: {named}", named=_named(removed))
    if switched := [step for where, step in have.items() if step.on != had[where].on]:
        said = later("step switched on: {named}") if switched[0].on else later("step switched off: {named}")
        return say(said, named=_named(switched))
    if before.steps != after.steps:
        return say("steps changed")
    if before.by_hand != after.by_hand:
        return say("decisions switched on") if after.by_hand else say("decisions switched off")
    return say("look at other rows")


def _named(steps: list[Step]) -> str:
    return steps[0].name[:60] + (say(" and {more} more", more=len(steps) - 1) if len(steps) > 1 else "")


# ---- who ----


def who() -> str:
    """The name that decisions of this session are kept under."""
    if known := login.email():
        return known
    named = state.get("who")
    if not named:
        is_here = st.context.ip_address in (None, "127.0.0.1", "::1")
        named = decisions.person() if is_here or decisions.person_is_named() else f"guest {via()[:4]}"
        state.put("who", named)
    return str(named)


def via() -> str:
    """Names this session."""
    found = state.get("via")
    if not found:
        found = secrets.token_hex(8)
        state.put("via", found)
    return str(found)


# ---- changes ----


def set_steps(steps: tuple[Step, ...]) -> None:
    """Take other rows out from the next run on."""
    state.put("steps", steps)
    state.put("link_error", None)


def add_step(name: str, where: str, reason: str = "") -> None:
    """Take more rows out: one step at the end of the list."""
    try:
        set_steps(model.add(state.steps(), model.named(where, name, reason)))
    except ExplorerError as error:
        st.toast(inert.label(translated(error.message), 300), icon=":material/error:")
