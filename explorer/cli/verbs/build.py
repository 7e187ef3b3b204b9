"""`build`: layers made ahead of use, the map among them; and the word about the cost before rows leave the machine."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from explorer.cli import arguments
from explorer.cli.terminal import inert
from explorer.cli.verb import Verb

if TYPE_CHECKING:
    from explorer.passes import Reading

_VECTORS_HELP = (
    "draw the map from vectors of your own: column:NAME (a field that holds lists of numbers), file:PATH.npy (a vector for each "
    "row), model2vec:NAME, sentence-transformers:NAME (a folder or a name of the hub), endpoint:MODEL@URL (OpenAI-compatible; "
    'the key comes from EXPLORER_EMBEDDING_KEY); "" for the bundled encoder'
)


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.own_columns(parser)
    parser.add_argument(
        "--layers", type=arguments.names, default=None, metavar="A,B", help="only these; default: all of them"
    )
    parser.add_argument(
        "--read", default=None, choices=("prompt", "response", "both"), help="what the map reads of a row (prompt)"
    )
    parser.add_argument("--vectors", default=None, metavar="KIND:NAME", help=_VECTORS_HELP)
    parser.add_argument(
        "--price", type=arguments.price, default=None, metavar="USD", help="of a million tokens, for the estimate"
    )
    parser.add_argument(
        "--engine",
        default="local",
        choices=("local", "ray"),
        help="who does the work: processes of this machine, or a Ray cluster",
    )
    parser.add_argument(
        "--address",
        default="",
        metavar="HOST:PORT",
        help="of the Ray cluster; one of this machine is started by default",
    )
    parser.add_argument("--yes", action="store_true", help="send rows to the endpoint without asking")
    arguments.job(parser)


def _run(options: argparse.Namespace) -> int:
    from explorer.cli.shared import dataset_of, write_json
    from explorer.passes import LABELS, MAP

    if options.job:
        return _as_job(options)
    reading = _reading_asked(options)
    _confirm(options, reading)
    # Where only a reading is asked for, the map is what is wanted.
    layers = [MAP.name, LABELS.name] if reading is not None and options.layers is None else options.layers
    dataset = dataset_of(options, layers, reading, may_send=True, engine=(options.engine, options.address))
    built = [column.name for column in dataset.columns.values()]
    if options.json:
        write_json({"fingerprint": dataset.fingerprint, "rows": dataset.rows, "columns": built})
    else:
        print(f"{inert(dataset.name)}: {dataset.rows:,} rows, {len(built):,} columns")
    return 0


def _as_job(options: argparse.Namespace) -> int:
    """The build as the background job that the app asked for."""
    from explorer import building
    from explorer.cli.shared import build_options
    from explorer.store import Cache

    cache = Cache.default()
    with building.reporting(cache, options.job) as report:
        paths, _ = building.job_files(cache, options.job)
        chosen = build_options(options, _reading_asked(options), may_send=options.yes)
        building.make(cache, paths, chosen, options.layers, report, estimating=True)
        # Keeps the joined columns as a file, so that no session has to join them when the data is opened again.
        if (dataset := building.opened(cache, paths, build_options(options))) is not None:
            dataset.settle()
    return 0


def _reading_asked(options: argparse.Namespace) -> Reading | None:
    """What --read and --vectors say; None where neither is there."""
    from explorer.passes import reading_of

    if options.read is None and options.vectors is None:
        return None
    return reading_of(options.read or "", options.vectors or "")


def _confirm(options: argparse.Namespace, reading: Reading | None) -> None:
    """Say what an endpoint would be sent and what that costs; ExplorerError unless somebody agrees."""
    from explorer.charts import numbers
    from explorer.cli.shared import dataset_of, require_yes
    from explorer.passes.map_source import ENDPOINT
    from explorer.queries.endpoint_cost import sending

    if reading is None or reading.kind != ENDPOINT or options.yes:
        return
    told = sending(dataset_of(options, ["tokens"]), reading, options.price)
    cost = numbers.dollars(told.dollars) + (" (--price names it)" if told.dollars is None else "")
    model, url = reading.endpoint
    print(
        f"Up to {told.texts:,} texts, {told.tokens:,} tokens, go to {inert(url)} ({inert(model)}): {cost}.",
        file=sys.stderr,
    )
    require_yes()


BUILD = Verb(
    name="build",
    help="build layers: token counts, checks, duplicates, judgements",
    description="Builds what is missing and keeps it in the cache. A stopped build goes on where it was.\n\n"
    "The map is built on request: --layers map; --read and --vectors say what it is drawn from.\n\n"
    "--engine ray builds on a cluster: pip install 'sft-explorer[ray]'. Source and cache must lie where all its nodes find them.\n\nexamples:\n"
    "  python -m explorer build data.jsonl --layers tokens,checks\n"
    "  python -m explorer build data.jsonl --layers map --read both\n"
    "  python -m explorer build data.jsonl --layers map --vectors column:embedding",
    arguments=_arguments,
    run=_run,
)
