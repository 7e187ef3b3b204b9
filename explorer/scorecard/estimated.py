"""The scorecard of a sample of the rows, each figure with its interval, until all rows are judged.

What is estimated is never more than that: no row of it can be dropped or exported, and what needs all rows waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer import filters
from explorer.errors import FilterError
from explorer.evenness import UNTOLD, evenness
from explorer.scorecard import (
    Card,
    Counts,
    Finding,
    Measured,
    Profile,
    Verdict,
    limit_of,
    threshold,
    varied,
    verdict_of,
)
from explorer.scorecard.intervals import Interval, of_counts, of_share
from explorer.scorecard.measures import asked, condition_texts, counted, good_rows, measure
from explorer.scorecard.point import Point
from explorer.scorecard.points import POINTS
from explorer.steps import Step
from explorer.trainers import BY_NAME
from explorer.view import View
from explorer.words import say, translated

if TYPE_CHECKING:
    from explorer.building.estimate import Clusters

_NEED_ALL = ("contamination", "too_many", "rejected", "templates")
"""Measures that say nothing of a sample. Those of copies lack their columns there."""


@dataclass(frozen=True)
class Estimated(Finding):
    """A finding on a sample. interval: 95 % of the value, None where it waits for all rows or does not apply.

    is_sure: the verdict is the same all over the interval.
    """

    interval: Interval | None = None
    is_sure: bool = True

    @property
    def drop(self) -> Step | None:
        """Nothing is dropped because of an estimate."""
        return None

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        interval = list(self.interval) if self.interval else None
        return {**super().as_dict(), "estimated": True, "interval": interval, "sure": self.is_sure}


def score(view: View, profile: Profile, clusters: Clusters, rows: int) -> Card:
    """Measure and judge every point on what the drops keep of a sample. rows: of the source, in all.

    Counts of the card are those of the source, as they are estimated.
    """
    view = view.kept()
    runs = _Runs(view, clusters)
    seen = counted(view, profile)
    scaled = _scaled(seen, rows / max(view.dataset.rows, 1))
    findings = [
        _finding(point, view, profile, runs, seen, scaled)
        for point in POINTS
        if point.measure not in ("contamination", *varied.MEASURES)
    ]
    return Card(profile, tuple(findings), scaled)


def merged(exact: Card, estimate: Card) -> Card:
    """What is known of all rows, and the estimate of the rest."""
    by_point = {finding.point.id: finding for finding in estimate.findings}
    chosen = []
    for finding in exact.findings:
        other = by_point.get(finding.point.id, finding)
        chosen.append(other if finding.measured.value is None else finding)
    return Card(exact.profile, tuple(chosen), estimate.counts)


class _Runs:
    """Counts by run. All: (runs,) float, of kept rows, in the order of the source."""

    def __init__(self, view: View, clusters: Clusters) -> None:
        self._view, self._clusters = view, clusters
        self.fraction = clusters.fraction
        self._kept = self._bits(view.where, view.reads) if view.where != "TRUE" else np.ones(view.dataset.rows, bool)
        self.kept = self._summed(self._kept)
        self.every = self._summed(np.ones(view.dataset.rows, bool))

    def of(self, text: str) -> np.ndarray:
        """Rows for which a condition holds. FilterError where it reads what is not judged."""
        if not text:
            return np.zeros(self._clusters.runs)
        dataset = self._view.dataset
        checked = filters.parse(text, dataset.columns)
        sql = filters.to_sql(checked, dataset.columns, text_hit=dataset.text_hit)
        return self._summed(self._bits(sql, checked.columns) & self._kept)

    def _bits(self, sql: str, reads: frozenset[str]) -> np.ndarray:
        found = self._view.dataset.bits(sql, reads=reads).bits
        return np.unpackbits(found)[: self._view.dataset.rows].astype(bool)

    def _summed(self, holds: np.ndarray) -> np.ndarray:
        return np.bincount(self._clusters.of_row, weights=holds, minlength=self._clusters.runs)


def _finding(point: Point, view: View, profile: Profile, runs: _Runs, seen: Counts, scaled: Counts) -> Estimated:
    limits = threshold(point, profile)
    texts = condition_texts(point, profile)
    waits = Measured(None, said=say("Waits until all rows are read."))
    if point.measure in _NEED_ALL or any(text in seen.missing for text in texts):
        return Estimated(point, "unknown", waits, limits, limit_of(point, "unknown", profile))
    measured = measure(point, view, profile, scaled)
    if point.measure == "size" and measured.value is None:
        measured = waits  # whether a row is a copy is known when all are read
    found = None if measured.value is None else _interval(point, view, profile, runs, scaled, measured)
    if found is None or measured.value is None:
        return Estimated(point, "unknown", measured, limits, limit_of(point, "unknown", profile))
    interval, basis = found
    verdicts: list[Verdict] = [
        verdict_of(point, replace(measured, value=value), basis, profile) for value in (measured.value, *interval)
    ]
    told = replace(measured, said=_said(point, profile, measured, interval))
    limit = limit_of(point, verdicts[0], profile)
    return Estimated(point, verdicts[0], told, limits, limit, interval, len(set(verdicts)) == 1)


def _interval(
    point: Point, view: View, profile: Profile, runs: _Runs, counts: Counts, measured: Measured
) -> tuple[Interval, int] | None:
    """(the interval of a point's value, rows of the sample that it stands on)."""
    try:
        kept = int(runs.kept.sum())
        if point.measure == "coverage":
            return _missing(profile, runs, counts), kept
        if point.measure == "size":
            good = runs.of(good_rows(view.dataset.columns))
            return of_share(good, runs.every, runs.fraction).times(_size(counts, runs)), kept
        if point.measure == "balance":
            told = np.stack([runs.of(filters.one_of("ability", [name])) for name, _ in _told(counts)] or [runs.kept], 1)
            even = of_counts(told, runs.fraction, lambda sums: evenness(sums.astype(int).tolist()).evenness)
            return even.within(0.0, 1.0), int(told.sum())
        if point.measure == "largest":
            of = runs.of(f"ability IS NOT NULL AND ability <> '{UNTOLD['ability']}'")
            return of_share(runs.of(measured.blame), of, runs.fraction), int(of.sum())
        if point.measure == "stray_language":
            return of_share(runs.of(measured.blame), runs.kept, runs.fraction), kept
        among = runs.of(point.among) if point.among else runs.kept
        return of_share(runs.of(condition_texts(point, profile)[0]), among, runs.fraction), int(among.sum())
    except FilterError:
        return None


def _size(counts: Counts, runs: _Runs) -> float:
    """Rows of the source, dropped ones among them."""
    return counts.rows * float(runs.every.sum()) / max(float(runs.kept.sum()), 1.0)


def _told(counts: Counts) -> list[tuple[str, int]]:
    return [(name, n) for name, n in counts.values.get("ability", []) if name != UNTOLD["ability"]]


def _missing(profile: Profile, runs: _Runs, counts: Counts) -> Interval:
    """How many abilities are surely missing, and how many may be."""
    few = profile.settings["few"]
    size = _size(counts, runs)
    held = [
        of_share(runs.of(ability.rows), runs.every, runs.fraction).times(size) for ability in asked(counts, profile)
    ]
    return Interval(float(sum(one.high < few for one in held)), float(sum(one.low < few for one in held)))


def _said(point: Point, profile: Profile, measured: Measured, interval: Interval) -> str:
    if point.measure == "coverage":
        return say("{said} Estimated.", said=measured.said)
    if point.measure in ("size", "balance"):
        low, high = (f"{end:,.0f}" if point.measure == "size" else f"{end:.2f}" for end in interval)
        return say("{said} Estimated: {low} to {high}.", said=measured.said, low=low, high=high)
    low, high, share = (percent(end) for end in (*interval, measured.value or 0.0))
    if point.measure != "share":
        return say("{said} Estimated: {low} to {high}.", said=measured.said, low=low, high=high)
    settings = {**profile.settings, "trainer_name": BY_NAME[profile.settings["trainer"]].in_words}
    what = translated(point.what).format_map(settings)
    if point.among:
        return say(
            "About {share} of the rows that demand inference {what} ({low} to {high}).",
            share=share,
            what=what,
            low=low,
            high=high,
        )
    return say("About {share} of rows {what} ({low} to {high}).", share=share, what=what, low=low, high=high)


def percent(share: float) -> str:
    """A share as it can be known from a sample."""
    if share <= 0 or share >= 1:
        return f"{share * 100:.0f} %"
    return f"{share * 100:.2g} %" if share < 0.1 else f"{share * 100:.1f} %"


# ---- from the sample to the source ----


def _scaled(seen: Counts, factor: float) -> Counts:
    """Counts of the source, as far as a sample tells: three digits."""
    hits: Mapping[str, int] = {text: _rounded(n * factor) for text, n in seen.hits.items()}
    values = {name: [(value, _rounded(n * factor)) for value, n in held] for name, held in seen.values.items()}
    return Counts(round(seen.rows * factor), dict(hits), seen.missing, values)


def _rounded(number: float) -> int:
    return int(float(f"{number:.3g}"))
