"""`duplicates`: groups of rows that say the same, at any likeness, and what they cost."""

from __future__ import annotations

import argparse
import shlex
from typing import Any

from explorer.cli import arguments
from explorer.cli.terminal import inert, table
from explorer.cli.verb import DONE, FAILED, Verb

_KINDS = ("near", "exact", "meaning")
_STAYS = {"first": "-row_id", "longest": "response_tokens", "fewest-flags": "-flagged_turns"}
_SHOWN = 10  # groups that are written out
_START = 70  # characters of a row


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.where(parser, "only kept rows for which it holds")
    arguments.drops(parser)
    parser.add_argument(
        "--of",
        choices=_KINDS,
        default=_KINDS[0],
        help="nearly the same (the default), exactly, or of the same meaning",
    )
    parser.add_argument(
        "--threshold", type=float, default=None, metavar="N", help="likeness of near copies, 0.5 to 1 (default: 0.7)"
    )
    parser.add_argument(
        "--stays",
        default="first",
        metavar="RULE",
        help=f"which row of a group stays: {', '.join(_STAYS)}, or the column of which it has most (default: first)",
    )
    parser.add_argument("--strict", action="store_true", help="exit code 1 where there are copies")


def _run(options: argparse.Namespace) -> int:
    from explorer import building, queries
    from explorer.cli.shared import build_options, conditions, needed_layers, reporting, view_of, write_json
    from explorer.store import Cache

    order = _STAYS.get(options.stays) or '"{}"'.format(options.stays.replace('"', '""'))
    threshold = (0.7 if options.threshold is None else options.threshold) if options.of == "near" else None
    condition = queries.spare(options.of, threshold, order)
    with reporting(options) as report:
        layers = needed_layers(conditions(options), condition)
        paths = building.resolve(options.source)
        dataset = building.run(Cache.default(), paths, build_options(options), layers, report)
        view = view_of(options, dataset)
        found = queries.copies(view, options.of, threshold)
        gone = queries.redundant(view, condition)
    facts: dict[str, Any] = {
        "kind": options.of,
        "threshold": threshold,
        "groups": found.groups,
        "rows_in_groups": len(found.rows),
        "rows_to_spare": gone.rows,
        "tokens_to_spare": gone.tokens,
        "tokens": gone.of_tokens,
        "drop": condition,
    }
    if options.json:
        listed = [{"rows": found.group(number)} for number in range(found.groups)]
        write_json(facts | {"listed": listed})
    else:
        _show(view, found, facts)
    return FAILED if options.strict and found.groups else DONE


def _show(view: Any, found: Any, facts: dict[str, Any]) -> None:
    from explorer import queries
    from explorer.charts import numbers

    at = "" if facts["threshold"] is None else f" at {facts['threshold']}"
    tokens = ""
    if facts["tokens"]:
        tokens = f", {numbers.share(facts['tokens_to_spare'] / facts['tokens'])} of all tokens"
    print(
        f"{inert(view.dataset.name)}: {facts['groups']:,} groups of {facts['kind']} copies{at}, {facts['rows_to_spare']:,} rows to spare{tokens}"
    )
    shown = min(found.groups, _SHOWN)
    if shown:
        firsts = [int(row) for row in found.rows[found.starts[:shown]]]
        said = queries.rows(view, sorted(firsts), ["prompt", "response"], snippet=_START).to_pylist()
        starts = {row["row_id"]: row["prompt"] or row["response"] or "" for row in said}
        lines = [
            (f"{len(found.group(number)):,}", f"{first:,}", inert(" ".join(starts[first].split())))
            for number, first in enumerate(firsts)
        ]
        print(table(("rows", "first", "how it starts"), lines))
    print(f"\ndrop them with: --drop {shlex.quote('Copies: ' + facts['drop'])}")


DUPLICATES = Verb(
    name="duplicates",
    help="groups of rows that say the same, and what they cost",
    description="Lists groups of rows that are nearly the same, exactly the same or of the same meaning, and tells how many rows and tokens are to "
    "spare where one of each group stays. Prints the drop step that takes them out.\n\nexamples:\n"
    "  python -m explorer duplicates train.jsonl --threshold 0.85\n"
    "  python -m explorer duplicates train.jsonl --of exact --stays longest --json",
    arguments=_arguments,
    run=_run,
)
