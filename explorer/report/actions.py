"""What to do next: the steps that take out provable faults, then the problems that are left, worst first."""

from __future__ import annotations

from typing import NamedTuple

from explorer import queries, scorecard
from explorer import steps as model
from explorer.charts import numbers, verdict
from explorer.queries.kept import ask
from explorer.scorecard import Card
from explorer.scorecard.fixes import Fix, safe_steps
from explorer.scorecard.problems import ranked
from explorer.view import View
from explorer.words import say, translated

MOST = 3


class Action(NamedTuple):
    """title: what to do, in a few words. said: what it does, or why."""

    title: str
    said: str


def proposed(view: View) -> list[Fix]:
    """Steps that would take something out which is not taken out yet."""
    held = {step.where for step in view.drops.steps if step.on}
    fresh = [fix for fix in safe_steps(view.dataset.columns) if fix.step.where not in held]
    counted = ask(queries.waterfall, view.kept().with_steps([*view.drops.steps, *(fix.step for fix in fresh)]))
    rows = {fall.where: fall.rows for fall in counted.steps}
    return [fix for fix in fresh if rows.get(fix.step.where)]


def actions(view: View, card: Card) -> list[Action]:
    """At most three; none where nothing fails or warns."""
    found: list[Action] = []
    sure = [fix.step for fix in proposed(view) if fix.is_sure]
    if sure:
        after = view.kept().with_steps(model.checked([*view.drops.steps, *sure]))
        falls = {fall.where: fall.rows for fall in ask(queries.waterfall, after).steps}
        lost = ask(queries.totals, view.kept()).rows_kept - ask(queries.totals, after).rows_kept
        card = ask(scorecard.score, after, card.profile, "left out")
        found.append(
            Action(
                say("Drop {rows} with provable faults", rows=numbers.counted(lost, "row")),
                say(
                    "{faults}. After that: {verdict}.",
                    faults=say(", ").join(
                        f"{translated(step.name)} {falls[step.where]:,}" for step in sure if falls.get(step.where)
                    ),
                    verdict=verdict.word(card),
                ),
            )
        )
    for finding in ranked(card)[: MOST - len(found)]:
        found.append(Action(translated(finding.point.title), two(finding.said, translated(finding.point.todo))))
    return found


def two(one: str, other: str) -> str:
    """Two sentences, with what stands between sentences."""
    return say("{one} {two}", one=one, two=other)
