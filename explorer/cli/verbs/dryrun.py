"""`dryrun`: what the trainers would do with each row."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from explorer.cli import arguments
from explorer.cli.terminal import table
from explorer.cli.verb import Verb
from explorer.errors import ExplorerError
from explorer.trainers import BY_NAME, OUTCOMES, TRAINERS

if TYPE_CHECKING:
    from explorer import dryrun


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.where(parser, "only kept rows for which it holds")
    arguments.drops(parser)
    arguments.trainer(parser, "all", f"all (default), {arguments.TRAINER_NAMES}")
    parser.add_argument("--rows", action="store_true", help="with one --trainer: a JSON line for each row")


def _run(options: argparse.Namespace) -> int:
    from explorer import dryrun
    from explorer.cli.shared import conditions, dataset_of, needed_layers, view_of, write_json

    asked = _plans(options)  # an unknown name is said before anything is built
    wanted = " ".join((conditions(options), *(BY_NAME[trainer].column for trainer in asked)))
    view = view_of(options, dataset_of(options, needed_layers(wanted)))
    if options.rows:
        for record in dryrun.fates(view, next(iter(asked.values()))):
            write_json(record)
        return 0
    found = dryrun.summary(view, options.max_length, options.template, list(asked))
    if options.json:
        write_json({trainer: dryrun.as_dict(result) for trainer, result in found.items()})
    else:
        _show(found)
    return 0


def _plans(options: argparse.Namespace) -> dict[str, dryrun.Plan]:
    """The plans that --trainer, --max-length and --template ask for."""
    from explorer import dryrun

    names = tuple(BY_NAME) if options.trainer == "all" else (options.trainer,)
    if options.rows and len(names) > 1:
        raise ExplorerError("--rows is for one trainer.", f"Add --trainer with one of: {', '.join(BY_NAME)}.")
    return {name: dryrun.plan(name, options.max_length, options.template) for name in names}


def _show(found: Mapping[str, dryrun.Result]) -> None:
    """A line for each trainer, and one for each rule that strikes."""
    head = ("trainer", *OUTCOMES, "response tokens lost")
    rows = [
        (BY_NAME[name].label, *(result.count(outcome) for outcome in OUTCOMES), result.lost)
        for name, result in found.items()
    ]
    print(table(head, rows))
    struck = [
        (BY_NAME[name].label, fate.case.outcome, fate.rows, fate.case.rule, fate.case.said, fate.case.cite)
        for name, result in found.items()
        for fate in result.fates
        if fate.case.rule
    ]
    print(table(("trainer", "outcome", "rows", "rule", "why", "says"), struck, widths=(14, 9, 12, 20, 90, 80)))


DRYRUN = Verb(
    name="dryrun",
    help=f"what {arguments.listed((trainer.in_words for trainer in TRAINERS), 'and')} would do with each row",
    description="Keep, truncate, drop, mask (nothing left to train) or crash, at a maximum length and under a chat template, with the rule "
    "that says so. --rows writes a JSON line for each row instead: row_id, outcome, rule, response tokens lost.\n\nexamples:\n"
    "  python -m explorer dryrun data.jsonl --max-length 4096 --template qwen\n"
    "  python -m explorer dryrun data.jsonl --trainer trl --rows",
    arguments=_arguments,
    run=_run,
)
