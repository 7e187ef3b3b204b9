"""Two scorecards side by side: each check before and after."""

from __future__ import annotations

from typing import NamedTuple

from explorer.scorecard import Card, Finding, Verdict

RANK: dict[str, int] = {"pass": 0, "warn": 1, "fail": 2}
"""How bad a verdict is; `unknown` is neither good nor bad."""


class Change(NamedTuple):
    """A check on both sides."""

    before: Finding
    after: Finding

    @property
    def step(self) -> int:
        """Above 0 where the verdict got worse, below 0 where it got better."""
        return step(self.before.verdict, self.after.verdict)


def step(before: Verdict | str, after: Verdict | str) -> int:
    """How much worse the second verdict is; 0 where one of them tells nothing."""
    return RANK[after] - RANK[before] if before in RANK and after in RANK else 0


def verdicts(before: Card, after: Card) -> list[Change]:
    """Every check that tells something on one side at least: what got worse first, then what got better, then the rest."""
    paired = {one.point.id: one for one in before.findings}
    found = [Change(paired[one.point.id], one) for one in after.findings if one.point.id in paired]
    found = [one for one in found if {one.before.verdict, one.after.verdict} != {"unknown"}]
    places = {id(one): place for place, one in enumerate(found)}
    order = {True: 0, False: 1}
    return sorted(found, key=lambda one: (one.step == 0, order[one.step > 0], -abs(one.step), places[id(one)]))
