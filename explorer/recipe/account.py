"""The account of an export: where every line of the source went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explorer.queries.numeric import single_row, totals
from explorer.queries.waterfall import waterfall
from explorer.steps import BY_HAND
from explorer.store import row_ids
from explorer.store.table import alias
from explorer.view import View

PARTS = ("kept", "dropped", "by_hand", "outside_focus", "not_picked", "rejected", "blank")
"""What the lines of the source are the sum of; `dropped` is a list of steps."""


def account(view: View) -> dict[str, Any]:
    """Where the lines went: {"lines", "kept", "dropped": [{"name", "rows"}…], "by_hand", …, "adds_up"}.

    kept: rows that leave. dropped: by each step that is on, in order. outside_focus: kept by the steps, and not looked at.
    not_picked: looked at, and neither in the sample nor in this part of the split. edited: rows that leave with a corrected
    text. adds_up: whether every line is accounted for.
    """
    view = view.frozen()
    fallen, ledger = waterfall(view), view.dataset.ledger
    kept = totals(view).rows_kept
    looked_at = totals(view.picked_from()).rows_kept
    found: dict[str, Any] = {
        "lines": ledger.lines,
        "blank": ledger.blank,
        "rejected": ledger.rejected,
        "rows": fallen.rows,
        "dropped": [
            {"name": fall.name, "rows": fall.rows} for fall in fallen.steps if fall.on and fall.name != BY_HAND
        ],
        "by_hand": fallen.by_hand,
        "outside_focus": fallen.kept - looked_at,
        "not_picked": looked_at - kept,
        "kept": kept,
        "edited": _edited(view),
    }
    return {**found, "adds_up": found["lines"] == accounted(found)}


def accounted(facts: Mapping[str, Any]) -> int:
    """Lines that the parts of an account name."""
    return sum(sum(step["rows"] for step in facts[name]) if name == "dropped" else int(facts[name]) for name in PARTS)


def _edited(view: View) -> int:
    edits = view.edits
    if not edits:
        return 0
    n = alias("n")
    sql = f"SELECT count(*) AS {n} FROM rows WHERE {row_ids.sql(row_ids.as_text(edits))} AND {view.where}"
    return int(single_row(view, sql, view.reads)[0])
