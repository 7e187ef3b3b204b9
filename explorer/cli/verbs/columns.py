"""`columns`: every column of the dataset."""

from __future__ import annotations

import argparse

from explorer.cli import arguments
from explorer.cli.terminal import table
from explorer.cli.verb import Verb


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.own_columns(parser)


def _run(options: argparse.Namespace) -> int:
    from explorer.cli.shared import dataset_of, write_json

    columns = dataset_of(options).columns.values()
    if options.json:
        write_json(
            [{"name": c.name, "kind": c.kind, "label": c.label, "unit": c.unit, "help": c.help} for c in columns]
        )
    else:
        rows = [(c.name, c.kind, c.help) for c in columns]
        print(table(("column", "kind", "what it is"), rows, widths=(28, 10, 100)))
    return 0


COLUMNS = Verb(
    name="columns",
    help="the columns that filters, rows and charts know",
    description="Lists name, kind, and how each column is computed.\n\nexample:\n  python -m explorer columns data.jsonl",
    arguments=_arguments,
    run=_run,
)
