"""`decide`: keep, drop or mark the rows of a condition by hand; or take such an action back."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from explorer.cli import arguments
from explorer.cli.terminal import inert
from explorer.cli.verb import Verb
from explorer.errors import DecisionError

if TYPE_CHECKING:
    from explorer.cli.decided import Told
    from explorer.decisions import Change


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser, nargs="*")
    arguments.where(parser, "the rows for which it holds, TRUE for all")
    arguments.own_columns(parser)
    does = parser.add_mutually_exclusive_group()
    does.add_argument("--drop", dest="does", action="store_const", const="drop", help="take them out")
    does.add_argument("--keep", dest="does", action="store_const", const="keep", help="keep them, whatever a step says")
    does.add_argument("--mark", dest="does", action="store_const", const="mark", help="mark them, to come back to them")
    does.add_argument("--unmark", dest="does", action="store_const", const="unmark", help="take the mark away")
    does.add_argument(
        "--clear",
        dest="does",
        action="store_const",
        const="clear",
        help="forget decision, mark, note and corrected text",
    )
    parser.add_argument("--note", default=None, metavar="TEXT", help="why; alone or with one of these")
    parser.add_argument("--overwrite", action="store_true", help="also where somebody else has decided otherwise")
    parser.add_argument(
        "--undo", type=arguments.natural, default=0, metavar="ACTION", help="take an action back, by its number"
    )


def _run(options: argparse.Namespace) -> int:
    from explorer.cli import decided
    from explorer.cli.shared import dataset_of, needed_layers, write_json
    from explorer.decisions import book, person
    from explorer.queries import row_ids
    from explorer.view import View

    if options.undo:
        done = book().undo(options.undo, person(), decided.via())
        if not done.changed and not done.conflicts:
            raise DecisionError(f"There is no action {options.undo:,} to take back.", "`decide` prints its number.")
        told, asked = decided.Told(done.action, done.changed, done.conflicts), done.changed + len(done.conflicts)
    else:
        change = _change(options)
        dataset = dataset_of(options, needed_layers(options.where))
        view = View.of(dataset, options.where).looked_at()
        keys = dataset.hand.keys(row_ids(view, limit=dataset.rows))
        asked = len(keys)
        told = decided.act(dataset, dict.fromkeys(keys.values(), change), person(), options.overwrite)
    if options.json:
        left = [{"who": record.who, "decision": record.decision} for record in told.left]
        write_json({"action": told.action, "rows": asked, "changed": told.changed, "left": left})
    else:
        _show(told, asked, options.undo)
    return 0


def _change(options: argparse.Namespace) -> Change:
    """What the options ask to be set. DecisionError where they ask for nothing, or of no rows."""
    from explorer.decisions import Change

    if not options.does and options.note is None:
        raise DecisionError(
            "Nothing was decided.", "Say --drop, --keep, --mark, --unmark, --clear or --note, or --undo and a number."
        )
    if not options.source or not options.where.strip():
        raise DecisionError(
            "Which rows are meant was not said.", "Name a source, and say --where; --where TRUE is for all rows."
        )
    change = Change()
    match options.does:
        case "drop" | "keep":
            change["decision"] = options.does
        case "mark" | "unmark":
            change["marked"] = options.does == "mark"
        case "clear":
            change = Change(decision=None, marked=False, note="", edit={})
    if options.note is not None:
        change["note"] = options.note
    return change


def _show(told: Told, asked: int, undone: int) -> None:
    print(f"{told.changed:,} of {asked:,} rows changed" + (f", action {told.action}" if told.action else ""))
    if told.left:
        names = sorted({inert(record.who or "somebody") for record in told.left})
        why = "changed since" if undone else "decided otherwise"
        print(f"left as they are, {why} by {', '.join(names[:5])}: {len(told.left):,} rows")
        if not undone:
            print("  --overwrite replaces what they decided")
    if told.action and not undone:
        print(f"  decide --undo {told.action} takes it back")


DECIDE = Verb(
    name="decide",
    help="keep, drop or mark the rows of a condition by hand",
    description="Decisions are kept in a folder of the user's own (EXPLORER_DATA names another), by what a row says: they hold for the same "
    "row in another file. A drop takes the row out of the verdict and the export; a keep beats every step. What somebody else has decided "
    "otherwise stays, and is told. The name is that of the login, or EXPLORER_USER.\n\nexamples:\n"
    '  python -m explorer decide data.jsonl --where "row_id = 17" --drop --note "an advertisement"\n'
    "  python -m explorer decide --undo 3",
    arguments=_arguments,
    run=_run,
)
