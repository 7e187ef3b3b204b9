"""`sql`: one SELECT over the rows, in a sandbox."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.cli import arguments
from explorer.cli.terminal import inert, table
from explorer.cli.verb import Verb
from explorer.errors import ExplorerError

if TYPE_CHECKING:
    from explorer.view import View

_WIDTH = 60  # characters of a cell


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("statement", metavar="SELECT", help="the statement; its one table is rows")
    arguments.source(parser, nargs="*")
    arguments.where(parser, "only the rows for which it holds")
    arguments.drops(parser)
    parser.add_argument(
        "--limit", type=arguments.natural, default=10_000, metavar="N", help="at most N rows of the result (10,000)"
    )
    parser.add_argument(
        "--seconds", type=arguments.natural, default=30, metavar="N", help="stop the statement after N seconds (30)"
    )
    parser.add_argument(
        "--recipe",
        type=Path,
        default=None,
        metavar="FILE",
        help="run the saved query of this name over the rows that this recipe keeps, in place of a statement",
    )


def _run(options: argparse.Namespace) -> int:
    from explorer.cli.shared import dataset_of, view_of, write_json
    from explorer.queries.sql import sql
    from explorer.store.sandbox import Limits

    if options.recipe is not None:
        view, statement = _saved(options)
    else:
        if not options.source:
            raise ExplorerError("No source was named.", "Name files, or a recipe with --recipe.")
        view, statement = view_of(options, dataset_of(options)), options.statement
    found = sql(view, statement, Limits(rows=options.limit, seconds=max(1, options.seconds)))
    names = found.table.column_names
    # By column: a row as a dict would hold one of two columns of one name.
    rows = zip(*(column.to_pylist() for column in found.table.columns), strict=True)
    if options.json:
        keys = _apart(names)
        for row in rows:
            write_json({key: _plain(value) for key, value in zip(keys, row, strict=True)})
        return 0
    names = [inert(name) for name in names]
    shown = [[inert(str(value))[:_WIDTH] if value is not None else "" for value in row] for row in rows]
    print(table(names, shown, widths=[_WIDTH] * len(names)))
    cut = ", cut there: --limit says how many" if found.is_cut else ""
    print(f"{found.table.num_rows:,} {'row' if found.table.num_rows == 1 else 'rows'}{cut}")
    return 0


def _apart(names: list[str]) -> list[str]:
    """The names as keys of an object: the second of a name is "name (2)"."""
    found: list[str] = []
    for name in names:
        count = 2
        key = name
        while key in found:
            key, count = f"{name} ({count})", count + 1
        found.append(key)
    return found


def _saved(options: argparse.Namespace) -> tuple[View, str]:
    """(what a recipe keeps, the statement of its saved query)."""
    from explorer import recipe, saved_queries
    from explorer.cli.shared import dataset_of

    if options.where or options.drops or options.custom or not options.by_hand:
        raise ExplorerError(
            "--recipe excludes --where, --drop, --column and --no-decisions.", "The recipe holds its own."
        )
    made = recipe.load(options.recipe)
    query = saved_queries.of_name(recipe.queries_of(made), options.statement)
    options.custom, options.python = recipe.columns_of(made, options.python), ()
    options.source = options.source or recipe.source_paths(made)
    options.mapping, options.encoding = made.get("mapping", "") or "auto", made.get("tokeniser", options.encoding)
    dataset = dataset_of(options, reading=recipe.reading_of(made))
    recipe.require_same_source(made, dataset)
    view = recipe.view_of(made, dataset)
    recipe.require_same_map(made, view)
    return view, query.statement


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
    "  python -m explorer sql \"SELECT row_id, prompt FROM rows WHERE response ILIKE '%as an ai%'\" data.jsonl --json\n"
    '  python -m explorer sql "Rows by ability" --recipe clean.jsonl.recipe.json',
    arguments=_arguments,
    run=_run,
)
