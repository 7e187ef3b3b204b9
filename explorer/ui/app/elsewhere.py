"""Sources elsewhere in the app: read into the cache once somebody has asked for it, and never in a shared app."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from explorer import remote
from explorer.charts import numbers
from explorer.progress import Progress
from explorer.serving import Policy
from explorer.store import Cache
from explorer.words import say


def is_named(policy: Policy, source: Sequence[str]) -> bool:
    """Whether a source names something elsewhere, where this app may read from there at all."""
    return not policy.is_limited and any(remote.is_address(word) for word in source)


def located(cache: Cache, policy: Policy, source: Sequence[str], anew: bool = False) -> list[Path]:
    """The files of a source that a person has agreed to. anew: as it is there now, not as it was last read."""
    if not is_named(policy, source):
        return policy.locate(source)
    words = []
    for word in source:
        if not remote.is_address(word):
            words.append(word)
            continue
        copy = None if anew else remote.held(cache.root, word)
        words.append(str(copy or _fetched(cache, word)))
    return policy.locate(words)


def _fetched(cache: Cache, address: str) -> Path:
    """Read with a bar that says how far it is; a page that is left stops it, and coming back goes on."""
    told = say("Reading from elsewhere")
    bar = st.progress(0.0, text=told)

    def report(progress: Progress) -> None:
        bar.progress(
            progress.share,
            text=say(
                "{told} · {done} of {total}",
                told=told,
                done=numbers.size(progress.done),
                total=numbers.size(progress.total),
            ),
        )

    try:
        return remote.fetch(cache.root, address, report)
    finally:
        bar.empty()
