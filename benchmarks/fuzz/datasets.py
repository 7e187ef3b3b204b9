"""Mutated files built into datasets: lines = rows + blank + rejected, and each exported row is the line it came from."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from benchmarks.fuzz import seeds
from benchmarks.fuzz.kind import Kind, Outcome, require
from benchmarks.fuzz.mutate import changed_bytes
from explorer import building, export, sources
from explorer.export import ExportOptions
from explorer.store import Cache
from explorer.view import View


def check(folder: Path, name: str, content: bytes) -> Outcome:
    """Build a file's rows, and take them out again."""
    path = folder / name
    path.write_bytes(content)
    try:
        dataset = building.run(Cache.at(folder / "cache"), [path], layers=["tokens"])
        ledger = dataset.ledger
        require(ledger.lines == ledger.rows + ledger.blank + ledger.rejected, f"the ledger does not add up: {ledger}")
        require(dataset.rows == ledger.rows, "the table holds another number of rows")
        counted = dataset.query("SELECT count(*) AS n, count(DISTINCT row_id) AS d FROM rows").to_pylist()[0]
        require(counted["n"] == counted["d"] == ledger.rows, "row ids are not one a row")
        written = b"".join(export.stream(View.of(dataset), ExportOptions()))
        places = dataset.query("SELECT byte_offset, byte_length FROM rows ORDER BY row_id").to_pylist()
        file = dataset.files[0]
        if sources.is_verbatim(file):
            plain = Path(file.plain).read_bytes()
            lines = [plain[at["byte_offset"] : at["byte_offset"] + at["byte_length"]] for at in places]
            require(written.split() == b"\n".join(lines).split(), "exported lines are not those of the source")
        else:
            require(written.count(b"\n") >= ledger.rows - 1, "not a line for each row")
    finally:
        building.forget()
        path.unlink(missing_ok=True)
        shutil.rmtree(folder / "cache", ignore_errors=True)
    return "read"


def _made(chance: random.Random, number: int) -> tuple[str, bytes]:
    files = seeds.text_files()
    name = sorted(files)[number % len(files)]
    return name, changed_bytes(chance, files[name])


DATASETS = (Kind("datasets", 0.01, _made, check),)
