"""How many rows share which fate: one query a trainer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from explorer.errors import LayerError
from explorer.store.table import aliases
from explorer.trainers import BY_NAME, OUTCOMES, TEMPLATES, Case
from explorer.trainers.plan import Plan, plan
from explorer.view import View

_LENGTHS = (
    "dialect",
    "has_tools",
    "n_turns",
    "total_tokens",
    "system_tokens",
    "prompt_tokens",
    "response_tokens",
    "answered_tokens",
    "earlier_tokens",
    "earlier_answer_tokens",
    "first_answer_turn",
    "last_round_turn",
    "gemma_refuses",
)
_FATE, _LOST, _SIZE, _TRAINED = aliases("fate", "lost", "size", "trained")


class Fate(NamedTuple):
    """Rows that one case holds for, the response tokens that they lose, and all their tokens before any are cut off."""

    case: Case
    rows: int
    lost: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Result:
    """What becomes of the kept rows with one trainer. fates: the cases that hold for any row, most frequent first.

    trained: tokens of an epoch that are trained, None where nobody asked. idle: rows of which none are, whatever the length.
    """

    plan: Plan
    rows: int
    response_tokens: int
    fates: tuple[Fate, ...]
    trained: int | None = None
    idle: int = 0

    def count(self, outcome: str) -> int:
        """Rows of an outcome."""
        return sum(fate.rows for fate in self.fates if fate.case.outcome == outcome)

    @property
    def tokens(self) -> int:
        """Tokens of an epoch: of the rows that are trained, within the maximum length; trained on or not."""
        return sum(fate.tokens for fate in self.fates if fate.case.outcome in ("keep", "truncate"))

    @property
    def trained_rows(self) -> int:
        """Rows of which something is trained."""
        return self.count("keep") + self.count("truncate")

    def steps(self, batch: int, *, packed: bool) -> int:
        """Optimiser steps of an epoch at so many sequences a step: rows, or as few of the maximum length as hold all tokens."""
        sequences = -(-self.tokens // self.plan.max_length) if packed else self.trained_rows
        return -(-sequences // batch)

    def dollars(self, price: float) -> float:
        """What an epoch costs at a price for a million tokens."""
        return self.tokens * price / 1e6

    @property
    def lost(self) -> int:
        """Response tokens that are not trained."""
        return sum(fate.lost for fate in self.fates)


def summary(
    view: View,
    max_length: int,
    template: str = "chatml",
    trainers: Sequence[str] = tuple(BY_NAME),
    *,
    trained: bool = False,
) -> dict[str, Result]:
    """The dry run of each trainer over the rows that the view keeps. The layer `trainers` must be built.

    trained: count trained tokens too, from the layer `trained_tokens`. What the length takes from them is reckoned as it is
    for response tokens.
    """
    return {trainer: _run(view, plan(trainer, max_length, template), trained) for trainer in trainers}


def _run(view: View, made: Plan, trained: bool) -> Result:
    n, held, lost, size, learnt, idle = aliases("n", "held", "all_lost", "all_sizes", "all_trained", "idle")
    sql = f"""
        SELECT {_FATE}, count(*) AS {n}, coalesce(sum(response_tokens + earlier_answer_tokens), 0)::BIGINT AS {held},
            coalesce(sum({_LOST}), 0)::BIGINT AS {lost}, coalesce(sum({_SIZE}), 0)::BIGINT AS {size},
            coalesce(sum({_TRAINED}), 0)::BIGINT AS {learnt}, count_if({_TRAINED} IS NULL)::BIGINT AS {idle}
        FROM ({_judged(view, made, trained)}) GROUP BY {_FATE} ORDER BY {n} DESC, {_FATE}
    """
    found = view.dataset.query(sql, reads={*view.reads, *_columns(made, trained)}).to_pylist()
    fates = tuple(Fate(made.cases[row[_FATE]], row[n], row[lost], row[size]) for row in found if row[_FATE] is not None)
    rows, responses = (sum(row[name] for row in found) for name in (n, held))
    if not trained:
        return Result(made, rows, responses, fates)
    return Result(made, rows, responses, fates, sum(row[learnt] for row in found), sum(row[idle] for row in found))


def _columns(made: Plan, trained: bool = False) -> list[str]:
    """Names of the columns that a plan's cases read."""
    trainer = BY_NAME[made.trainer]
    counted = [trainer.trained_column] if trained else []
    return [*_LENGTHS, trainer.column, TEMPLATES[made.template].column, *counted]


