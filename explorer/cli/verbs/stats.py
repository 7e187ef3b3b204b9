"""`stats`: scorecard of what the drops keep, what each of them takes out, and summaries of the rows that are looked at."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from explorer.cli import arguments
from explorer.cli.terminal import inert, table
from explorer.cli.verb import Verb
from explorer.labels import with_name

if TYPE_CHECKING:
    from explorer.diversity import Diversity


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.where(parser, "summaries only of the rows for which it holds; the scorecard judges all that are kept")
    arguments.drops(parser)
    arguments.profile(parser)
    parser.add_argument("--all", action="store_true", help="everything, not the summary; --json always has all of it")


def _run(options: argparse.Namespace) -> int:
    from explorer import compare, diversity, norms, queries, scorecard
    from explorer.cli import falls
    from explorer.cli.scorecards import profile_of, show
    from explorer.cli.shared import dataset_of, view_of, write_json

    profile = profile_of(options)
    view = view_of(options, dataset_of(options))
    facts = queries.summary(view)
    card = scorecard.score(view, profile)
    marks = compare.apart(view)
    varied = diversity.measure(view)
    places = norms.of_view(view.kept(), card)
    if options.json:
        apart = {"apart": [mark.as_dict() for mark in marks]} if view.has_focus else {}
        among = {name: {**place._asdict(), "percentile": place.percentile} for name, place in places.items()}
        write_json({**facts, **apart, "diversity": varied.as_dict(), "scorecard": card.as_dict(), "norms": among})
        return 0
    _heading("Rows")
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
    _heading("Scorecard")
    show(card, brief=not options.all)
    _heading("Tokens")
    measures = ("mean", "minimum", "p5", "p50", "p95", "p99", "maximum")
    print(
        table(("tokens", *measures), [(n, *(_short(p[m]) for m in measures)) for n, p in facts["percentiles"].items()])
    )
    if options.all:
        _heading("Checks and copies")
        print(table(("check", "rows", "kept"), [(name, f["all"], f["kept"]) for name, f in facts["flags"].items()]))
        print(
            table(("duplicates", "groups", "rows", "extra"), [(n, *d.values()) for n, d in facts["duplicates"].items()])
        )
        _heading("Diversity")
        _show_diversity(varied)
    _heading("Categories")
    for name, found in facts["categories"].items():
        print(
            f"{inert(name)}: {found['distinct']:,} values, evenness {found['evenness']:.2f}, effectively {found['effective']:.1f} of them"
        )
        rows = [(with_name(name, v["value"]), v["all"], v["kept"]) for v in found["values"][:8]]
        if options.all:
            print(table(("value", "rows", "kept"), rows))
    if not options.all:
        print("\n--all adds the points that pass, every check, copies, diversity and the values of each category.")
    return 0


def _heading(words: str) -> None:
    print(f"\n== {words} ==")


def _show_diversity(found: Diversity) -> None:
    from explorer.diversity import HELP

    lines = [(name, "unknown: draw the map" if (v := getattr(found, name)) is None else f"{v:.4g}") for name in HELP]
    print(table(("diversity", "figure"), lines))
    for name, listed in (("openings", found.openings), ("endings", found.endings)):
        if listed:
            print(
                table(
                    (f"{name} of answers that many share", "rows"), [(inert(one.text), one.rows) for one in listed[:8]]
                )
            )


def _short(number: float | None) -> str:
    if number is None:
        return "-"
    return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"


STATS = Verb(
    name="stats",
    help="scorecard of the kept rows, what each drop takes out, and summaries",
    description="The scorecard of what is kept; what each --drop takes out: rows that none before it took, rows that its condition "
    "holds for, rows that no other takes; then tokens by role with percentiles, dialects, checks and duplicates. Brief unless --all is said. With --where, what sets these rows apart from the "
    "others: columns and words, surest first.\n\n"
    'examples:\n  python -m explorer stats data.jsonl --where "n_turns > 2" --json\n'
    '  python -m explorer stats data.jsonl --drop "Refusals: is_refusal" --drop "Copies: is_exact_copy"',
    arguments=_arguments,
    run=_run,
)
