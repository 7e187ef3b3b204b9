"""`compare`: two datasets, two versions of one, or one before and after its drops."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from explorer.cli import arguments
from explorer.cli.terminal import inert, table
from explorer.cli.verb import Verb
from explorer.errors import ExplorerError

if TYPE_CHECKING:
    from explorer.compare import Change, Matched, Measured
    from explorer.view import View

_SHOWN = 20  # lines of a table


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source",
        nargs=1,
        type=arguments.source_name,
        metavar="A",
        help="the earlier, or the only dataset: a file, folder or glob",
    )
    parser.add_argument(
        "other",
        nargs="?",
        type=arguments.source_name,
        metavar="B",
        help="the later dataset; without it, A is compared with what its drops keep",
    )
    arguments.reading(parser)
    arguments.drops(parser)
    arguments.profile(parser)


def _run(options: argparse.Namespace) -> int:
    from explorer import compare, scorecard
    from explorer.cli.scorecards import profile_of
    from explorer.cli.shared import write_json

    profile = profile_of(options)
    before, after = _views(options)
    measured = compare.measure(before, after)
    changes = compare.verdicts(scorecard.score(before, profile), scorecard.score(after, profile))
    matched = compare.match(before, after)
    if options.json:
        write_json(compare.facts(before, after, measured, changes, matched))
    else:
        _show(before, after, measured, changes, matched)
    return 0


def _views(options: argparse.Namespace) -> tuple[View, View]:
    from explorer import building, steps
    from explorer.cli.shared import build_options, dataset_of, reporting
    from explorer.store import Cache
    from explorer.view import View

    dataset = dataset_of(options)
    listed = steps.checked(options.drops)
    if options.other is None:
        after = View.of(dataset, "", listed, options.by_hand)
        if not after.has_drops:
            raise ExplorerError(
                "There is nothing to compare with.",
                "Name a second dataset, or drops: compare data.jsonl --drop is_refusal.",
            )
        return after.everything(), after
    with reporting(options) as report:
        other = building.run(Cache.default(), building.resolve([options.other]), build_options(options), None, report)
    return View.of(dataset, "", listed, options.by_hand), View.of(other, "", listed, options.by_hand)


def _show(before: View, after: View, measured: Measured, changes: list[Change], matched: Matched) -> None:
    from explorer import compare
    from explorer.compare import sentences

    names = ("before", "after") if measured.nested else (inert(before.dataset.name), inert(after.dataset.name))
    print(f"{names[0]}: {measured.rows_before:,} rows; {names[1]}: {measured.rows_after:,} rows")
    print(inert(compare.first_sentence(measured)))
    rows = [
        (sentences.name(one), *sentences.amounts(one), sentences.interval(one)) for one in measured.telling[:_SHOWN]
    ]
    print(table(("what", *names, "difference"), rows, widths=(44, 24, 24, 52)))
    moved = [one for one in changes if one.step]
    print(
        table(
            ("check", *names),
            [(one.after.point.title, one.before.verdict, one.after.verdict) for one in moved],
            widths=(36, 24, 24),
        )
        or "\n  no check changed its verdict"
    )
    by = f" (matched by {inert(matched.by)})" if matched.by else ""
    print(
        f"\nrows: {matched.same:,} the same, {len(matched.changed):,} changed, {len(matched.only_before):,} only in "
        f"{names[0]}, {len(matched.only_after):,} only in {names[1]}{by}"
    )


COMPARE = Verb(
    name="compare",
    help="two datasets, two versions of one, or one before and after its drops",
    description="Names what differs between A and B, surest first: shares with their difference in points (Newcombe's interval), numbers by "
    "Cliff's delta, 95 %; the checks whose verdict changed; and the rows that are the same, changed, or in one alone, matched by "
    "a field that names them (id, uuid, ...), else by their texts and prompts. Drops apply to both; with A alone, it is compared with what they keep.\n\n"
    "examples:\n  python -m explorer compare old.jsonl new.jsonl\n"
    '  python -m explorer compare data.jsonl --drop "Refusals: is_refusal" --json',
    arguments=_arguments,
    run=_run,
)