def _judged(view: View, made: Plan, trained: bool = False) -> str:
    """SQL for row_id, _FATE (the place of its case), _LOST, _SIZE, response_tokens and _TRAINED of each kept row.

    _TRAINED: tokens that are trained within the length; NULL where none are at any length.
    """
    names = _columns(made, trained)
    missing = [name for name in names if name not in view.dataset.columns]
    if missing:
        raise LayerError(
            f"The dry run needs '{missing[0]}', which is not built.",
            "Build the layers tokens, trainers and trained_tokens."
            if trained
            else "Build the layers tokens and trainers.",
        )
    whens = " ".join(f"WHEN {case.when} THEN {place}" for place, case in enumerate(made.cases))
    losts = " ".join(f"WHEN {place} THEN {case.lost}" for place, case in enumerate(made.cases))
    cut = ", ".join(str(place) for place, case in enumerate(made.cases) if case.outcome == "truncate") or "-1"
    return f"""
        SELECT row_id, {_FATE}, response_tokens, earlier_answer_tokens, CASE {_FATE} {losts} END AS {_LOST},
            CASE WHEN {_FATE} IN ({cut}) THEN least({made.size}, {made.max_length}) ELSE {made.size} END AS {_SIZE},
            {_trained(made) if trained else "0"} AS {_TRAINED}
        FROM (SELECT row_id, {", ".join(names)}, CASE {whens} END AS {_FATE} FROM rows WHERE {view.where})
    """


def _trained(made: Plan) -> str:
    """SQL for the tokens that are trained of a row with its fate; NULL where none are at any length."""
    column = BY_NAME[made.trainer].trained_column
    whens = [
        f"WHEN {place} THEN greatest(0, {column} - ({case.untrained or case.lost}))"
        for place, case in enumerate(made.cases)
        if case.outcome == "truncate"
    ]
    whens += [f"WHEN {place} THEN {column}" for place, case in enumerate(made.cases) if case.outcome == "keep"]
    # Sizes are reckoned from counts and not from the row as it is written out: a part is no more than the whole.
    return f"CASE WHEN {column} = 0 THEN NULL ELSE least(CASE {_FATE} {' '.join(whens)} ELSE 0 END, {made.size}) END"


def as_dict(result: Result) -> dict[str, Any]:
    """Plain values."""
    return {
        **{outcome: result.count(outcome) for outcome in OUTCOMES},
        "response_tokens_lost": result.lost,
        "tokens_an_epoch": result.tokens,
        **(
            {}
            if result.trained is None
            else {"trained_tokens_an_epoch": result.trained, "rows_that_train_nothing": result.idle}
        ),
        "rules": {fate.case.rule: fate.rows for fate in result.fates if fate.case.rule},
    }


def fates(view: View, made: Plan) -> Iterator[dict[str, Any]]:
    """A record for each kept row, in row order: row_id, outcome, rule, response tokens lost."""
    found = view.dataset.query(
        f"SELECT row_id, {_FATE}, {_LOST}::BIGINT AS {_LOST} FROM ({_judged(view, made)}) ORDER BY row_id",
        reads={*view.reads, *_columns(made)},
    )
    for batch in found.to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            case = made.cases[row[_FATE]]
            yield {"row_id": row["row_id"], "outcome": case.outcome, "rule": case.rule, "lost": row[_LOST]}
