"""How many rows share which fate: one query a trainer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from explorer.dryrun.plan import Plan, plan
from explorer.errors import LayerError
from explorer.store.table import quoted
from explorer.trainers import BY_NAME, OUTCOMES, TEMPLATES, Case
from explorer.view import View

_LENGTHS = (
    "n_turns",
    "total_tokens",
    "system_tokens",
    "prompt_tokens",
    "response_tokens",
    "answered_tokens",
    "earlier_tokens",
    "first_answer_turn",
    "last_round_turn",
    "gemma_refuses",
)


class Fate(NamedTuple):
    """Rows that one case holds for, and the response tokens that they lose."""

    case: Case
    rows: int
    lost: int


@dataclass(frozen=True, slots=True)
class Result:
    """What becomes of the kept rows with one trainer. fates: the cases that hold for any row, most frequent first."""

    plan: Plan
    rows: int
    response_tokens: int
    fates: tuple[Fate, ...]

    def count(self, outcome: str) -> int:
        """Rows of an outcome."""
        return sum(fate.rows for fate in self.fates if fate.case.outcome == outcome)

    @property
    def lost(self) -> int:
        """Response tokens that are not trained."""
        return sum(fate.lost for fate in self.fates)


def summary(
    view: View, max_length: int, template: str = "chatml", trainers: Sequence[str] = tuple(BY_NAME)
) -> dict[str, Result]:
    """The dry run of each trainer over the rows that the view keeps. `trainers` must be built (layer of that name)."""
    return {trainer: _run(view, plan(trainer, max_length, template)) for trainer in trainers}


def _run(view: View, made: Plan) -> Result:
    sql = f"""
        SELECT fate, count(*) AS n, coalesce(sum("response_tokens"), 0)::BIGINT AS held, coalesce(sum(lost), 0)::BIGINT AS lost
        FROM ({_judged(view, made)}) GROUP BY fate ORDER BY n DESC, fate
    """
    found = view.dataset.query(sql).to_pylist()
    fates = tuple(Fate(made.cases[row["fate"]], row["n"], row["lost"]) for row in found if row["fate"] is not None)
    return Result(made, sum(row["n"] for row in found), sum(row["held"] for row in found), fates)


def _judged(view: View, made: Plan) -> str:
    """SQL for row_id, fate (the place of its case), lost and response_tokens of each kept row."""
    names = (*_LENGTHS, BY_NAME[made.trainer].column, TEMPLATES[made.template].column)
    missing = [name for name in names if name not in view.dataset.columns]
    if missing:
        raise LayerError(
            f"The dry run needs '{missing[0]}', which is not built.", "Build the layers tokens and trainers."
        )
    # Layers that nobody asked for yet are read when a query names one of their columns in quotes.
    columns = re.compile(rf"\b(?:{'|'.join(names)})\b")

    def named(text: str) -> str:
        return columns.sub(lambda found: quoted(found.group()), text)

    whens = " ".join(f"WHEN {named(case.when)} THEN {place}" for place, case in enumerate(made.cases))
    losts = " ".join(f"WHEN {place} THEN {named(case.lost)}" for place, case in enumerate(made.cases))
    listed = ", ".join(quoted(name) for name in names)
    return f"""
        SELECT row_id, fate, "response_tokens", CASE fate {losts} END AS lost
        FROM (SELECT row_id, {listed}, CASE {whens} END AS fate FROM rows WHERE {view.where})
    """


def as_dict(result: Result) -> dict[str, Any]:
    """Plain values."""
    return {
        **{outcome: result.count(outcome) for outcome in OUTCOMES},
        "response_tokens_lost": result.lost,
        "rules": {fate.case.rule: fate.rows for fate in result.fates if fate.case.rule},
    }


def fates(view: View, made: Plan) -> Iterator[dict[str, Any]]:
    """A record for each kept row, in row order: row_id, outcome, rule, response tokens lost."""
    found = view.dataset.query(
        f"SELECT row_id, fate, lost::BIGINT AS lost FROM ({_judged(view, made)}) ORDER BY row_id"
    )
    for batch in found.to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            case = made.cases[row["fate"]]
            yield {"row_id": row["row_id"], "outcome": case.outcome, "rule": case.rule, "lost": row["lost"]}
