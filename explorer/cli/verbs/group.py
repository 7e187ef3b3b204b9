"""`group`: rows that hold one message each, written as conversations."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from explorer.cli import arguments
from explorer.cli.terminal import inert
from explorer.cli.verb import Verb


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
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
    arguments.overwrite(parser)


def _run(options: argparse.Namespace) -> int:
    from explorer.cli.shared import conditions, dataset_of, needed_layers, reporting, view_of, write_json
    from explorer.export import group

    dataset = dataset_of(options, needed_layers(conditions(options), options.by, options.order, options.rank))
    view = view_of(options, dataset)
    named = {name: getattr(options, name) for name in ("by", "order", "message", "parent", "rank")}
    grouping = group.suggested(view, **{name: column for name, column in named.items() if column})
    grouping = dataclasses.replace(grouping, branches=options.branches == "all")
    with reporting(options) as report:
        done = group.write(view, options.out, grouping, options.dialect, report, options.overwrite)
    if options.json:
        write_json({"path": str(options.out), **done.as_dict(), "grouping": dataclasses.asdict(grouping)})
        return 0
    by = f"the tree of {grouping.parent}" if grouping.is_tree else grouping.by
    print(f"{inert(str(options.out))}: {done.conversations:,} conversations by {inert(by)}, {done.bytes:,} bytes")
    print(
        f"{done.rows:,} rows = {done.messages:,} messages + {done.other_branches:,} of other branches + "
        f"{done.without_key:,} without a key + {done.unread:,} that hold no message"
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
    "message.\n\nexamples:\n"
    "  python -m explorer group messages.csv --by conversation_id --order turn --out chats.jsonl\n"
    "  python -m explorer group oasst.jsonl --out best.jsonl\n"
    "  python -m explorer group oasst.jsonl --branches all --as sharegpt --out every.jsonl\n"
    "  python -m explorer group sessions/ --by file --out sessions.jsonl",
    arguments=_arguments,
    run=_run,
)
