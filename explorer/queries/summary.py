"""The facts of a view as plain values: what `stats --json` says, and what the library gives."""

from __future__ import annotations

from typing import Any

from explorer.queries.categorical import Categories, categories
from explorer.queries.faults import flags
from explorer.queries.mix import gutted
from explorer.queries.numeric import percentiles, totals
from explorer.queries.quality import duplicates
from explorer.queries.waterfall import waterfall
from explorer.view import View

_TOKEN_COLUMNS = ("system_tokens", "prompt_tokens", "response_tokens", "total_tokens")
_LISTED = 40  # categories that are told of


def summary(view: View) -> dict[str, Any]:
    """Counts before and after the drops, percentiles, flags, copies and categories of a view."""
    dataset = view.dataset
    counted, looked_at = totals(view.kept()), totals(view)
    numeric = [name for name in (*_TOKEN_COLUMNS, "n_turns") if name in dataset.columns]
    left_out = {"remarks", "roles", *(() if dataset.hand.decides else ("decision",))}
    shown = [c.name for c in dataset.columns.values() if c.kind == "category" and c.name not in left_out]
    return {
        "fingerprint": dataset.fingerprint,
        "filter": view.focus.text,
        "ledger": dataset.ledger._asdict(),
        "rows": counted.rows,
        "rows_kept": counted.rows_kept,
        "tokens": counted.tokens,
        "tokens_kept": counted.tokens_kept,
        "rows_in_focus": looked_at.rows_kept,
        "tokens_in_focus": looked_at.tokens_kept,
        **dropped(view),
        "tokeniser": dataset.encoding,
        "percentiles": {p.column: p._asdict() for p in percentiles(view, numeric)},
        "flags": {flag.column.name: {"all": flag.all, "kept": flag.kept} for flag in flags(view)},
        "duplicates": {d.column.name: {"groups": d.groups, "rows": d.rows, "extra": d.extra} for d in duplicates(view)},
        "categories": {name: _category(categories(view, name)) for name in shown[:_LISTED]},
    }


def dropped(view: View) -> dict[str, Any]:
    """What the drops take out: drops, waterfall, kept_by_hand and gutted."""
    found = waterfall(view)
    return {
        "drops": [step.as_dict() for step in view.drops.steps],
        "waterfall": [fall.as_dict() for fall in found.steps],
        "kept_by_hand": found.kept_by_hand,
        "gutted": [
            {
                "step": view.drops.steps[one.step].name,
                "column": one.column,
                "value": one.value,
                "before": one.before,
                "after": one.after,
            }
            for one in gutted(view)
        ],
    }


def _category(found: Categories) -> dict[str, Any]:
    counts = [
        {"value": value, "all": int(every), "kept": int(kept)}
        for value, every, kept in zip(found.values, found.all, found.kept, strict=True)
    ]
    return {
        "values": counts,
        "distinct": found.distinct,
        "other": {"all": found.other_all, "kept": found.other_kept},
        "evenness": found.spread.evenness,
        "effective": found.spread.effective,
        "largest": found.spread.largest,
    }
