"""The options of `serve`, apart from what it does: help is shown without loading that."""

from __future__ import annotations

import argparse

HELP = (
    "start the app, for this machine or for others",
    "On this machine alone it opens whatever you name. --root and --name say what others may open; with --read-only they look "
    "at named datasets, filter them and download rows, and can do nothing else. Behind a proxy, --allow-host names the host "
    "that browsers ask for.\n\nexamples:\n  python -m explorer serve data.jsonl\n"
    "  python -m explorer serve --read-only --root /srv/datasets --address 0.0.0.0 --allow-host data.example.com\n"
    "  python -m explorer serve --read-only --name pilot=/srv/pilot/train.jsonl --allow-host data.example.com",
)


def arguments(verb: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    verb.add_argument(
        "source", nargs="*", metavar="SOURCE", help="what the app opens on; default: the sample, or the first dataset"
    )
    verb.add_argument(
        "--root", action="append", default=[], metavar="DIR", help="only datasets below this folder (repeatable)"
    )
    verb.add_argument(
        "--name", action="append", default=[], metavar="NAME=PATH", help="a dataset to show under a name (repeatable)"
    )
    verb.add_argument(
        "--read-only",
        action="store_true",
        help="datasets by name only, no path is shown, nothing is written, uploaded or sent anywhere; browsers may download rows",
    )
    verb.add_argument("--port", type=_port, default=8501, metavar="N", help="port to listen on (8501)")
    verb.add_argument(
        "--address", default="127.0.0.1", metavar="IP", help="address to listen on (127.0.0.1: this machine alone)"
    )
    verb.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name by which browsers ask for the app, such as that of a proxy in front of it (repeatable)",
    )


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65_536:
        return int(text)
    raise argparse.ArgumentTypeError(f"'{text}' is not a port: a number from 1 to 65535")
