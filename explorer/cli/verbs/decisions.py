"""`decisions`: what was decided by hand of a dataset's rows; carried to another machine, or taken from one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.cli import arguments
from explorer.cli.terminal import inert, table
from explorer.cli.verb import Verb
from explorer.errors import DecisionError

if TYPE_CHECKING:
    from explorer.decisions import Change, RowKey
    from explorer.store import Dataset

_NAMED = 5  # malformed lines that are told one by one


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    does = parser.add_mutually_exclusive_group()
    does.add_argument("--export", type=Path, default=None, metavar="FILE", help="write them as JSON lines")
    does.add_argument(
        "--import",
        dest="taken",
        type=Path,
        default=None,
        metavar="FILE",
        help="take those of a file that --export wrote",
    )
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="replace an existing file; with --import, what was decided otherwise here",
    )


def _run(options: argparse.Namespace) -> int:
    from explorer.cli.shared import dataset_of, needed_layers, write_json

    if options.taken is not None and not options.taken.is_file():
        raise DecisionError(f"There is no file {options.taken}.", "Name one that --export wrote.")
    if options.export is not None and options.export.exists() and not options.overwrite:
        raise DecisionError(f"{options.export} exists already.", "Choose another name, or say --overwrite.")
    dataset = dataset_of(options, needed_layers())
    dataset.hand.sync()
    if options.taken is not None:
        facts = _take(options, dataset)
    elif options.export is not None:
        facts = _write(options.export, dataset, options.overwrite)
    else:
        facts = {"decisions": _listed(dataset)}
    if options.json:
        write_json(facts)
    elif options.taken is not None:
        _show_taken(facts)
    elif options.export is not None:
        print(f"{inert(str(options.export))}: {facts['rows']:,} rows")
    else:
        rows = [tuple(row[name] for name in _SHOWN) for row in facts["decisions"]]
        print(table(_SHOWN, rows, widths=(9, 30, 9, 8, 6, 40, 6, 20, 25)) or "nothing was decided by hand")
    return 0


_SHOWN = ("row_id", "file", "line", "decision", "marked", "note", "edited", "who", "at")


def _listed(dataset: Dataset) -> list[dict[str, Any]]:
    """What was decided of each row, in row order."""
    from explorer.decisions import readable
    from explorer.decisions.exchange import iso
    from explorer.store import row_ids

    records = dataset.hand.records
    chosen = row_ids.sql(row_ids.as_text(records))
    found = dataset.query(f"SELECT row_id, file, line FROM rows WHERE {chosen} ORDER BY row_id").to_pylist()
    listed = [(row, records[row["row_id"]]) for row in found]
    return [
        {
            **row,
            "decision": record.decision,
            "marked": record.marked,
            "note": readable(record.note),
            "edited": bool(record.edit),
            "who": record.who,
            "at": iso(record.at),
        }
        for row, record in listed
    ]


def _write(path: Path, dataset: Dataset, overwrite: bool) -> dict[str, Any]:
    from explorer import files
    from explorer.decisions import exchange

    records = sorted(dataset.hand.records.items())
    prompts = _prompts(dataset, [row_id for row_id, _ in records])
    data = b"".join(exchange.dump(record, prompts.get(row_id, "")) for row_id, record in records)
    try:
        with files.atomic(path.expanduser().absolute(), durable=True, replace=overwrite, needed=len(data)) as target:
            target.write(data)
    except FileExistsError as error:
        raise DecisionError(f"{path} exists already.", "Choose another name, or say --overwrite.") from error
    except OSError as error:
        raise DecisionError(f"{path} cannot be written: {error.strerror}.", "Choose another folder.") from error
    return {"path": str(path), "rows": len(records)}


def _prompts(dataset: Dataset, ids: list[int]) -> dict[int, str]:
    from explorer.queries import MAX_PAGE, rows
    from explorer.view import View

    view, found = View.of(dataset).everything(), dict[int, str]()
    for first in range(0, len(ids), MAX_PAGE):
        part = rows(view, ids[first : first + MAX_PAGE], ["prompt"])
        found.update(zip(part["row_id"].to_pylist(), part["prompt"].to_pylist(), strict=True))
    return found


def _take(options: argparse.Namespace, dataset: Dataset) -> dict[str, Any]:
    """Merge the records of a file with those that are here, by what their rows say."""
    from explorer.cli import decided
    from explorer.decisions import exchange, person

    by_whom: dict[str, dict[RowKey, Change]] = {}
    malformed: list[dict[str, Any]] = []
    read = 0
    try:
        with options.taken.open("rb") as lines:
            for line in exchange.load(iter(lambda: lines.readline(exchange.MAX_LINE + 1), b"")):
                if line.record is None:
                    malformed.append({"line": line.number, "problem": line.problem})
                    continue
                read += 1
                by = line.record.who or person()
                by_whom.setdefault(by, {})[line.record.key] = exchange.change_to(line.record)
    except OSError as error:
        raise DecisionError(f"{options.taken} cannot be read: {error.strerror}.", "Check the path.") from error
    if malformed and not read:
        first = malformed[0]
        raise DecisionError(
            f"{options.taken} holds no decisions: line {first['line']:,}: {first['problem']}.",
            "Name a file that --export wrote.",
        )
    told = [
        decided.act(dataset, changes, by, options.overwrite, may_change_own=False)
        for by, changes in sorted(by_whom.items())
    ]
    here = len(dataset.hand.places({key for changes in by_whom.values() for key in changes}))
    return {
        "actions": [done.action for done in told if done.action],
        "read": read,
        "here": here,
        "elsewhere": len({key for changes in by_whom.values() for key in changes}) - here,
        "changed": sum(done.changed for done in told),
        "left": sum(len(done.left) for done in told),
        "malformed": malformed,
    }


def _show_taken(facts: dict[str, Any]) -> None:
    numbers = ", ".join(f"action {number}" for number in facts["actions"])
    print(f"{facts['read']:,} decisions read, {facts['changed']:,} taken over{f': {numbers}' if numbers else ''}")
    print(f"  {facts['here']:,} rows are in this dataset, {facts['elsewhere']:,} are not; those are kept nonetheless")
    if facts["left"]:
        print(f"  {facts['left']:,} left as they are, decided otherwise here; --overwrite replaces them")
    if facts["malformed"]:
        print(f"  {len(facts['malformed']):,} lines are no decisions:")
    for one in facts["malformed"][:_NAMED]:
        print(f"    line {one['line']:,}: {inert(one['problem'])}")


DECISIONS = Verb(
    name="decisions",
    help="list, export or import what was decided by hand",
    description="Lists what was decided of this dataset's rows, and by whom. --export writes it as JSON lines, which --import takes over on "
    "another machine: rows are found by what they say, whatever file they stand in.\n\nexamples:\n"
    "  python -m explorer decisions data.jsonl --export decided.jsonl\n"
    "  python -m explorer decisions data.jsonl --import decided.jsonl",
    arguments=_arguments,
    run=_run,
)
