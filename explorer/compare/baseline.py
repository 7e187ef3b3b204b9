"""A scorecard held against one that was saved: what got worse, and by how much."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from explorer.compare.verdicts import RANK, step
from explorer.effects import Effect, shares
from explorer.errors import ExplorerError
from explorer.scorecard import Card, Finding


class Worse(NamedTuple):
    """A check that is worse than it was. sure: its verdict fell, or its share moved beyond chance. effect: of shares, None for counts."""

    finding: Finding
    verdict_before: str
    value_before: float
    sure: bool
    effect: Effect | None

    @property
    def said(self) -> str:
        """The change in plain English."""
        value = self.finding.measured.value or 0.0
        verdict = (
            f"{self.verdict_before} -> {self.finding.verdict}, " if self.verdict_before != self.finding.verdict else ""
        )
        if self.effect is None:
            return f"{verdict}{_number(self.value_before)} -> {_number(value)}"
        low, high = 100 * self.effect.low, 100 * self.effect.high
        gap = 100 * (value - self.value_before)
        return f"{verdict}{self.value_before:.2%} -> {value:.2%}, {gap:+.2f} points (95 %: {low:+.2f} to {high:+.2f})"

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "id": self.finding.point.id,
            "verdict_before": self.verdict_before,
            "verdict": self.finding.verdict,
            "value_before": self.value_before,
            "value": self.finding.measured.value,
            "sure": self.sure,
            "interval": None if self.effect is None else [self.effect.low, self.effect.high],
            "said": self.said,
        }


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.3f}"


def read_baseline(path: Path) -> dict[str, Mapping[str, Any]]:
    """The checks of a file that `check --json` or `stats --json` wrote, by id. ExplorerError where it is none."""
    try:
        held = orjson.loads(path.read_bytes())
    except OSError as error:
        raise ExplorerError(f"The baseline {path.name} cannot be read: {type(error).__name__}.") from error
    except orjson.JSONDecodeError as error:
        raise ExplorerError(f"The baseline {path.name} is no JSON.", _HINT) from error
    card = held.get("scorecard") if isinstance(held, dict) else None
    points = card.get("points") if isinstance(card, dict) else None
    if not isinstance(points, list):
        raise ExplorerError(f"The baseline {path.name} holds no scorecard.", _HINT)
    return {one["id"]: one for one in points if isinstance(one, dict) and isinstance(one.get("id"), str)}


_HINT = "Name a file that `check --json` or `stats --json` wrote."


def worse(baseline: Mapping[str, Mapping[str, Any]], card: Card) -> list[Worse]:
    """Every check that got worse: first those that surely did, the largest fall of the verdict first."""
    found = []
    for finding in card.findings:
        one = _worse(baseline.get(finding.point.id, {}), finding)
        if one is not None:
            found.append(one)
    return sorted(found, key=lambda one: (not one.sure, -step(one.verdict_before, one.finding.verdict)))


def _worse(old: Mapping[str, Any], finding: Finding) -> Worse | None:
    verdict, value = old.get("verdict"), old.get("value")
    now = finding.measured
    if verdict not in RANK or finding.verdict not in RANK or now.value is None or not isinstance(value, int | float):
        return None
    fell = step(verdict, finding.verdict) > 0
    moved = (now.value < value) if finding.point.low else (now.value > value)
    if not fell and not moved:
        return None
    effect = _effect(old, finding)
    beyond_chance = moved and (effect is None or effect.sure != 0)
    return Worse(finding, verdict, float(value), fell or beyond_chance, effect)


def _effect(old: Mapping[str, Any], finding: Finding) -> Effect | None:
    """Of shares that are rows of rows; None for counts and for figures that are no share."""
    rows, of, now = old.get("rows"), old.get("of"), finding.measured
    if not isinstance(rows, int) or not isinstance(of, int) or of <= 0 or not 0 <= rows <= of or not now.of:
        return None
    is_share = abs(rows / of - float(old["value"])) < 1e-9 and abs(now.rows / now.of - (now.value or 0.0)) < 1e-9
    return shares(now.rows, now.of, rows, of) if is_share else None
