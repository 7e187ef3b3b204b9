"""A comparison as plain facts: what `compare --json` and the library give."""

from __future__ import annotations

from typing import Any

from explorer.compare.matching import Matched
from explorer.compare.measure import Measured
from explorer.compare.sentences import first_sentence
from explorer.compare.verdicts import Change
from explorer.store import Dataset
from explorer.view import View

_IDS = 1_000  # row ids of each list


def _side(dataset: Dataset, rows: int, tokens: int | None) -> dict[str, Any]:
    return {"name": dataset.name, "fingerprint": dataset.fingerprint, "rows": rows, "tokens": tokens}


def facts(before: View, after: View, measured: Measured, changes: list[Change], matched: Matched) -> dict[str, Any]:
    """Everything that was found, as JSON holds it."""
    return {
        "before": _side(before.dataset, measured.rows_before, measured.tokens_before),
        "after": _side(after.dataset, measured.rows_after, measured.tokens_after),
        "nested": measured.nested,
        "said": first_sentence(measured),
        "differences": [
            {
                "column": one.column.name,
                "value": one.value,
                "kind": one.kind,
                "before": one.before,
                "after": one.after,
                "rows_before": one.rows_before,
                "rows_after": one.rows_after,
                "effect": one.effect.value,
                "low": one.effect.low,
                "high": one.effect.high,
                "tells": one.tells,
            }
            for one in measured.differences
        ],
        "scorecard": [
            {
                "id": one.after.point.id,
                "before": one.before.verdict,
                "after": one.after.verdict,
                "value_before": one.before.measured.value,
                "value_after": one.after.measured.value,
            }
            for one in changes
        ],
        "rows": {
            "by": matched.by or ("row" if measured.nested else "text"),
            "same": matched.same,
            "changed": len(matched.changed),
            "only_before": len(matched.only_before),
            "only_after": len(matched.only_after),
            "changed_ids": matched.changed[:_IDS].tolist(),
            "only_before_ids": matched.only_before[:_IDS].tolist(),
            "only_after_ids": matched.only_after[:_IDS].tolist(),
        },
    }
