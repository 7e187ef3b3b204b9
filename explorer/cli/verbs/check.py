"""`check`: the gate."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.cli import arguments
from explorer.cli.verb import DONE, FAILED, Verb

if TYPE_CHECKING:
    from explorer.compare import Worse

_FORMATS = ("text", "json", "markdown", "junit", "sarif")


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
        help="what `check --json` or `stats --json` wrote earlier: of the checks only what got worse since fails; with --strict also "
        "what got worse within chance",
    )
    parser.add_argument(
        "--expect",
        dest="expected",
        action="append",
        default=[],
        metavar="SENTENCE",
        help='also fail where this does not hold: "share(is_refusal) <= 0.01", "rows >= 10000", "p95(total_tokens) < 4096"; repeat it for more',
    )
    parser.add_argument(
        "--format", dest="form", choices=_FORMATS, default="text", help="json is the same as --json; default: text"
    )
    parser.add_argument(
        "--metrics-json",
        type=Path,
        default=None,
        metavar="FILE",
        help="also write every number, flat, for DVC, MLflow or W&B",
    )


def _run(options: argparse.Namespace) -> int:
    from explorer import compare, gate, queries, scorecard
    from explorer.cli.scorecards import profile_of, show
    from explorer.cli.shared import dataset_of, judged, write_json
    from explorer.cli.terminal import unread

    options.json = options.json or options.form == "json"
    profile = profile_of(options)  # an invalid one is said before anything is built
    expected = [gate.read(text) for text in (*profile.expect, *options.expected)]
    baseline = compare.read_baseline(options.baseline) if options.baseline is not None else None
    view = judged(options, dataset_of(options))
    card = scorecard.score(view, profile)
    found = gate.outcomes(view, card, expected, places=options.form in gate.FORMATS)
    failed = gate.closing(found, options.strict)
    worse = compare.worse(baseline, card) if baseline is not None else []
    if baseline is not None:
        # What was bad before may stay so; a sentence of the user's must hold in any case.
        fallen = {f"check.{one.finding.point.id}" for one in worse if one.sure or options.strict}
        failed = [one for one in found if one.code in fallen or (one in failed and one.code.startswith("expect."))]
    if options.metrics_json is not None:
        counted = queries.totals(view)
        counts = {"rows_kept": counted.rows_kept, "tokens_kept": counted.tokens_kept, "rows": counted.rows}
        _write(options.metrics_json, gate.metrics(found, counts))
    with unread():
        if options.json:
            facts = gate.facts(view, card, found, failed, options.where)
            if baseline is not None:
                facts["worse"] = [one.as_dict() for one in worse]
            write_json(facts)
        elif options.form in gate.FORMATS:
            print(gate.render(options.form, view.dataset.name, found, failed), end="")
        else:
            show(card)
            for one in found:
                if one.code.startswith("expect."):
                    print(f"{'FAIL' if one in failed else 'pass'}  {one.said}")
            if baseline is not None:
                _show_worse(worse)
            print(f"failed: {', '.join(one.name for one in failed)}" if failed else "passed")
    return FAILED if failed else DONE


def _show_worse(worse: list[Worse]) -> None:
    print("worse than the baseline:" if worse else "nothing is worse than the baseline")
    for one in worse:
        print(f"  {one.finding.point.title}: {one.said}{'' if one.sure else ', within chance'}")


def _write(path: Path, facts: dict[str, Any]) -> None:
    import orjson

    from explorer import files
    from explorer.errors import ExportError

    try:
        with files.atomic(path.expanduser().absolute()) as target:
            target.write(orjson.dumps(facts, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}.", "Choose another folder.") from error


CHECK = Verb(
    name="check",
    help="the gate: exit code 1 where the data fails the scorecard",
    description="Judges the rows that are kept by the guide's points. Exit code 1 where a point fails; --strict also closes the gate on "
    "warnings and on what cannot be told. Thresholds come from a profile: --kind picks one of three, --profile changes single "
    "values (TOML; the shipped profile.toml explains each). --baseline asks instead whether anything got worse: a verdict that "
    'fell, or a share that rose beyond chance.\n\nexamples:\n  python -m explorer check data.jsonl --drop "Refusals: is_refusal"\n'
    "  python -m explorer check data.jsonl --kind reasoning --profile ours.toml --json\n"
    '  python -m explorer check data.jsonl --expect "share(is_refusal) <= 0.01" --format markdown\n'
    "  python -m explorer check data.jsonl --baseline main.json",
    arguments=_arguments,
    run=_run,
)
