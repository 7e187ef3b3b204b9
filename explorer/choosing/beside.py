"""A choice beside what chance and length alone give: the same figures of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from explorer.choosing.plain import LONGEST, RANDOM
from explorer.choosing.pool import Pool
from explorer.choosing.strategy import Request
from explorer.diversity import formulas
from explorer.evenness import evenness
from explorer.progress import Progress, Report, silent
from explorer.words import later

SEEDS = 5
"""Random picks that a choice is held against."""

_COVERED = 20_000  # rows of the whole whose nearest chosen row is looked for
_NOVEL = 2_500  # chosen rows between which distances are taken
_AROUND = 10_000  # rows of the whole from which density is told
_SEED = 42


class Measure(NamedTuple):
    """A figure of a choice. more: True where more is better, False where less is, None where it is neither."""

    name: str
    label: str
    help: str
    more: bool | None


MEASURES = (
    Measure(
        "coverage",
        later("coverage"),
        later(
            "Mean likeness (cosine) of the rows to their nearest chosen row, on a seeded sample of 20,000 of all kept rows that repeat no "
            "earlier one."
        ),
        True,
    ),
    Measure(
        "novelsum",
        "NovelSum",
        later(
            "How far chosen rows are from one another: near ones count most, and those in dense regions count more. Mean of "
            "sum(d · density^0.5 / rank) / sum(1 / rank), on a seeded sample of 2,500 (Yang et al., ACL 2025)."
        ),
        True,
    ),
    Measure(
        "vendi",
        later("Vendi score"),
        later(
            "Effective number of directions of meaning: exp of the entropy of the eigenvalues of X'X / n (linear kernel, exact)."
        ),
        True,
    ),
    Measure(
        "abilities",
        later("effective abilities"),
        later("exp of the entropy of the shares of abilities: so many equally large ones would be as varied."),
        True,
    ),
    Measure(
        "copies", later("near copies"), later("Share of chosen rows that nearly repeat another chosen row."), False
    ),
    Measure("flagged", later("rows with a fault"), later("Share of chosen rows on which a check fires."), False),
    Measure("tokens", later("tokens"), later("Tokens of the chosen rows in all."), None),
)


class Compared(NamedTuple):
    """Figures of a choice, of random picks of the same size, and of the longest. None: not known, for lack of a map or a layer."""

    chosen: Mapping[str, float | None]
    random: Sequence[Mapping[str, float | None]]
    longest: Mapping[str, float | None]

    def spread(self, name: str) -> tuple[float, float, float] | None:
        """(mean, lowest, highest) of the random picks; None where not known."""
        found = [value for one in self.random if (value := one[name]) is not None]
        return (sum(found) / len(found), min(found), max(found)) if found else None

    def beats(self, measure: Measure) -> bool | None:
        """Whether the choice is better than every random pick; None where that says nothing."""
        value, there = self.chosen[measure.name], self.spread(measure.name)
        if value is None or there is None or measure.more is None:
            return None
        return value > there[2] if measure.more else value < there[1]


class Yard:
    """What choices of one pool are measured by: the same samples for each of them."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._around = np.zeros((0, 1), np.float32)
        if pool.has_vectors:
            self._around = pool.vectors(formulas.sampled(len(pool), _AROUND, _SEED + 1))

    def measure(self, places: np.ndarray) -> dict[str, float | None]:
        """The figures of a choice."""
        pool = self.pool
        count = max(len(places), 1)
        found: dict[str, float | None] = dict.fromkeys((measure.name for measure in MEASURES), None)
        if pool.has_vectors and len(places):
            vectors = pool.vectors(np.sort(places))
            some = vectors[formulas.sampled(len(vectors), _NOVEL, _SEED)]
            found["coverage"] = self._coverage(places, vectors)
            found["novelsum"] = formulas.novelsum(some, formulas.densities(some, self._around))
            found["vendi"] = formulas.vendi(vectors)
        if pool.has("ability"):
            labels, names = pool.values("ability")
            found["abilities"] = evenness(np.bincount(labels[places], minlength=len(names)).tolist()).effective
        if pool.has("near_group") or pool.has("exact_group"):
            found["copies"] = 1 - len(np.unique(pool.groups[places])) / count
        found["flagged"] = float(pool.flagged[places].mean()) if len(places) else 0.0
        if pool.has("total_tokens"):
            found["tokens"] = float(pool.all_tokens[places].sum())
        return found

    def _coverage(self, places: np.ndarray, vectors: np.ndarray) -> float:
        """Chosen rows cover themselves, which need not be sampled: only of the rows left out the mean is estimated."""
        distinct = self.pool.distinct
        left = np.setdiff1d(distinct, places, assume_unique=True)
        own = len(distinct) - len(left)
        if not len(left):
            return 1.0
        some = self.pool.vectors(left[formulas.sampled(len(left), _COVERED, _SEED)])
        mean = float(formulas.coverage(some, vectors).mean(dtype=np.float64))
        return (own + mean * len(left)) / len(distinct)


def compare(pool: Pool, places: np.ndarray, request: Request, report: Report = silent) -> Compared:
    """Hold chosen places of a pool against five random picks and the longest rows, of the same number."""
    progress = Progress("Comparing with random picks", 0, SEEDS + 2)
    yard = Yard(pool)

    def measured(chosen: np.ndarray) -> dict[str, float | None]:
        found = yard.measure(chosen)
        progress.done += 1
        report(progress)
        return found

    asked = replace(request, count=len(places))
    own = measured(places)
    others = [
        measured(RANDOM.pick(pool, replace(asked, seed=request.seed + 1 + number), report).places)
        for number in range(SEEDS)
    ]
    return Compared(own, others, measured(LONGEST.pick(pool, asked, report).places))
