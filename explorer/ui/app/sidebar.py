"""The side bar, the same on every page: which data is open, how far it is read, and the filter bar."""

from __future__ import annotations

import re

import streamlit as st

from explorer import building
from explorer.charts import numbers
from explorer.metrics.tokenizer import ENCODINGS
from explorer.sources import container_of
from explorer.ui import state
from explorer.ui.app import build_progress, filterbar, language, open_dataset, opening
from explorer.ui.app.open_dataset import Opened
from explorer.ui.parts import inert
from explorer.words import say, translated

_LONG_NAME = 24
_SHARED = 20  # datasets that have a button of their own


def draw(opened: Opened) -> None:
    """Draw the whole side bar."""
    with st.sidebar:
        _dataset(opened)
        build_progress.draw(opened)
        filterbar.draw(opened)
        language.switch()


def _dataset(opened: Opened) -> None:
    st.markdown(f"**{_broken(inert.label(opened.name, 60))}**", help=inert.label(", ".join(opened.source), 300))
    if opened.dataset is not None:
        st.caption(inert.label(_facts(opened)))
    if open_dataset.policy().read_only:
        _shared(opened)
        return
    with st.container(horizontal=True, gap="xsmall", key="dataset_actions"):
        if state.take("close_open"):
            st.session_state["open"] = False
        popover = st.popover(say("Open…"), icon=":material/folder_open:", key="open", on_change="rerun")
        if popover.open:
            with popover, st.container(key="open_dialog"):
                opening.draw(opened)
        settings = st.popover(
            "", icon=":material/tune:", key="settings", on_change="rerun", help=say("Tokeniser and cache")
        )
        if settings.open:
            with settings:
                _settings()


def _broken(name: str) -> str:
    """A long name may be broken after a line or a dash, and not within a word. name: a Markdown label."""
    return re.sub(r"(?<=\w)(\\?[_-])+", lambda found: f"{found[0]}\u200b", name) if len(name) > _LONG_NAME else name


def _facts(opened: Opened) -> str:
    dataset = opened.dataset
    assert dataset is not None
    rows = say("{rows:,} rows", rows=dataset.rows) + (say(" so far") if not dataset.has_all_rows else "")
    containers = sorted({translated(container_of(file).label) for file in dataset.files})
    packed = sorted({file.compression for file in dataset.files if file.compression})
    # Hyphens that do not break: "UTF-" at the end of a line is no encoding.
    encodings = sorted(
        {file.encoding.upper().replace("-", "\u2011") for file in dataset.files if not container_of(file).is_binary}
    )
    files = [say("{files:,} files", files=len(dataset.files))] if len(dataset.files) > 1 else []
    return " · ".join([rows, numbers.size(dataset.size), *files, ", ".join(containers), *packed, *encodings])


# ---- another dataset ----


def _shared(opened: Opened) -> None:
    """The datasets that are shared, by name."""
    popover = st.popover(say("Datasets"), icon=":material/folder_open:", key="open", on_change="rerun")
    if not popover.open:
        return
    with popover:
        names = open_dataset.policy().datasets()
        if not names:
            st.caption(say("Nothing is shared here yet."))
        for position, name in enumerate(names[:_SHARED]):
            st.button(
                inert.label(name, 60),
                key=f"shared_{position}",
                type="tertiary",
                icon=":material/database:",
                disabled=opened.source == (name,),
                on_click=state.open_source,
                args=([name],),
            )
        others = names[_SHARED:]
        if others:
            st.selectbox(
                say("More"),
                others,
                index=None,
                key="shared_more",
                format_func=lambda name: inert.line(name, 80),
                on_change=_shared_chosen,
            )


def _shared_chosen() -> None:
    if name := st.session_state.get("shared_more"):
        state.open_source([name])


# ---- tokeniser and cache ----


def _settings() -> None:
    st.selectbox(
        say("Tokeniser"),
        ENCODINGS,
        index=ENCODINGS.index(state.get("tokeniser")) if state.get("tokeniser") in ENCODINGS else 0,
        key="settings_tokeniser",
        help=say("The encoding of tiktoken that all token counts are made with."),
        on_change=_tokeniser_changed,
    )
    entries = open_dataset.cache().usage()
    st.caption(
        say(
            "Cache: {sum} in {root}",
            sum=numbers.size(sum(entry.bytes for entry in entries)),
            root=inert.label(open_dataset.cache().root),
        )
    )
    st.button(
        say("Clear the cache"),
        key="cache_clear",
        disabled=not entries,
        help=say("Removes everything that was computed, unpacked or uploaded. Source files are not touched."),
        on_click=_clear,
    )


def _tokeniser_changed() -> None:
    open_dataset.policy().require("choose a tokeniser")
    asked_before = open_dataset.current().asks
    state.put("tokeniser", st.session_state.get("settings_tokeniser"))
    if not asked_before:  # the source is open: nobody has to agree to it again
        state.agree()


def _clear() -> None:
    open_dataset.policy().require("clear")
    open_dataset.cache().clear()
    building.forget()
    st.cache_resource.clear()
    st.toast(say("The cache is empty."))
