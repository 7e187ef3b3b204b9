"""Opening another dataset: by its path, from a folder, by upload, or one that was open before."""

from __future__ import annotations

import glob
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from explorer import remote, sources
from explorer.errors import ExplorerError
from explorer.ui import state
from explorer.ui.app import open_dataset, started, uploads
from explorer.ui.app.open_dataset import Opened
from explorer.ui.parts import inert, problem
from explorer.words import say

_SHOWN = 40  # folders that have a button
_RECENT = 8


def draw(opened: Opened) -> None:
    """The ways to another dataset."""
    st.text_input(
        say("File, folder or pattern"),
        key="open_path",
        placeholder="data/train.jsonl or data/*.parquet",
        help=say(
            "Paths on the machine that runs this app; several are separated by spaces, quoted where they hold spaces."
        ),
        on_change=_path_typed,
    )
    _missing()
    _elsewhere()
    with st.expander(say("Look in a folder"), icon=":material/folder:", key="open_browse", on_change="rerun") as box:
        if box.open:
            _folder(opened)
    _upload()
    _before(opened)


# ---- a path ----


def _path_typed() -> None:
    typed = (st.session_state.get("open_path") or "").strip()
    if not typed:
        return
    named = split_paths(typed)
    state.put("open_elsewhere", named if any(remote.is_address(word) for word in named) else None)
    if state.get("open_elsewhere"):
        return
    if len(named) == 1 and not _exists(named[0]) and not glob.has_magic(named[0]):
        state.put("open_missing", named[0])
        return
    state.put("open_missing", None)
    state.open_source(named)


def _elsewhere() -> None:
    """An address was typed: it is read over the network once somebody says so."""
    named = state.get("open_elsewhere")
    if not named:
        return
    if open_dataset.policy().is_limited:
        st.caption(say("This app opens what lies in its own folders. Type a name of one of them."))
        return
    st.caption(say("It lies elsewhere: opening it reads it over the network, into the cache of this app."))
    st.button(
        say("Read it"),
        key="open_elsewhere_now",
        type="primary",
        icon=":material/cloud_download:",
        on_click=_open,
        args=(named,),
    )


def _exists(path: str) -> bool:
    try:
        return "\0" not in path and Path(path).exists()
    except OSError:
        return False


def _missing() -> None:
    """What was typed names nothing: what it may be."""
    typed = state.get("open_missing")
    if not typed:
        return
    found = [path for path in near(typed) if open_dataset.policy().may_open([str(path)])]
    name = inert.label(typed, 120)
    said = (
        say("Nothing is called {name}. Near it:", name=name)
        if found
        else say("Nothing is called {name}. Check it.", name=name)
    )
    st.caption(f":material/search_off: {said}")
    for place, path in enumerate(found):
        _path_button(path, f"near_{place}")


def near(typed: str) -> list[Path]:
    """Files and folders that a path which names nothing may mean."""
    return sources.near(Path(typed)) if "\0" not in typed else []


def _path_button(path: Path, key: str) -> None:
    is_folder = path.is_dir()
    icon, do, args = ("folder", _go_into, (path,)) if is_folder else ("description", _open, ([str(path)],))
    _choice(inert.label(path.name, 50), key, icon, inert.label(path, 300), do, args)


def _choice(words: str, key: str, icon: str, told: str, do: Callable[..., None], args: tuple[Any, ...]) -> None:
    """One of several that are offered. words, told: escaped."""
    st.button(words, key=key, type="tertiary", icon=f":material/{icon}:", help=told or None, on_click=do, args=args)


def _open(paths: list[str]) -> None:
    state.put("open_missing", None)
    state.put("open_elsewhere", None)
    state.open_source(paths)


def split_paths(typed: str) -> list[str]:
    """Paths as a person types them: one that exists is taken whole, spaces and all."""
    if _exists(_own(typed)):
        return [_own(typed)]
    try:
        parts = shlex.split(typed, posix=True) if "\\" not in typed else [typed]
    except ValueError:  # an unclosed quote: a name that holds one
        parts = [typed]
    return [_own(part) for part in parts] or [typed]


def _own(path: str) -> str:
    """With a leading ~ written out."""
    try:
        return str(Path(path).expanduser())
    except RuntimeError:  # nobody is called so
        return path


# ---- a folder ----


def _go_into(path: Path) -> None:
    state.put("open_folder", path)
    state.put("open_missing", None)
    st.session_state["open_browse"] = True


def _folder(opened: Opened) -> None:
    """What can be opened in a folder; one or several files of it at once."""
    path: Path = state.get("open_folder") or _beside(opened)
    policy = open_dataset.policy()
    if not policy.may_open([str(path)]):
        st.caption(say("This app opens what lies in its own folders. Type a name of one of them."))
        return
    found = sources.folder(path)
    st.caption(inert.label(path, 200))
    above = [path.parent] if path.parent != path and policy.may_open([str(path.parent)]) else []
    with st.container(horizontal=True, gap="xsmall", key="open_folders"):
        for place, (words, folder) in enumerate(
            [*(("..", up) for up in above), *((name, path / name) for name in found.folders[:_SHOWN])]
        ):
            icon = "drive_folder_upload" if words == ".." else "folder"
            _choice(inert.label(words, 30), f"folder_{place}", icon, "", _go_into, (folder,))
    if not found.files:
        st.caption(say("No data file lies in this folder."))
        return
    chosen = st.multiselect(
        say("Files"),
        found.files,
        key=f"open_files_{path}",
        placeholder=say("Choose among {count} files", count=f"{len(found.files):,}{'+' if found.cut else ''}"),
        format_func=lambda name: inert.line(name, 80),
        label_visibility="collapsed",
    )
    names = chosen or found.files
    st.button(
        _open_words(len(names), bool(chosen)),
        key="open_files",
        type="primary" if chosen else "secondary",
        on_click=_open,
        args=([str(path / name) for name in names] if chosen or not found.cut else [str(path)],),
    )


def _open_words(count: int, chosen: bool) -> str:
    if count == 1:
        return say("Open this file")
    return say("Open {count:,} files", count=count) if chosen else say("Open all {count:,} files", count=count)


def _beside(opened: Opened) -> Path:
    """The folder of what is open; uploads have none that a person knows."""
    for path in opened.paths:
        if path.parent.is_dir() and not path.is_relative_to(open_dataset.cache().root):
            return path.parent
    return Path.cwd()


# ---- an upload, and what was open before ----


def _upload() -> None:
    uploaded = st.file_uploader(say("Or bring a file"), key="open_upload", accept_multiple_files=True)
    words = say("Open the uploaded files") if len(uploaded) > 1 else say("Open the uploaded file")
    if uploaded and st.button(words, type="primary", key="open_uploaded"):
        try:
            kept = [str(uploads.keep(file.name, file)) for file in uploaded]
        except ExplorerError as error:
            problem.show_error(error)
        else:
            state.open_source(kept)


def _before(opened: Opened) -> None:
    policy, now = open_dataset.policy(), [str(path) for path in opened.paths]
    recent = [
        (name, paths) for name, paths in open_dataset.cache().recent(_RECENT) if paths != now and policy.may_open(paths)
    ]
    sample = (started.sample_source(),)
    if state.source() != sample and policy.may_open(sample) and started.SAMPLE.exists():
        _choice(say("The sample"), "open_sample", "school", "", state.open_source, (sample,))
    if recent:
        st.caption(say("Recent"))
    for position, (name, paths) in enumerate(recent):
        told = inert.label(", ".join(paths), 300)
        _choice(inert.label(name, 50), f"recent_{position}", "history", told, state.open_source, (paths,))
