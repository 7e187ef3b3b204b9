"""`check`: the gate."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.cli import arguments
from explorer.cli.verb import DONE, FAILED, Verb

if TYPE_CHECKING:
    from explorer import scorecard
    from explorer.compare import Worse


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.where(parser, "judge only the rows for which it holds")
    arguments.drops(parser)
    arguments.profile(parser)
    parser.add_argument("--strict", action="store_true", help="warnings and what cannot be told fail too")
    parser.add_argument(
        "--baseline",
        type=Path,
        default=None,
        metavar="OLD.json",
        help="what `check --json` or `stats --json` wrote earlier: only what got worse since fails; with --strict also what got "
        "worse within chance",
    )


def _run(options: argparse.Namespace) -> int:
    from explorer import compare, filters, scorecard
    from explorer.cli.scorecards import profile_of, show
    from explorer.cli.shared import dataset_of, judged, write_json
    from explorer.cli.terminal import unread

    profile = profile_of(options)  # an invalid one is said before anything is built
    baseline = compare.read_baseline(options.baseline) if options.baseline is not None else None
    view = judged(options, dataset_of(options))
    card = scorecard.score(view, profile)
    worse = compare.worse(baseline, card) if baseline is not None else []
    failed = [finding.point.id for finding in _failed(card, options.strict)]
    if baseline is not None:
        failed = [one.finding.point.id for one in worse if one.sure or options.strict]
    with unread():
        if options.json:
            facts = {
                "passed": not failed,
                "failed": failed,
                "fingerprint": view.dataset.fingerprint,
                "filter": filters.parse(options.where, view.dataset.columns).text,
                "drops": [step.as_dict() for step in view.drops.steps],
                "rows_kept": card.counts.rows,
                "scorecard": card.as_dict(),
            }
            if baseline is not None:
                facts["worse"] = [one.as_dict() for one in worse]
            write_json(facts)
        else:
            show(card)
            if baseline is not None:
                _show_worse(worse)
            print(f"failed: {', '.join(failed)}" if failed else "passed")
    return FAILED if failed else DONE


def _show_worse(worse: list[Worse]) -> None:
    print("worse than the baseline:" if worse else "nothing is worse than the baseline")
    for one in worse:
        print(f"  {one.finding.point.title}: {one.said}{'' if one.sure else ', within chance'}")


def _failed(card: scorecard.Card, strict: bool) -> list[scorecard.Finding]:
    """Findings that close the gate: those that fail; with `strict` also those that warn or cannot be told."""
    closing = ("fail", "warn", "unknown") if strict else ("fail",)
    return [finding for finding in card.findings if finding.verdict in closing]


CHECK = Verb(
    name="check",
    help="the gate: exit code 1 where the data fails the scorecard",
    description="Judges the rows that are kept by the guide's points. Exit code 1 where a point fails; --strict also closes the gate on "
    "warnings and on what cannot be told. Thresholds come from a profile: --kind picks one of three, --profile changes single "
    "values (TOML; the shipped profile.toml explains each). --baseline asks instead whether anything got worse: a verdict that "
    'fell, or a share that rose beyond chance.\n\nexamples:\n  python -m explorer check data.jsonl --drop "Refusals: is_refusal"\n'
    "  python -m explorer check data.jsonl --kind reasoning --profile ours.toml --json\n"
    "  python -m explorer check data.jsonl --baseline main.json",
    arguments=_arguments,
    run=_run,
)
