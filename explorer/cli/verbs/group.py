"""`group`: rows that hold one message each, written as conversations."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.cli import arguments
from explorer.cli.terminal import inert
from explorer.cli.verb import Verb
from explorer.errors import ExplorerError

if TYPE_CHECKING:
    from explorer.export.group import Grouping
    from explorer.view import View


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser, nargs="*")
    arguments.where(parser, "only kept rows for which it holds")
    arguments.drops(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write, as JSONL")
    parser.add_argument(
        "--by",
        default="",
        metavar="COLUMN",
        help="what the rows of one conversation share; `file` makes one of each file; default: what the rows' names say",
    )
    parser.add_argument(
        "--order",
        default="",
        metavar="COLUMN",
        help="what sorts a conversation's rows; default: their place in the source",
    )
    parser.add_argument(
        "--message", default="", metavar="COLUMN", help="of a tree of messages, with --parent: a message's id"
    )
    parser.add_argument("--parent", default="", metavar="COLUMN", help="the id of the message that it follows")
    parser.add_argument(
        "--rank", default="", metavar="COLUMN", help="what sorts the answers to one message, lowest first"
    )
    parser.add_argument(
        "--branches",
        choices=("first", "all"),
        default="first",
        help="of a tree, write the first path alone, or every path from the first message to a last one",
    )
    parser.add_argument(
        "--as", dest="dialect", default="messages", metavar="DIALECT", help="messages (default), sharegpt, alpaca, …"
    )
    parser.add_argument(
        "--recipe", type=Path, default=None, metavar="FILE", help="make the file again that this recipe describes"
    )
    arguments.overwrite(parser)


_NAMED = ("by", "order", "message", "parent", "rank")


def _told(options: argparse.Namespace) -> tuple[View, Grouping]:
    """What the options say: the rows, and what makes conversations of them."""
    from explorer.cli.shared import conditions, dataset_of, needed_layers, view_of
    from explorer.export import group

    if not options.source:
        raise ExplorerError("No source was named.", "Name files, or a recipe with --recipe.")
    dataset = dataset_of(options, needed_layers(conditions(options), options.by, options.order, options.rank))
    view = view_of(options, dataset)
    named = {name: getattr(options, name) for name in _NAMED}
    grouping = group.suggested(view, **{name: column for name, column in named.items() if column})
    return view, dataclasses.replace(grouping, branches=options.branches == "all")


def _replayed(options: argparse.Namespace, made: Mapping[str, Any]) -> tuple[View, Grouping]:
    """What a recipe says of the same."""
    from explorer import recipe
    from explorer.cli.shared import dataset_of, needed_layers
    from explorer.export import group

    if (
        options.where
        or options.drops
        or options.custom
        or not options.by_hand
        or any(getattr(options, name) for name in _NAMED)
    ):
        raise ExplorerError(
            f"--recipe excludes --where, --drop, --column, --no-decisions and {', '.join(f'--{name}' for name in _NAMED)}.",
            "The recipe holds its own.",
        )
    options.custom, options.python = recipe.columns_of(made, options.python), ()
    options.source = options.source or recipe.source_paths(made)
    options.mapping = made.get("mapping", "") or "auto"
    options.encoding = made.get("tokeniser", options.encoding)
    options.dialect = made["export"].get("dialect", "messages")
    grouping = group.Grouping(**{name: made["group"][name] for name in (*_NAMED, "branches")})
    asked = needed_layers(recipe.conditions(made), grouping.by, grouping.order, grouping.rank)
    dataset = dataset_of(options, asked, recipe.reading_of(made))
    recipe.require_same_source(made, dataset)
    dataset.source.require_same_bytes()
    view = recipe.view_of(made, dataset)
    recipe.require_same_map(made, view)
    return view, grouping


def _run(options: argparse.Namespace) -> int:
    from explorer import recipe
    from explorer.cli.shared import reporting, write_json
    from explorer.export import group

    made = recipe.load(options.recipe, grouped=True) if options.recipe else None
    view, grouping = _told(options) if made is None else _replayed(options, made)
    with reporting(options) as report:
        done = group.write(view, options.out, grouping, options.dialect, report, options.overwrite)
    same = None if made is None else recipe.is_same_output(made, done.sha256)
    if options.json:
        facts = {"path": str(options.out), **done.as_dict(), "grouping": dataclasses.asdict(grouping)}
        write_json(facts if same is None else {**facts, "as_recipe_says": same})
        return 0
    by = f"the tree of {grouping.parent}" if grouping.is_tree else grouping.by
    print(f"{inert(str(options.out))}: {done.conversations:,} conversations by {inert(by)}, {done.bytes:,} bytes")
    print(
        f"{done.rows:,} rows = {done.messages:,} messages + {done.other_branches:,} of other branches + "
        f"{done.without_key:,} without a key + {done.unread:,} that hold no message"
    )
    print(f"recipe: {inert(done.recipe)}")
    if same is not None:
        print(
            "The same file as the recipe was written beside, to the byte."
            if same
            else "Not the file that the recipe was written beside: other versions may read rows otherwise."
        )
    if done.answered < done.conversations:
        print(f"  in {done.conversations - done.answered:,} conversations no assistant speaks")
    return 0


GROUP = Verb(
    name="group",
    help="put rows of one message each together as conversations",
    description="Long tables hold one message a row, with the id of its conversation; message trees are written out flat, each message "
    "with the id of the one before it; sessions of agents are one file each. This writes one conversation a line, in the order of their "
    "first rows, and accounts for every row: rows = messages + those of other branches + those without a key + those that hold no "
    "message. A recipe (OUT.recipe.json) lies beside it; --recipe makes the same file again.\n\nexamples:\n"
    "  python -m explorer group messages.csv --by conversation_id --order turn --out chats.jsonl\n"
    "  python -m explorer group oasst.jsonl --out best.jsonl\n"
    "  python -m explorer group oasst.jsonl --branches all --as sharegpt --out every.jsonl\n"
    "  python -m explorer group sessions/ --by file --out sessions.jsonl",
    arguments=_arguments,
    run=_run,
)
