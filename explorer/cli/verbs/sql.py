"""`sql`: one SELECT over the rows, in a sandbox."""

from __future__ import annotations

import argparse
import math
from typing import Any

from explorer.cli import arguments
from explorer.cli.terminal import inert, table
from explorer.cli.verb import Verb

_WIDTH = 60  # characters of a cell


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("statement", metavar="SELECT", help="the statement; its one table is rows")
    arguments.source(parser)
    arguments.where(parser, "only the rows for which it holds")
    arguments.drops(parser)
    parser.add_argument(
        "--limit", type=arguments.natural, default=10_000, metavar="N", help="at most N rows of the result (10,000)"
    )
    parser.add_argument(
        "--seconds", type=arguments.natural, default=30, metavar="N", help="stop the statement after N seconds (30)"
    )


def _run(options: argparse.Namespace) -> int:
    from explorer.cli.shared import dataset_of, view_of, write_json
    from explorer.queries.sql import sql
    from explorer.store.sandbox import Limits

    view = view_of(options, dataset_of(options))
    found = sql(view, options.statement, Limits(rows=options.limit, seconds=max(1, options.seconds)))
    rows = found.table.to_pylist()
    if options.json:
        for row in rows:
            write_json({name: _plain(value) for name, value in row.items()})
        return 0
    names = [inert(name) for name in found.table.column_names]
    shown = [[inert(str(value))[:_WIDTH] if value is not None else "" for value in row.values()] for row in rows]
    print(table(names, shown, widths=[_WIDTH] * len(names)))
    cut = ", cut there: --limit says how many" if found.is_cut else ""
    print(f"{found.table.num_rows:,} {'row' if found.table.num_rows == 1 else 'rows'}{cut}")
    return 0


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, str | int | bool | list | dict) else str(value)


SQL = Verb(
    name="sql",
    help="one SELECT over the rows, in a sandbox",
    description="The rows that are kept and looked at are the table rows, with every column by its name; `columns` lists them. The statement "
    "runs where it reaches nothing else: no file, no setting, no extension, bounded memory and time. --json writes a line a row.\n\nexamples:\n"
    '  python -m explorer sql "SELECT ability, count(*) FROM rows GROUP BY ability" data.jsonl\n'
    "  python -m explorer sql \"SELECT row_id, prompt FROM rows WHERE response ILIKE '%as an ai%'\" data.jsonl --json",
    arguments=_arguments,
    run=_run,
)
