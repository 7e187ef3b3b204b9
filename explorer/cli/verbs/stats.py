"""`stats`: scorecard of what the drops keep, what each of them takes out, and summaries of the rows that are looked at."""

from __future__ import annotations

import argparse

from explorer.cli import arguments
from explorer.cli.terminal import inert, table
from explorer.cli.verb import Verb
from explorer.labels import with_name


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.where(parser, "summaries only of the rows for which it holds; the scorecard judges all that are kept")
    arguments.drops(parser)
    arguments.profile(parser)


def _run(options: argparse.Namespace) -> int:
    from explorer import queries, scorecard
    from explorer.cli import falls
    from explorer.cli.scorecards import profile_of, show
    from explorer.cli.shared import dataset_of, view_of, write_json

    profile = profile_of(options)
    view = view_of(options, dataset_of(options))
    facts = queries.summary(view)
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
    falls.show(view)
    if view.has_focus:
        print(f"\nof these, {facts['rows_in_focus']:,} rows and {facts['tokens_in_focus']:,} tokens are looked at:")
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
    "holds for, rows that no other takes; then tokens by role with percentiles, dialects, checks and duplicates.\n\n"
    'examples:\n  python -m explorer stats data.jsonl --where "n_turns > 2" --json\n'
    '  python -m explorer stats data.jsonl --drop "Refusals: is_refusal" --drop "Copies: is_exact_copy"',
    arguments=_arguments,
    run=_run,
)
