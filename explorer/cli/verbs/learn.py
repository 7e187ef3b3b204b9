"""`learn`: a column of which rows look like those that were dropped by hand."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from explorer.cli import arguments
from explorer.cli.terminal import inert
from explorer.cli.verb import Verb


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.own_columns(parser)


def _run(options: argparse.Namespace) -> int:
    from explorer import learn
    from explorer.cli.shared import dataset_of, reporting, write_json

    dataset = dataset_of(options)
    with reporting(options) as report:
        found = learn.learn(dataset, report)
    if options.json:
        write_json(
            {"column": "looks_like_dropped", **asdict(found), "telling": [one._asdict() for one in found.telling]}
        )
        return 0
    print(f"learnt from {found.decisions:,} decisions: {found.dropped:,} dropped, {found.kept:,} kept")
    print(
        f"on decisions not seen: AUC {found.auc:.2f}; at looks_like_dropped >= {found.cut:g} precision {found.precision:.1%} "
        f"(95 %: {found.low:.1%} to {found.high:.1%}), recall {found.recall:.1%}"
    )
    for one in found.telling:
        print(f"  {inert(one.said(dataset))}: {one.weight:+.3f}")
    print(f"{found.likely:,} rows not decided yet are at or above it")
    return 0


LEARN = Verb(
    name="learn",
    help="a column of which rows look like those that were dropped by hand",
    description="Learns from at least 20 decisions, 5 of each kind, by logistic regression over the columns, and over the map's vectors where "
    "it is drawn. The column looks_like_dropped serves in conditions and as an order; its quality is measured on decisions "
    'that it did not see.\n\nexample:\n  python -m explorer learn data.jsonl\n  python -m explorer rows data.jsonl --where "looks_like_dropped > 0.8" '
    '--order "looks_like_dropped desc"',
    arguments=_arguments,
    run=_run,
)
