"""An optional judge: an OpenAI-compatible endpoint that grades rows by a rubric. Nothing is sent unless somebody asks.

First a sample of 200 rows, of which a person grades 20; then all. Every answer is kept by what the row says, so that none is
paid for twice.
"""

from __future__ import annotations

from explorer.judge.agreement import Agreement, to_grade, with_person, with_rules
from explorer.judge.columns import SCORE, is_kept, keep, kept
from explorer.judge.paid import Answer, Judge, paid
from explorer.judge.rubric import Criterion, Rubric, read, shipped
from explorer.judge.run import GRADED, KEY_VARIABLES, SAMPLE, Cost, Outcome, ask, cost, named, rows_of, sample

__all__ = [
    "GRADED",
    "KEY_VARIABLES",
    "SAMPLE",
    "SCORE",
    "Agreement",
    "Answer",
    "Cost",
    "Criterion",
    "Judge",
    "Outcome",
    "Rubric",
    "ask",
    "cost",
    "is_kept",
    "keep",
    "kept",
    "named",
    "paid",
    "read",
    "rows_of",
    "sample",
    "shipped",
    "to_grade",
    "with_person",
    "with_rules",
]
