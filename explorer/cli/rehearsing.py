"""The verb that rehearses a training: the trainers' dry run for a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from explorer import dryrun
from explorer.cli.shared import dataset_of, needed_layers, write_json
from explorer.cli.terminal import table
from explorer.errors import ExplorerError
from explorer.trainers import BY_NAME, OUTCOMES
from explorer.view import View


def plans(options: argparse.Namespace) -> dict[str, dryrun.Plan]:
    """The plans that --trainer, --max-length and --template ask for."""
    names = tuple(BY_NAME) if options.trainer == "all" else (options.trainer,)
    if options.rows and len(names) > 1:
        raise ExplorerError("--rows is for one trainer.", f"Add --trainer with one of: {', '.join(BY_NAME)}.")
    return {name: dryrun.plan(name, options.max_length, options.template) for name in names}


def narrowed(options: argparse.Namespace) -> str:
    """--where, and with it what --trainer keeps."""
    if not options.trainer:
        return options.where
    kept = dryrun.keeps_filter(options.trainer, options.max_length, options.template)
    return f"({options.where}) AND ({kept})" if options.where.strip() else kept


def show(found: Mapping[str, dryrun.Result]) -> None:
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


def dryrun_(options: argparse.Namespace) -> int:
    """What the trainers would do with the kept rows."""
    asked = plans(options)  # an unknown name is said before anything is built
    wanted = " ".join((options.where, *(BY_NAME[trainer].column for trainer in asked)))
    view = View.of(dataset_of(options, needed_layers(wanted)), options.where)
    if options.rows:
        for record in dryrun.fates(view, next(iter(asked.values()))):
            write_json(record)
        return 0
    found = dryrun.summary(view, options.max_length, options.template, list(asked))
    if options.json:
        write_json({trainer: dryrun.as_dict(result) for trainer, result in found.items()})
    else:
        show(found)
    return 0
