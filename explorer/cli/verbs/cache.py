"""`cache`: what the cache holds; clear it."""

from __future__ import annotations

import argparse

from explorer.cli.terminal import inert, table
from explorer.cli.verb import Verb


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--clear", metavar="KEY", default=None, help='remove one entry by its key, or "all"')


def _run(options: argparse.Namespace) -> int:
    from explorer.cli.shared import write_json
    from explorer.store import Cache

    held = Cache.default()
    root = str(held.root)
    if options.clear is not None:
        freed = held.clear(None if options.clear == "all" else options.clear)
        if options.json:
            write_json({"root": root, "freed": freed})
        else:
            print(f"freed {freed:,} bytes in {inert(root)}")
        return 0
    entries = held.usage()
    if options.json:
        write_json({"root": root, "entries": [entry._asdict() for entry in entries]})
    else:
        print(f"{inert(root)}: {sum(entry.bytes for entry in entries):,} bytes")
        print(table(("key", "name", "bytes"), [(entry.key, entry.name, entry.bytes) for entry in entries]))
    return 0


CACHE = Verb(
    name="cache",
    help="show what the cache holds, or clear it",
    description="examples:\n  python -m explorer cache\n  python -m explorer cache --clear all",
    arguments=_arguments,
    run=_run,
)
