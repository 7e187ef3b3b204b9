"""What a strategy is: a frozen value that names it, what it needs, and how it picks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from explorer.choosing.pool import Pool
from explorer.progress import Report
from explorer.view import View

CAP = 4_096
"""Tokens of an answer beyond which longer is not better: most trainers cut there."""


@dataclass(frozen=True)
class Request:
    """What is asked for. count: rows. by: column over which rows are spread first. mix: shares of its values. fill: values
    that have more make up for those that have too few. score: column, the highest first; "NAME asc" the lowest.
    reference: rows to be like.
    """

    strategy: str
    count: int
    seed: int = 0
    by: str = ""
    mix: str = ""
    fill: bool = False
    score: str = ""
    reference: View | None = None


class Picked(NamedTuple):
    """places: of the rows in the pool, in the order in which they were picked. why: place in that order -> one sentence."""

    places: np.ndarray
    why: Callable[[int], str]


@dataclass(frozen=True)
class Strategy:
    """A way to choose N rows.

    pick: (pool, request, report) -> what it picks, `request.count` rows at most. about: what it does, in one sentence. needs_vectors:
    rows are compared by meaning. wants: what has to be named besides. spreads: takes `by` and `mix`. reads: columns that
    it looks at where they are there.
    """

    name: str
    label: str
    about: str
    pick: Callable[[Pool, Request, Report], Picked]
    needs_vectors: bool = False
    wants: Literal["", "reference", "score"] = ""
    spreads: bool = False
    reads: tuple[str, ...] = ()
