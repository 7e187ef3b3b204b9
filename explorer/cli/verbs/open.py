"""`open`: what the source is, and the ledger of its lines."""

from __future__ import annotations

import argparse
import shlex
from typing import TYPE_CHECKING

from explorer.cli import arguments
from explorer.cli.terminal import inert, table
from explorer.cli.verb import Verb

if TYPE_CHECKING:
    from explorer.store import Dataset


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    parser.add_argument(
        "--rejects", type=arguments.natural, default=1000, metavar="N", help="list at most N rejected lines (1,000)"
    )


def _suggested(dataset: Dataset) -> str:
    """The mapping that would settle what is unsure, "" where none is found."""
    from explorer import formats, queries
    from explorer.view import View

    mapping = formats.suggest(queries.unsure_values(View.of(dataset))).mapping
    return str(mapping) if mapping is not None else ""


def _run(options: argparse.Namespace) -> int:
    from explorer import queries
    from explorer.charts import numbers
    from explorer.cli.shared import dataset_of, write_json
    from explorer.conversation import MESSAGE_ROW
    from explorer.view import View

    dataset = dataset_of(options, layers=[])
    rejects = queries.rejects(dataset, limit=options.rejects)
    grouped = (
        dataset.dialects.get(MESSAGE_ROW, 0) >= dataset.facts.unsure
    )  # no mapping settles what waits for its group
    suggested = _suggested(dataset) if dataset.facts.unsure and not dataset.mapping and not grouped else ""
    facts = {
        **dataset.ledger._asdict(),
        "rejects": rejects.select(["file", "line", "offset", "reason", "snippet"]).to_pylist(),
        "dialects": dataset.dialects,
        "unsure": dataset.facts.unsure,
        "fields": [info.name for info in dataset.fields],
        "field_types": {info.name: info.types for info in dataset.fields},
        "files": [
            {
                "name": file.name,
                "container": file.container,
                "compression": file.compression,
                "encoding": file.encoding,
                "bytes": file.size,
                "notes": list(file.notes),
            }
            for file in dataset.files
        ],
        "notes": dataset.notes,
        "remarks": [{"remark": said, "rows": count} for said, count, _ in queries.remarks(View.of(dataset))],
        "mapping": dataset.mapping,
        "suggested_mapping": suggested,
        "fingerprint": dataset.fingerprint,
    }
    if options.json:
        write_json(facts)
        return 0
    ledger = dataset.ledger
    print(f"{inert(dataset.name)}   fingerprint {dataset.fingerprint}")
    print(f"{ledger.lines:,} lines = {ledger.rows:,} rows + {ledger.blank:,} blank + {ledger.rejected:,} rejected")
    for file in facts["files"]:
        packed = f" in {file['compression']}" if file["compression"] else ""
        told = (file["container"] + packed, file["encoding"], f"{file['bytes']:,} bytes")
        print(f"  {inert(file['name'])}: {', '.join(filter(None, told))}")
    for note in dataset.notes:
        print(f"  note: {inert(note)}")
    print("dialects: " + (", ".join(f"{name} {count:,}" for name, count in dataset.dialects.items()) or "none"))
    if dataset.facts.unsure:
        counted = numbers.counted(dataset.facts.unsure, "row")
        print(f"  {counted} not sure: guessed from names or structure, or no answer was found")
        if suggested:
            print(f"    where this reads them right, it settles them: --map {shlex.quote(inert(suggested))}")
        elif not dataset.mapping and not grouped:
            print("    --map PART=FIELD,… says which field plays which part")
    for remark in facts["remarks"]:
        print(f"  {numbers.counted(remark['rows'], 'row')}: {inert(remark['remark'])}")
    rows = [(i.name, i.present, ", ".join(f"{k} {n:,}" for k, n in i.types.items()), i.example) for i in dataset.fields]
    print(table(("field", "rows", "types", "example"), rows[:40]))
    if len(rows) > 40:
        print(f"… and {len(rows) - 40:,} more fields")
    if rejects.num_rows:
        print(
            table(
                ("file", "line", "offset", "reason"),
                [
                    tuple(r.values())
                    for r in rejects.select(["file", "line", "offset", "reason"]).slice(0, 20).to_pylist()
                ],
            )
        )
    return 0


OPEN = Verb(
    name="open",
    help="what a source is: containers, dialects, fields, and a ledger of every line",
    description="Reads every row, and accounts for every line: lines = rows + blank + rejected. Each rejected line is listed with its "
    "file, line number, byte offset and reason.\n\nexample:\n  python -m explorer open data/ --json",
    arguments=_arguments,
    run=_run,
)
