"""`stats`: scorecard and summaries of the kept rows."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from explorer.cli import arguments
from explorer.cli.terminal import inert, table
from explorer.cli.verb import Verb

if TYPE_CHECKING:
    from explorer import queries
    from explorer.view import View

_TOKEN_COLUMNS = ("system_tokens", "prompt_tokens", "response_tokens", "total_tokens")


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.where(parser)
    arguments.profile(parser)


def _summary(view: View) -> dict[str, Any]:
    """Summaries of a view as plain values."""
    from explorer import queries

    dataset = view.dataset
    counted = queries.totals(view)
    numeric = [name for name in (*_TOKEN_COLUMNS, "n_turns") if name in dataset.columns]
    shown = [c.name for c in dataset.columns.values() if c.kind == "category" and c.name not in ("remarks", "roles")]
    return {
        "fingerprint": dataset.fingerprint,
        "filter": view.focus.text,
        "ledger": dataset.ledger._asdict(),
        "rows": counted.rows,
        "rows_kept": counted.rows_kept,
        "tokens": counted.tokens,
        "tokens_kept": counted.tokens_kept,
        "tokeniser": dataset.encoding,
        "percentiles": {p.column: p._asdict() for p in queries.percentiles(view, numeric)},
        "flags": {flag.column.name: {"all": flag.all, "kept": flag.kept} for flag in queries.flags(view)},
        "duplicates": {
            d.column.name: {"groups": d.groups, "rows": d.rows, "extra": d.extra} for d in queries.duplicates(view)
        },
        "categories": {name: _category(queries.categories(view, name)) for name in shown[:40]},
    }


def _category(found: queries.Categories) -> dict[str, Any]:
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


def _run(options: argparse.Namespace) -> int:
    from explorer import scorecard
    from explorer.cli.scorecards import profile_of, show
    from explorer.cli.shared import dataset_of, write_json
    from explorer.view import View

    profile = profile_of(options)
    view = View.of(dataset_of(options), options.where)
    facts = _summary(view)
    card = scorecard.score(view, profile)
    if options.json:
        write_json({**facts, "scorecard": card.as_dict()})
        return 0
    show(card)
    kept, rows = facts["rows_kept"], facts["rows"]
    share = f"{kept / rows:.1%}" if rows else "0 %"
    print(
        f"{inert(view.dataset.name)}: {kept:,} of {rows:,} rows kept ({share}), {facts['tokens_kept']:,} of {facts['tokens']:,} tokens"
    )
    measures = ("mean", "minimum", "p5", "p50", "p95", "p99", "maximum")
    print(
        table(("tokens", *measures), [(n, *(_short(p[m]) for m in measures)) for n, p in facts["percentiles"].items()])
    )
    print(table(("check", "rows", "kept"), [(name, f["all"], f["kept"]) for name, f in facts["flags"].items()]))
    print(table(("duplicates", "groups", "rows", "extra"), [(n, *d.values()) for n, d in facts["duplicates"].items()]))
    for name, found in facts["categories"].items():
        print(
            f"{inert(name)}: {found['distinct']:,} values, evenness {found['evenness']:.2f}, as varied as {found['effective']:.1f} of equal size"
        )
        print(table(("value", "rows", "kept"), [tuple(v.values()) for v in found["values"][:8]]))
    return 0


def _short(number: float | None) -> str:
    if number is None:
        return "-"
    return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"


STATS = Verb(
    name="stats",
    help="scorecard and summaries of the rows a filter keeps",
    description="The scorecard, rows, tokens by role with percentiles, dialects, checks and duplicates.\n\n"
    'example:\n  python -m explorer stats data.jsonl --where "n_turns > 2" --json',
    arguments=_arguments,
    run=_run,
)
