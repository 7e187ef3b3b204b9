"""The scorecard: the guide's points, measured on a view and judged by a profile of thresholds.

card = scorecard.score(view, scorecard.shipped("general"))
for finding in card.findings: print(finding.verdict, finding.point.title, finding.said)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from explorer import diversity
from explorer.metrics.faults import FAULTS
from explorer.scorecard import leaks, varied
from explorer.scorecard.abilities import GUIDE, Ability
from explorer.scorecard.measured import Counts, Measured
from explorer.scorecard.measures import asked, conditions_of, counted, covered, good_rows, measure
from explorer.scorecard.point import Point
from explorer.scorecard.points import POINTS
from explorer.scorecard.profile import DEFAULT_KIND, KINDS, SHIPPED, Profile, load, shipped
from explorer.steps import Step, named
from explorer.view import View
from explorer.words import say

Verdict = Literal["pass", "warn", "fail", "unknown"]
VERDICTS: tuple[Verdict, ...] = ("fail", "warn", "pass", "unknown")
"""Worst first; `unknown` is "cannot tell"."""

__all__ = [
    "DEFAULT_KIND",
    "FAULTS",
    "GUIDE",
    "KINDS",
    "POINTS",
    "SHIPPED",
    "VERDICTS",
    "Ability",
    "Card",
    "Counts",
    "Finding",
    "Measured",
    "Point",
    "Profile",
    "Variety",
    "Verdict",
    "asked",
    "conditions_of",
    "counted",
    "covered",
    "good_rows",
    "limit_of",
    "load",
    "score",
    "shipped",
    "threshold",
    "verdict_of",
]

_WHOLE = (
    "size",
    "too_many",
    "rejected",
    "contamination",
)  # counts, not shares: they say something of the smallest dataset too


@dataclass(frozen=True)
class Finding:
    """A point with its verdict. threshold: what it is held against, in words."""

    point: Point
    verdict: Verdict
    measured: Measured
    threshold: str
    limit: float | None = None
    """The limit that it broke, or the one next to it."""

    @property
    def said(self) -> str:
        """What was found, in one or two sentences."""
        return self.measured.said

    @property
    def names_faults(self) -> bool:
        """Whether the rows to blame are faults, and not what there is too much or little of."""
        found, point = self.measured, self.point
        are_faults = point.measure in ("share", "stray_language", "contamination") and not point.low
        return are_faults and found.rows > 0 and bool(found.blame)

    @property
    def drop(self) -> Step | None:
        """The step that takes the rows to blame out; None where they are no faults."""
        return named(self.measured.blame, self.point.title) if self.names_faults else None

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        found = self.measured
        drop = self.drop if self.verdict in ("warn", "fail") else None
        return {
            "id": self.point.id,
            "section": self.point.section,
            "title": self.point.title,
            "verdict": self.verdict,
            "value": found.value,
            "likely": list(found.likely) if found.likely else None,
            "rows": found.rows,
            "of": found.of,
            "said": found.said,
            "threshold": self.threshold,
            "why": self.point.why,
            "todo": self.point.todo if self.verdict in ("warn", "fail") else "",
            "filter": found.blame,
            "drop": drop.text if drop else "",
        }


@dataclass(frozen=True)
class Card:
    """All findings of a view. counts: what they were made from."""

    profile: Profile
    findings: tuple[Finding, ...]
    counts: Counts

    @property
    def tally(self) -> dict[Verdict, int]:
        """Number of findings by verdict."""
        counted: Counter[Verdict] = Counter(finding.verdict for finding in self.findings)
        return {verdict: counted[verdict] for verdict in VERDICTS}

    @property
    def verdict(self) -> Verdict:
        """The worst verdict; `unknown` where nothing could be told."""
        tally = self.tally
        for verdict in VERDICTS:
            if tally[verdict]:
                return verdict
        return "unknown"

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "kind": self.profile.kind,
            "verdict": self.verdict,
            "tally": dict(self.tally),
            "points": [finding.as_dict() for finding in self.findings],
        }


Variety = Literal["measured", "known", "left out"]
"""Whether points of diversity are measured, which takes a second or more; shown where they were before; or left out."""


def score(view: View, profile: Profile, variety: Variety = "measured") -> Card:
    """Measure and judge every point on what the view's drops keep, whatever is looked at.

    Points whose columns are not built are `unknown`.
    """
    view = view.kept()
    counts = counted(view, profile)
    found = _varied(view, counts, variety)
    findings = []
    for point in POINTS:
        if point.measure == "contamination" and not leaks.were_asked(view):
            continue  # no reference was given
        if point.measure in varied.MEASURES and not varied.applies(point, view, counts, found):
            continue
        measured = measure(point, view, profile, counts, found)
        # What counts abilities stands on all rows, not on the abilities.
        basis = counts.rows if point.measure == "coverage" else measured.of
        verdict = verdict_of(point, measured, basis, profile)
        limit = limit_of(point, verdict, profile)
        findings.append(Finding(point, verdict, measured, threshold(point, profile), limit))
    return Card(profile, tuple(findings), counts)


def _varied(view: View, counts: Counts, variety: Variety) -> diversity.Diversity | None:
    if variety == "left out" or not counts.rows or not view.dataset.complete:
        return None
    if variety == "measured":
        return diversity.measure(view)
    return diversity.known(view)


def limit_of(point: Point, verdict: Verdict, profile: Profile) -> float | None:
    """The limit that a point with this verdict broke, or the one next to it."""
    limit = profile.limit(point.id, "fail" if verdict == "fail" else "warn")
    return profile.limit(point.id, "fail") if limit is None else limit


def verdict_of(point: Point, measured: Measured, basis: int, profile: Profile) -> Verdict:
    """How a point is judged. basis: rows that it stands on."""
    if measured.value is None or (basis < profile.settings["least"] and not _is_counted(point)):
        return "unknown"
    levels: tuple[Literal["fail", "warn"], ...] = ("fail", "warn")
    for level in levels:
        limit = profile.limit(point.id, level)
        if limit is not None and (measured.value < limit if point.low else measured.value > limit):
            return level
    return "pass"


def _is_counted(point: Point) -> bool:
    """Whether the point counts rows that are bad in themselves: so many are there, however small the data is.

    Of what there is too little of, and of how rows spread, a few rows tell nothing.
    """
    return point.id in _WHOLE or (point.measure == "share" and not point.low)


def threshold(point: Point, profile: Profile) -> str:
    """What a point is held against, in words: "warns above 1 %, fails above 5 %"."""
    warn, fail = profile.limit(point.id, "warn"), profile.limit(point.id, "fail")
    parts = []
    if warn is not None and warn != fail:
        limit = _shown(point, warn)
        parts.append(say("warns below {limit}", limit=limit) if point.low else say("warns above {limit}", limit=limit))
    if fail is not None:
        limit = _shown(point, fail)
        parts.append(say("fails below {limit}", limit=limit) if point.low else say("fails above {limit}", limit=limit))
    return say(", ").join(parts)


def _shown(point: Point, limit: float) -> str:
    if point.measure in ("size", "too_many", "coverage"):
        return say("{n:,.0f} missing", n=limit) if point.measure == "coverage" else f"{limit:,.0f}"
    if point.measure == "balance":
        return f"{limit:.2f}"
    if point.measure == "varied":
        return f"{limit:.10g}"
    return f"{limit * 100:.10g} %"
