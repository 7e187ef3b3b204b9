"""The best N rows: strategies behind one interface, each explained row by row and held against chance.

A new strategy is one module here and one entry in `STRATEGIES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.choosing.beside import MEASURES, Compared, Measure, compare
from explorer.choosing.like import LIKE
from explorer.choosing.needed import layers
from explorer.choosing.plain import LONGEST, RANDOM
from explorer.choosing.pool import Pool
from explorer.choosing.score import SCORE
from explorer.choosing.spread import SPREAD
from explorer.choosing.strategy import Request, Strategy
from explorer.choosing.words import WORDS
from explorer.errors import ExportError
from explorer.passes import map_vectors
from explorer.progress import Report, silent
from explorer.store import row_ids
from explorer.view import View

STRATEGIES: tuple[Strategy, ...] = (SPREAD, LIKE, WORDS, SCORE, LONGEST, RANDOM)
"""The first one is the default."""

BY_NAME = {strategy.name: strategy for strategy in STRATEGIES}

__all__ = [
    "BY_NAME",
    "MEASURES",
    "STRATEGIES",
    "Choice",
    "Compared",
    "Measure",
    "Pool",
    "Request",
    "Strategy",
    "choose",
    "compare",
    "layers",
    "named",
]


@dataclass(frozen=True)
class Choice:
    """What was chosen. pool: of which rows. places: in the pool, in the order in which they were picked. why: place in that order -> one sentence."""

    request: Request
    pool: Pool
    places: np.ndarray
    why: Callable[[int], str]

    @property
    def rows(self) -> np.ndarray:
        """`row_id` of the rows in the order in which they were picked."""
        return self.pool.rows[self.places]

    @property
    def text(self) -> str:
        """The rows as recipes hold them."""
        return row_ids.as_text(self.rows.tolist())

    def as_options(self) -> dict[str, Any]:
        """The fields of `ExportOptions` by which an export writes these rows, and its recipe says how they were chosen."""
        asked = self.request
        there = asked.reference.dataset.name if asked.reference is not None else ""
        by = {"choose": asked.strategy, "pick": asked.count, "seed": asked.seed, "by": asked.by, "mix": asked.mix}
        return {**by, "fill": asked.fill, "score": asked.score, "reference": there, "rows": self.text}

    def compared(self, report: Report = silent) -> Compared:
        """Beside random picks and the longest rows."""
        return compare(self.pool, self.places, self.request, report)


def choose(view: View, request: Request, report: Report = silent) -> Choice:
    """Choose among the kept rows of a view; fewer than were asked for where there are no more of the kind.

    ExportError where something that the strategy needs is missing. report: may raise `BuildCancelled`.
    """
    strategy = named(request.strategy)
    check(strategy, request)
    if strategy.needs_vectors and not map_vectors.has_vectors(view.dataset):
        raise ExportError(f"The strategy '{strategy.name}' compares rows by meaning.", "Draw the map first.")
    pool = Pool(view)
    picked = strategy.pick(pool, request, report)
    return Choice(request, pool, picked.places, picked.why)


def named(name: str) -> Strategy:
    """A strategy by its name. ExportError where there is none of it."""
    if name not in BY_NAME:
        raise ExportError(f"There is no strategy '{name}'.", f"Choose among: {', '.join(BY_NAME)}.")
    return BY_NAME[name]


def check(strategy: Strategy, request: Request) -> None:
    """ExportError where a request lacks what its strategy needs, or holds what it has no use for."""
    if request.count <= 0:
        raise ExportError(f"{request.count:,} rows cannot be chosen.", "Ask for one row or more.")
    if strategy.wants == "reference" and request.reference is None:
        raise ExportError(f"The strategy '{strategy.name}' needs a reference.", "Name a dataset with --reference.")
    if strategy.wants == "score" and not request.score.strip():
        raise ExportError("The strategy 'score' needs a column.", "Name it with --score.")
    if (request.by or request.mix) and not strategy.spreads:
        raise ExportError(f"The strategy '{strategy.name}' spreads over no column.", "Leave out --by and --mix.")
    if request.mix and not request.by:
        raise ExportError("A mix needs a column.", "Say which with --by.")
    if request.fill and not request.mix:
        raise ExportError("There is no mix to fill up.", "Say the shares with --mix.")
