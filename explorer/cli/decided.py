"""What the verbs of decisions share: who decides, and changes that overwrite nobody in silence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from explorer.decisions import Change, Record, RowKey, book
from explorer.decisions.exchange import disagrees
from explorer.store import Dataset


def via() -> str:
    """Names this command among all that look at the same book."""
    return f"command {os.getpid()}"


class Told(NamedTuple):
    """What became of an action. action: 0 where nothing changed. left: what others had decided otherwise, and stays."""

    action: int
    changed: int
    left: list[Record]


def act(
    dataset: Dataset, changes: Mapping[RowKey, Change], by: str, overwrite: bool, may_change_own: bool = True
) -> Told:
    """Change the records of rows, but those of which somebody else has decided otherwise, unless `overwrite`.

    may_change_own: what `by` decided earlier is replaced.
    """
    held = book()
    seen = held.version()
    found = {} if overwrite else held.of(changes)
    left = {
        key: old
        for key, old in found.items()
        if not (may_change_own and old.who == by) and disagrees(old, changes[key])
    }
    wanted = {key: change for key, change in changes.items() if key not in left}
    done = held.act(wanted, by, via(), dataset.name, None if overwrite else seen)
    return Told(done.action, done.changed, [*left.values(), *done.conflicts])
