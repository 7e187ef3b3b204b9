"""How far a judge agrees with a person, and with the rules: before all rows are judged."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from explorer.judge.columns import score
from explorer.judge.paid import Judge, paid
from explorer.judge.run import Row, rows_of
from explorer.metrics.faults import FAULTS
from explorer.store import Dataset
from explorer.store.table import quoted
from explorer.view import View

_POOR = 0.5  # a mean below it is a judge's no


class Agreement(NamedTuple):
    """kappa: Cohen's, weighted by the square of the difference where there are grades; None where all say the same.

    rows: that both have judged. exact: share of them with the same grade; near: with one that differs by at most one.
    """

    name: str
    rows: int
    kappa: float | None
    exact: float
    near: float


def to_grade(dataset: Dataset, judge: Judge, row_ids: list[int], rows: int) -> list[Row]:
    """The first rows of the sample that have an answer with grades."""
    listed = rows_of(dataset, row_ids)
    known = paid().answers(judge, [row.content for row in listed])
    return [row for row in listed if row.content in known and known[row.content].scores is not None][:rows]


def with_person(dataset: Dataset, judge: Judge, row_ids: list[int]) -> list[Agreement]:
    """For each criterion, how the judge's grades agree with a person's, of the rows that both graded."""
    grades = paid().grades(judge.rubric, [row.content for row in rows_of(dataset, row_ids)])
    answers = paid().answers(judge, grades)
    pairs = [
        (said, own)
        for content, own in grades.items()
        if content in answers and (said := answers[content].scores) is not None
    ]
    found: list[Agreement] = []
    for one in judge.rubric.criteria:
        both = [(said[one.name], own[one.name]) for said, own in pairs if one.name in own]
        found.append(_agreement(one.name, both, list(range(one.low, one.high + 1)), weights="quadratic"))
    return found


def with_rules(view: View, judge: Judge, row_ids: list[int]) -> Agreement:
    """Whether the judge's poor rows, those with a mean below a half, are those that a rule finds a fault in."""
    dataset = view.dataset
    rows = rows_of(dataset, row_ids)
    answers = paid().answers(judge, [row.content for row in rows])
    means = {
        row.row_id: mean
        for row in rows
        if row.content in answers and (mean := score(judge.rubric.criteria, answers[row.content].scores)) is not None
    }
    faults = [name for name in FAULTS if name in dataset.columns]
    if not means or not faults:
        return _agreement("rules", [], [0, 1], weights=None)
    some = view.only(means)
    bad = " OR ".join(f"{quoted(name)} IS TRUE" for name in faults)
    found = dataset.query(f"SELECT row_id, {bad} FROM rows WHERE {some.where}", reads={*some.reads, *faults})
    pairs = [
        (int(means[row_id] < _POOR), int(is_bad))
        for row_id, is_bad in zip(*(found.column(i).to_pylist() for i in range(2)), strict=True)
    ]
    return _agreement("rules", pairs, [0, 1], weights=None)


def _agreement(name: str, pairs: list[tuple[int, int]], labels: list[int], weights: str | None) -> Agreement:
    if not pairs:
        return Agreement(name, 0, None, 0.0, 0.0)
    from sklearn.metrics import cohen_kappa_score

    one, other = (np.array([pair[side] for pair in pairs]) for side in (0, 1))
    # Where both always say the same one thing, nothing tells agreement from chance.
    varies = len({*one.tolist(), *other.tolist()}) > 1
    kappa = float(cohen_kappa_score(one, other, labels=labels, weights=weights)) if varies else None
    apart = np.abs(one - other)
    return Agreement(name, len(pairs), kappa, float((apart == 0).mean()), float((apart <= 1).mean()))
