"""A dataset's figures among those of known datasets: real ones whose licence lets their figures be passed on, and the user's own.

The shipped table (`known.json`) holds figures only; `python -m benchmarks.norms FOLDER` makes it anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from explorer.diversity import Diversity
from explorer.diversity import measure as measure_diversity
from explorer.scorecard import Card
from explorer.store import Cache, Dataset
from explorer.store.cache import read_json, write_json
from explorer.view import View

KNOWN = Path(__file__).with_name("known.json")
FEWEST = 30
"""Rows from which a dataset's figures say something."""

_KEPT = "norms.json"  # beside the layers of a dataset of the user's own
_COUNTS = ("size", "too_many")  # of rows: they say how large a dataset is, not how good
_VARIED = ("distinct_prompts", "prompt_compression", "answer_compression", "self_repetition", "vendi")
"""Diversity; the Vendi score only of datasets that are large enough and whose map is drawn."""


class Place(NamedTuple):
    """Where a figure stands. below, same: known datasets with a smaller one, with the very same. of: all that have it."""

    below: int
    same: int
    of: int

    @property
    def percentile(self) -> float:
        """0 to 100; the middle of those that are the same."""
        return 100 * (self.below + self.same / 2) / max(self.of, 1)


def figures(card: Card, varied: Diversity | None = None) -> dict[str, float]:
    """The figures of a dataset that are comparable with those of another: the scorecard's, and how varied it is."""
    found = {
        finding.point.id: finding.measured.value
        for finding in card.findings
        if finding.measured.value is not None and finding.point.id not in _COUNTS
    }
    found = {name: round(float(value), 6) for name, value in found.items()}
    return found if varied is None else found | varied_figures(varied)


def varied_figures(varied: Diversity) -> dict[str, float]:
    """The figures of how varied a dataset is that are comparable with those of another."""
    return {name: round(float(value), 6) for name in _VARIED if (value := getattr(varied, name)) is not None}


@lru_cache(maxsize=1)
def shipped() -> tuple[Mapping[str, float], ...]:
    """The figures of the known datasets."""
    return tuple(entry["figures"] for entry in json.loads(KNOWN.read_text("utf-8"))["datasets"])


def remember(view: View, own: Mapping[str, float]) -> None:
    """Keep the figures of a whole dataset of the user's own, for those that come after it."""
    dataset = view.dataset
    if view.is_everything and dataset.rows >= FEWEST and dataset.complete:
        write_json(_file(dataset.cache, dataset.fingerprint), {"figures": dict(own)})


def earlier(dataset: Dataset) -> list[Mapping[str, float]]:
    """Figures of the other datasets of this user, as far as they were measured and are in the cache."""
    found = []
    for folder in sorted(dataset.cache.folder("datasets").iterdir()):
        facts = read_json(folder / _KEPT) if folder.name != dataset.fingerprint else None
        if facts:
            found.append(facts["figures"])
    return found


def places(dataset: Dataset, own: Mapping[str, float]) -> dict[str, Place]:
    """Name of a figure -> where it stands among the known datasets and the user's earlier ones."""
    others = [*shipped(), *earlier(dataset)]
    found = {}
    for name, value in own.items():
        there = [other[name] for other in others if name in other]
        if there:
            found[name] = Place(sum(one < value for one in there), sum(one == value for one in there), len(there))
    return found


def of_view(view: View, card: Card) -> dict[str, Place]:
    """Where the figures of a view stand; those of a whole dataset are remembered."""
    own = figures(card, measure_diversity(view))
    remember(view, own)
    return places(view.dataset, own)


def _file(cache: Cache, fingerprint: str) -> Path:
    return cache.dataset(fingerprint) / _KEPT
