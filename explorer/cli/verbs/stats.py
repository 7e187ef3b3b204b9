"""`stats`: scorecard of what the drops keep, what each of them takes out, and summaries of the rows that are looked at."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from explorer.cli import arguments
from explorer.cli.terminal import inert, table
from explorer.cli.verb import Verb
from explorer.labels import with_name

if TYPE_CHECKING:
    from explorer import queries
    from explorer.view import View

_TOKEN_COLUMNS = ("system_tokens", "prompt_tokens", "response_tokens", "total_tokens")


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.where(parser, "summaries only of the rows for which it holds; the scorecard judges all that are kept")
    arguments.drops(parser)
    arguments.profile(parser)


def _summary(view: View) -> dict[str, Any]:
    """Summaries of a view as plain values."""
    from explorer import queries
    from explorer.cli import falls

    dataset = view.dataset
    counted, looked_at = queries.totals(view.kept()), queries.totals(view)
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
        **falls.facts(view),
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
    from explorer import compare, scorecard
    from explorer.cli import falls
    from explorer.cli.scorecards import profile_of, show
    from explorer.cli.shared import dataset_of, view_of, write_json

    profile = profile_of(options)
    view = view_of(options, dataset_of(options))
    facts = _summary(view)
    card = scorecard.score(view, profile)
    marks = compare.apart(view)
    if options.json:
        apart = {"apart": [mark.as_dict() for mark in marks]} if view.has_focus else {}
        write_json({**facts, **apart, "scorecard": card.as_dict()})
        return 0
    show(card)
    kept, rows = facts["rows_kept"], facts["rows"]
    share = f"{kept / rows:.1%}" if rows else "0 %"
    print(
        f"{inert(view.dataset.name)}: {kept:,} of {rows:,} rows kept ({share}), {facts['tokens_kept']:,} of {facts['tokens']:,} tokens"
    )
    falls.show(view)
    if view.has_focus:
        print(f"\nof these, {facts['rows_in_focus']:,} rows and {facts['tokens_in_focus']:,} tokens are looked at:")
        rows = [(mark.said, f"{mark.share:.1%}", f"{mark.share_others:.1%}", mark.where) for mark in marks]
        print(table(("what sets them apart", "of these", "of the others", "condition"), rows, widths=(44, 10, 14, 60)))
    measures = ("mean", "minimum", "p5", "p50", "p95", "p99", "maximum")
    print(
        table(("tokens", *measures), [(n, *(_short(p[m]) for m in measures)) for n, p in facts["percentiles"].items()])
    )
    print(table(("check", "rows", "kept"), [(name, f["all"], f["kept"]) for name, f in facts["flags"].items()]))
    print(table(("duplicates", "groups", "rows", "extra"), [(n, *d.values()) for n, d in facts["duplicates"].items()]))
    for name, found in facts["categories"].items():
        print(
            f"{inert(name)}: {found['distinct']:,} values, evenness {found['evenness']:.2f}, effectively {found['effective']:.1f} of them"
        )
        rows = [(with_name(name, v["value"]), v["all"], v["kept"]) for v in found["values"][:8]]
        print(table(("value", "rows", "kept"), rows))
    return 0


def _short(number: float | None) -> str:
    if number is None:
        return "-"
    return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"


STATS = Verb(
    name="stats",
    help="scorecard of the kept rows, what each drop takes out, and summaries",
    description="The scorecard of what is kept; what each --drop takes out: rows that none before it took, rows that its condition "
    "holds for, rows that no other takes; then tokens by role with percentiles, dialects, checks and duplicates. With --where, what sets these rows apart from the "
    "others: columns and words, surest first.\n\n"
    'examples:\n  python -m explorer stats data.jsonl --where "n_turns > 2" --json\n'
    '  python -m explorer stats data.jsonl --drop "Refusals: is_refusal" --drop "Copies: is_exact_copy"',
    arguments=_arguments,
    run=_run,
)
