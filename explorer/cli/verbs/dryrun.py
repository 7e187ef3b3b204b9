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
from explorer.trainers.chat.texts import TEXTS

if TYPE_CHECKING:
    from explorer import dryrun
    from explorer.view import View


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.where(parser, "only kept rows for which it holds")
    arguments.drops(parser)
    arguments.trainer(parser, "all", f"all (default), {arguments.TRAINER_NAMES}")
    parser.add_argument("--rows", action="store_true", help="with one --trainer: a JSON line for each row")
    parser.add_argument(
        "--trained",
        action="store_true",
        help="count the tokens that are trained, too: each row is written out once for each trainer, which takes a while",
    )
    parser.add_argument("--price", type=arguments.price, metavar="USD", help="of a million tokens: what an epoch costs")
    parser.add_argument(
        "--config",
        action="store_true",
        help="write what the trainer needs to read the dataset: names, length, packing, tokens of an epoch",
    )
    parser.add_argument(
        "--show",
        type=arguments.natural,
        metavar="ROW",
        help="write out this row as its trainer does, with what is trained between ⟦ and ⟧; templates: "
        f"{arguments.listed(TEXTS, 'or')}",
    )
    parser.add_argument(
        "--loss",
        default="default",
        metavar="NAME",
        help="with --show: another loss than the trainer's own: all, assistant or last, where it has one",
    )


def _run(options: argparse.Namespace) -> int:
    from explorer import dryrun
    from explorer.cli.shared import conditions, dataset_of, needed_layers, view_of, write_json

    if options.show is not None:
        return _show_row(options)
    asked = _plans(options)  # an unknown name is said before anything is built
    columns = [BY_NAME[trainer].column for trainer in asked]
    columns += [BY_NAME[trainer].trained_column for trainer in asked] if options.trained else []
    wanted = " ".join((conditions(options), *columns))
    view = view_of(options, dataset_of(options, needed_layers(wanted)))
    if options.rows:
        for record in dryrun.fates(view, next(iter(asked.values()))):
            write_json(record)
        return 0
    found = dryrun.summary(view, options.max_length, options.template, list(asked), trained=options.trained)
    if options.config:
        _show_configs(view, found)
    elif options.json:
        priced = options.price
        cost = {
            name: {} if priced is None else {"dollars_an_epoch": one.dollars(priced)} for name, one in found.items()
        }
        write_json({trainer: dryrun.as_dict(result) | cost[trainer] for trainer, result in found.items()})
    else:
        _show(found, options.price)
    return 0


def _show_row(options: argparse.Namespace) -> int:
    """The row of --show as one trainer writes it out, or as all of them do."""
    from explorer import dryrun
    from explorer.cli.shared import dataset_of, write_json

    able = tuple(name for name, trainer in BY_NAME.items() if options.loss in trainer.losses)
    names = (able or tuple(BY_NAME)) if options.trainer == "all" else (options.trainer,)
    dataset = dataset_of(options, [])
    asked = (dataset, options.show)
    found = [dryrun.shown(*asked, name, options.max_length, options.template, options.loss) for name in names]
    if options.json:
        write_json([one.as_dict() for one in found])
        return 0
    for one in found:
        print(_head(one))
        whole = "".join(piece.text for piece in one.pieces)
        opened, closed = next((pair for pair in _MARKS if not any(mark in whole for mark in pair)), _MARKS[-1])
        text = "".join(f"{opened}{piece.text}{closed}" if piece.trained else piece.text for piece in one.pieces)
        print(*filter(None, (text.rstrip("\n"), *(f"Note: {note}" for note in one.notes), "")), sep="\n")
    return 0


def _head(row: dryrun.ShownRow) -> str:
    """What becomes of the row, in a line."""
    counts = f", {row.trained:,} of {row.tokens:,} tokens trained" if row.pieces else ""
    cut = f", {row.cut:,} cut off" if row.cut and row.pieces else ""
    said = f": {row.said}" if row.said else ""
    where = f" ({row.cite})" if row.cite else ""
    return f"# {row.trainer.label}, {row.template.label}: {row.outcome}{counts}{cut}{said}{where}"


_MARKS = (("⟦", "⟧"), ("⟪", "⟫"), ("⸢", "⸣"), ("[[[", "]]]"))
"""What stands around trained text: the first pair that the row itself does not hold."""


def _plans(options: argparse.Namespace) -> dict[str, dryrun.Plan]:
    """The plans that --trainer, --max-length and --template ask for."""
    from explorer import dryrun

    names = tuple(BY_NAME) if options.trainer == "all" else (options.trainer,)
    if options.rows and len(names) > 1:
        raise ExplorerError("--rows is for one trainer.", f"Add --trainer with one of: {', '.join(BY_NAME)}.")
    return {name: dryrun.plan(name, options.max_length, options.template) for name in names}


def _show_configs(view: View, found: Mapping[str, dryrun.Result]) -> None:
    """What each trainer needs to read the dataset, file by file."""
    from explorer import dryrun

    for name, result in found.items():
        for file in dryrun.config(view.dataset, result):
            print(f"# {BY_NAME[name].label}: {file.name}", file.text, sep="\n")


def _show(found: Mapping[str, dryrun.Result], price: float | None) -> None:
    """A line for each trainer, and one for each rule that strikes."""
    trained = any(result.trained is not None for result in found.values())
    head = (
        "trainer",
        *OUTCOMES,
        "response tokens lost",
        "tokens an epoch",
        *(("trained of these", "rows that train nothing") if trained else ()),
        *(() if price is None else ("USD an epoch",)),
    )
    rows = [
        (
            BY_NAME[name].label,
            *(result.count(outcome) for outcome in OUTCOMES),
            result.lost,
            result.tokens,
            *((result.trained, result.idle) if trained else ()),
            *(() if price is None else (f"{result.dollars(price):,.2f}",)),
        )
        for name, result in found.items()
    ]
    print(table(head, rows))
    struck = [
        (
            BY_NAME[name].label,
            fate.case.outcome,
            fate.rows,
            fate.case.rule,
            fate.case.said,
            fate.case.cite,
        )
        for name, result in found.items()
        for fate in result.fates
        if fate.case.rule
    ]
    print(table(("trainer", "outcome", "rows", "rule", "why", "says"), struck, widths=(14, 9, 12, 20, 90, 80)))


DRYRUN = Verb(
    name="dryrun",
    help=f"what {arguments.listed((trainer.in_words for trainer in TRAINERS), 'and')} would do with each row",
    description="Keep, truncate, rename (sound under other field names), drop, mask (nothing left to train) or crash, at a maximum length and under a chat template, with the rule "
    "that says so. --show ROW writes one row out and marks what is trained. --rows writes a JSON line for each row instead: row_id, outcome, rule, response tokens lost.\n\nexamples:\n"
    "  python -m explorer dryrun data.jsonl --max-length 4096 --template qwen\n"
    "  python -m explorer dryrun data.jsonl --trainer trl --rows\n"
    "  python -m explorer dryrun data.jsonl --show 12 --trainer trl --template qwen3",
    arguments=_arguments,
    run=_run,
)
