"""What several verbs need: the dataset that a command names, built as far as it reads it, and JSON on stdout."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import replace

import orjson

from explorer import building, custom, filters, steps
from explorer.building import needed_layers, shipped
from explorer.cli.terminal import inert, inert_json, progress_line
from explorer.errors import ExplorerError
from explorer.passes import Reading
from explorer.progress import Report, silent
from explorer.steps import Step
from explorer.store import Cache, Dataset
from explorer.view import View

__all__ = [
    "build_options",
    "conditions",
    "dataset_of",
    "judged",
    "needed_layers",
    "reporting",
    "require_yes",
    "view_of",
    "write_json",
]


def write_json(facts: object) -> None:
    """One line of JSON on standard output, which a terminal shows as it is."""
    try:
        line = orjson.dumps(facts, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS)
    except TypeError:  # a file's name that is not Unicode
        line = json.dumps(facts).encode() + b"\n"
    sys.stdout.buffer.write(inert_json(line))


def require_yes() -> None:
    """ExplorerError unless somebody at the terminal agrees that what was just told of is sent."""
    if sys.stdin.isatty():
        print("Send them? [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() in ("y", "yes"):
            return
    raise ExplorerError("Nothing was sent.", "Say --yes to send them.")


def build_options(
    options: argparse.Namespace, reading: Reading | None = None, may_send: bool = False
) -> building.Options:
    """How the command line asks for rows to be read and counted, and for its map to be drawn."""
    own = custom.checked([*getattr(options, "custom", ()), *getattr(options, "python", ())])
    return building.Options(options.mapping, options.encoding, reading, may_send, custom=own)


@contextlib.contextmanager
def reporting(options: argparse.Namespace) -> Iterator[Report]:
    """Where progress goes: a line on standard error, unless nobody is to read it."""
    if options.quiet or (options.json and not sys.stderr.isatty()):
        yield silent
    else:
        with progress_line() as report:
            yield report


def dataset_of(
    options: argparse.Namespace,
    layers: list[str] | None = None,
    reading: Reading | None = None,
    may_send: bool = False,
    engine: tuple[str, str] = ("local", ""),
) -> Dataset:
    """The source of the command, built as far as the command needs it. engine: who builds it, and its address."""
    cache = Cache.default()
    name, address = engine
    chosen = replace(build_options(options, reading, may_send), engine=name, address=address)
    with reporting(options) as report:
        paths = building.resolve(options.source, report)
        shipped.prepare(cache, paths)  # the sample need not be judged again
        dataset = building.run(cache, paths, chosen, layers, report)
    if options.mapping:
        building.remember_mapping(cache, dataset.fingerprint, options.mapping)
    return dataset


def view_of(options: argparse.Namespace, dataset: Dataset) -> View:
    """What --drop and --no-decisions keep and --where looks at."""
    return _told(View.of(dataset, options.where, steps.checked(options.drops), options.by_hand))


def _told(view: View) -> View:
    """The view; values that its conditions name and no row has are told on standard error."""
    from explorer import queries

    for slip in queries.unknown_values(view.dataset, view.focus, *view.drops.conditions):
        print(f"note: {inert(slip.sentence())}", file=sys.stderr)
    return view


def judged(options: argparse.Namespace, dataset: Dataset) -> View:
    """The same with --where as a step, for verbs that judge what is kept: all but the rows for which it holds go."""
    where = filters.parse(options.where, dataset.columns).text
    only = [steps.all_but(where)] if where else []
    return _told(View.of(dataset, "", steps.checked([*only, *options.drops]), options.by_hand))


def conditions(options: argparse.Namespace) -> str:
    """All that --where and --drop say: for `building.needed_layers`."""
    listed: list[Step] = options.drops
    return " ".join([options.where, *(step.where for step in listed)])
