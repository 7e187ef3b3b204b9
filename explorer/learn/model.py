"""Logistic regression over what is decided: the column, its quality on decisions it did not see, and what tells most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from explorer.effects import wilson
from explorer.errors import ExplorerError
from explorer.labels import label_of
from explorer.learn import features as described
from explorer.learn.features import Features
from explorer.progress import Progress, Report, silent
from explorer.store import Dataset
from explorer.words import column_label, say

LEAST = 20
"""Decisions from which there is something to learn…"""
LEAST_OF_EACH = 5
"""… and of these, rows that were kept, and rows that were dropped."""

_SEED = 42
_FOLDS = 5
_TOLD = 6  # columns that tell most
_STRENGTH = 0.05  # of what the columns may say: few rows are not to be learnt by heart


class Telling(NamedTuple):
    """A column, or one of its values, and how it counts: above 0 for rows that go. value: "" for the column as a whole."""

    column: str
    value: str
    weight: float

    def said(self, dataset: Dataset) -> str:
        """In words."""
        column = dataset.columns.get(self.column)
        label = column_label(column) if column is not None else self.column
        return (
            say("{label}: {value}", label=label, value=label_of(self.column, self.value)[:60]) if self.value else label
        )


@dataclass(frozen=True)
class Learnt:
    """What the column is worth. dropped, kept: decisions that it was learnt from. auc: of decisions that it did not see.

    cut: the suggested limit, where precision and recall together are best; precision, recall: at it, of decisions not
    seen, with the interval of the precision. likely: rows at or above it about which nothing is decided. meaning: whether
    the map's vectors were read.
    """

    dropped: int
    kept: int
    auc: float
    cut: float
    precision: float
    low: float
    high: float
    recall: float
    likely: int
    meaning: bool
    telling: tuple[Telling, ...]

    @property
    def decisions(self) -> int:
        """Rows that it was learnt from."""
        return self.dropped + self.kept


class Wanting(NamedTuple):
    """Decisions that are still missing; all are 0 where there are enough."""

    decisions: int
    dropped: int
    kept: int

    def __bool__(self) -> bool:
        return any(self)

    @property
    def said(self) -> str:
        """What is missing, in one sentence."""
        parts = [
            say("{n:,} more dropped", n=self.dropped) if self.dropped else "",
            say("{n:,} more kept", n=self.kept) if self.kept else "",
        ]
        named = say(", ").join(part for part in parts if part)
        more = max(self.decisions, self.dropped + self.kept)
        if named:
            return say(
                "Decide {more:,} more rows by hand, among them {named}: then your decisions can be learnt from.",
                more=more,
                named=named,
            )
        return say("Decide {more:,} more rows by hand: then your decisions can be learnt from.", more=more)


def wanting(dataset: Dataset) -> Wanting:
    """How many decisions are missing before there is something to learn."""
    dropped, kept = (len(dataset.hand.rows_with(one)) for one in ("drop", "keep"))
    return Wanting(max(0, LEAST - dropped - kept), max(0, LEAST_OF_EACH - dropped), max(0, LEAST_OF_EACH - kept))


def learnt(dataset: Dataset) -> Learnt | None:
    """What was learnt last; None where nothing was."""
    held = dataset.learnt
    if held is None:
        return None
    known = {name: held[name] for name in Learnt.__dataclass_fields__ if name != "telling"}
    return Learnt(**known, telling=tuple(Telling(*one) for one in held["telling"]))


def learn(dataset: Dataset, report: Report = silent) -> Learnt:
    """Learn from the decisions on the rows of a dataset, and have the column. ExplorerError where there are too few."""
    dataset.hand.sync()
    if missing := wanting(dataset):
        raise ExplorerError(missing.said)
    dropped, kept = dataset.hand.rows_with("drop"), dataset.hand.rows_with("keep")
    ids = np.sort(np.array([*dropped, *kept], dtype=np.int64))
    goes = np.isin(ids, dropped)
    features = described.of(dataset)
    rows = described.rows_of(dataset, features, ids.tolist())
    unseen = _unseen(rows, goes, len(features.columns))
    model = _fitted(rows, goes, len(features.columns))
    progress = Progress("Judging all rows by your decisions", 0, dataset.rows, unit="rows")
    found = np.zeros(dataset.rows, dtype=np.float32)
    for block in described.blocks(dataset, features):
        found[progress.done : progress.done + len(block)] = model.predict_proba(block)[:, 1]
        progress.done += len(block)
        report(progress)
    cut, precision, recall, taken = _cut(unseen, goes)
    undecided = np.ones(dataset.rows, dtype=bool)
    undecided[ids] = False
    low, high = wilson(round(precision * taken), taken)
    told = Learnt(
        len(dropped),
        len(kept),
        _auc(unseen, goes),
        cut,
        precision,
        low,
        high,
        recall,
        int((found[undecided] >= np.float32(cut)).sum()),
        features.vectors is not None,
        _telling(model, features),
    )
    facts: dict[str, Any] = asdict(told)
    dataset.learn(found, {**facts, "telling": [list(one) for one in told.telling]})
    return told


def _fitted(rows: np.ndarray, goes: np.ndarray, columns: int) -> Any:
    """Columns are set to a spread of 1, which rows that were not learnt from have no part in; vectors stay as they are."""
    from sklearn.compose import ColumnTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    spread = ColumnTransformer(
        [("columns", StandardScaler(), slice(0, columns))], remainder="passthrough", sparse_threshold=0.0
    )
    model = make_pipeline(spread, LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=1_000))
    return model.fit(rows, goes)


def _unseen(rows: np.ndarray, goes: np.ndarray, columns: int) -> np.ndarray:
    """Of each row that was decided, what a model says that was learnt without it."""
    from sklearn.model_selection import StratifiedKFold

    folds = StratifiedKFold(min(_FOLDS, int(min(goes.sum(), (~goes).sum()))), shuffle=True, random_state=_SEED)
    found = np.zeros(len(rows))
    for seen, held in folds.split(rows, goes):
        found[held] = _fitted(rows[seen], goes[seen], columns).predict_proba(rows[held])[:, 1]
    return found


def _auc(scores: np.ndarray, goes: np.ndarray) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(goes, scores))


def _cut(scores: np.ndarray, goes: np.ndarray) -> tuple[float, float, float, int]:
    """(limit, precision, recall, rows at or above it) where precision and recall together (F1) are best."""
    best = (0.0, 0.5, 0.0, 0.0, 0)
    for cut in np.unique(scores):
        taken = scores >= cut
        right = int((taken & goes).sum())
        f1 = 2 * right / (int(taken.sum()) + int(goes.sum()))
        if f1 >= best[0]:
            best = (f1, float(cut), right / int(taken.sum()), right / int(goes.sum()), int(taken.sum()))
    # A number that reads well; no row lies between it and the limit that was measured.
    _, cut, precision, recall, taken = best
    shown = float(np.floor(cut * 1_000) / 1_000)
    same = np.array_equal(scores >= shown, scores >= cut)
    return shown if same else cut, precision, recall, taken


def _telling(model: Any, features: Features) -> tuple[Telling, ...]:
    weights: Sequence[float] = model[-1].coef_[0][: len(features.columns)].tolist()
    ranked = sorted(
        zip(weights, features.columns, strict=True), key=lambda one: (-abs(one[0]), one[1][0].name, one[1][1] or "")
    )
    return tuple(
        Telling(column.name, value or "", round(weight, 4))
        for weight, (column, value) in ranked[:_TOLD]
        if abs(weight) > 1e-6
    )
