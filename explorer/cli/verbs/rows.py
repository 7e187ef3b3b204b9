"""`rows`: rows as JSON lines."""

from __future__ import annotations

import argparse
import math
from typing import Any

from explorer.cli import arguments
from explorer.cli.verb import Verb


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.where(parser, "only the rows for which it holds")
    arguments.drops(parser)
    parser.add_argument("--kept", action="store_true", help="only rows that nothing takes out; --drop implies it")
    parser.add_argument("--columns", type=arguments.names, default=None, metavar="A,B", help="default: every column")
    parser.add_argument("--order", default="row_id", metavar="COLUMN [desc]", help="default: row_id")
    parser.add_argument("--limit", type=arguments.natural, default=None, metavar="N", help="at most N rows")
    parser.add_argument("--offset", type=arguments.natural, default=0, metavar="N", help="skip the first N rows")


def _run(options: argparse.Namespace) -> int:
    from explorer import queries
    from explorer.cli.shared import conditions, dataset_of, needed_layers, view_of, write_json

    wanted = None if options.columns is None else needed_layers(conditions(options), options.order, *options.columns)
    dataset = dataset_of(options, wanted)
    view = view_of(options, dataset)
    if not (options.kept or options.drops):
        view = view.looked_at()
    order, descending = _order(options.order)
    names = options.columns if options.columns is not None else queries.default_columns(view)
    offset, left = options.offset, options.limit
    step = 2_000 if order == "row_id" else queries.MAX_PAGE
    while left is None or left > 0:
        size = step if left is None else min(step, left)
        found = queries.page(view, names, order, descending, offset, size, snippet=None)
        for row in found.to_pylist():
            chosen = row if "row_id" in names else {name: row[name] for name in names}
            write_json({name: _finite(value) for name, value in chosen.items()})
        if found.num_rows < size:
            break
        offset += size
        left = None if left is None else left - size
    return 0


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _order(text: str) -> tuple[str, bool]:
    """(column, whether it descends) of what --order says."""
    name, _, direction = text.strip().rpartition(" ")
    if direction.lower() in ("asc", "desc") and name:
        return name.strip().strip('"'), direction.lower() == "desc"
    return text.strip().strip('"'), False


ROWS = Verb(
    name="rows",
    help="rows as JSON lines",
    description="Writes the chosen columns of the rows for which --where holds, missing values as null, in row_id order unless --order "
    "says otherwise. Rows that somebody dropped by hand are among them, so that --where \"decision = 'drop'\" lists those; with --kept or "
    "--drop only rows that are kept.\n\nexamples:\n"
    '  python -m explorer rows data.jsonl --order "total_tokens desc" --columns row_id,total_tokens --limit 5\n'
    '  python -m explorer rows data.jsonl --drop "Refusals: is_refusal" --columns row_id,response',
    arguments=_arguments,
    run=_run,
)
