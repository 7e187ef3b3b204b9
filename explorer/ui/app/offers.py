"""Other datasets that one press names: those that were opened last, and the sample."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explorer.ui.app import open_dataset, started
from explorer.ui.parts import inert
from explorer.words import say

_OFFERED = 4


def offered() -> list[tuple[str, str]]:
    """(name, what is typed for it) of datasets that can be taken at once: the newest opened, and the sample."""
    policy, now = open_dataset.policy(), [str(path) for path in open_dataset.current().paths]
    found = [
        (name, paths[0])
        for name, paths in open_dataset.cache().recent(_OFFERED + 2)
        if paths != now and len(paths) == 1 and policy.may_open(paths)
    ]
    sample = str(started.SAMPLE.absolute())
    if not policy.read_only and sample not in now and all(path != sample for _, path in found):
        found.append((say("the sample"), sample))
    return [(name, f'"{path}"' if " " in path else path) for name, path in found[:_OFFERED]]


def introduce(key: str, words: str, icon: str, take: Callable[[str], None], example: Callable[[], None]) -> None:
    """What a page does with another dataset, before one is named: `words` and what can be taken, beside an example of what it finds."""
    with st.container(key=f"wraps_{key}"):
        lead, picture = st.columns(2, gap="large")
    with lead:
        st.markdown(words)
        draw(key, icon, take)
    with picture:
        example()


def draw(key: str, icon: str, take: Callable[[str], None]) -> None:
    """A button for each; nothing where there is none. key: of the buttons. take: called with what is typed for the one pressed."""
    listed = offered()
    if not listed:
        return
    st.caption(say("Recent; one press takes it:"))
    with st.container(horizontal=True, gap="small", key=f"{key}_offers"):
        for place, (name, path) in enumerate(listed):
            st.button(
                inert.label(name, 40),
                key=f"{key}_offer_{place}",
                icon=icon,
                help=inert.label(path, 300),
                on_click=take,
                args=(path,),
            )
