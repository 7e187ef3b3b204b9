"""What the map is drawn from, as the command line says it; and the word about the cost before rows leave the machine."""

from __future__ import annotations

import argparse
import sys

from explorer.charts import numbers
from explorer.cli.shared import dataset_of
from explorer.cli.terminal import inert
from explorer.errors import ExplorerError
from explorer.passes import LABELS, MAP, Reading, reading_of
from explorer.passes.map_source import ENDPOINT
from explorer.queries.endpoint_cost import sending

LAYERS = [MAP.name, LABELS.name]
"""What is built where only a reading is asked for."""


def reading_asked(options: argparse.Namespace) -> Reading | None:
    """What --read and --vectors say; None where neither is there."""
    if options.read is None and options.vectors is None:
        return None
    return reading_of(options.read or "", options.vectors or "")


def confirm(options: argparse.Namespace, reading: Reading | None) -> None:
    """Say what an endpoint would be sent and what that costs; ExplorerError unless somebody agrees."""
    if reading is None or reading.kind != ENDPOINT or options.yes:
        return
    told = sending(dataset_of(options, ["tokens"]), reading, options.price)
    cost = numbers.dollars(told.dollars) + (" (--price names it)" if told.dollars is None else "")
    model, url = reading.endpoint
    print(
        f"Up to {told.texts:,} texts, {told.tokens:,} tokens, go to {inert(url)} ({inert(model)}): {cost}.",
        file=sys.stderr,
    )
    if sys.stdin.isatty():
        print("Send them? [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() in ("y", "yes"):
            return
    raise ExplorerError("Nothing was sent.", "Say --yes to send them.")
