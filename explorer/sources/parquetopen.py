"""Opening Parquet files, and Arrow files as Parquet copies: decoded in a process of their own before they are read here."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from explorer.errors import SourceError
from explorer.sources import arrowfile, arrowvalues, foreign, parquetfile
from explorer.sources.container import Container, Opening, Understood
from explorer.sources.records import SourceFile
from explorer.sources.unpack import keep, kept, scratch_path

MAGIC = b"PAR1"
ENCRYPTED = b"PARE"

FIRST = 200
"""Rows that are decoded for a look at the beginning."""

_MOST_CRASHES = 8  # row groups that crash before the file is given up
_WRITE_AGAIN = "Write the file again, or fetch it again."


def _claims(head: bytes, plain: Path) -> bool:
    if head.startswith((MAGIC, ENCRYPTED, arrowfile.ARROW, arrowfile.STREAM)):
        return True
    # A Parquet file whose first bytes were overwritten still ends like one.
    if b"\n" in head[:64] and head[:64].isascii():
        return False
    with plain.open("rb") as handle:
        handle.seek(max(0, plain.stat().st_size - 4))
        return handle.read() in (MAGIC, ENCRYPTED)


def _understand(file: Opening) -> Understood:
    with file.plain.open("rb") as handle:
        head = handle.read(8)
    if not head.startswith((arrowfile.ARROW, arrowfile.STREAM)):
        return Understood(_options(file, file.plain))
    copy = arrowfile.as_parquet(file)
    return Understood(_options(file, copy.path), ("Read from an Arrow file.",), copy)


def _options(file: Opening, path: Path) -> dict[str, Any]:
    """What the reader needs: {"columns", "rows", "groups", "checked", "crashes"}. SourceError where there is nothing to read.

    groups: [rows, decoded bytes as the file states them] of each row group. checked: number of rows that were decoded once,
    and can be decoded here. crashes: row groups that cannot.
    """
    _check_ends(path, file.name)
    stage = f"parquet {pa.__version__} {FIRST if file.only_first else 'all'}"
    place = scratch_path(file.scratch, file.original, stage)
    if found := kept(place):
        return orjson.loads(found.path.read_bytes())
    options = _checked(file, path)

    def write(target: IO[bytes]) -> tuple[int, str]:
        target.write(orjson.dumps(options))
        return file.plain.stat().st_size, ""

    keep(place, write)
    return options


def _checked(file: Opening, path: Path) -> dict[str, Any]:
    crashes: list[int] = []
    while True:
        arguments = {
            "path": str(path),
            "name": file.name,
            "first": FIRST if file.only_first else None,
            "crashes": crashes,
        }
        try:
            return foreign.ask(decode, arguments, file.report)
        except foreign.CrashedError as error:
            if error.at is None or len(crashes) == _MOST_CRASHES:
                raise SourceError(
                    f"{file.name} is a damaged Parquet file: reading it ends in {error.by}.", _WRITE_AGAIN
                ) from error
            crashes = [*crashes, int(error.at)]


def decode(tell: foreign.Tell, path: str, name: str, first: int | None, crashes: list[int]) -> dict[str, Any]:
    """Decode the first rows, or all of them, in the process that may crash; the options of the file."""
    options = {**_footer(path, name), "crashes": crashes}
    count = options["rows"] if first is None else min(first, options["rows"])
    size = Path(path).stat().st_size
    file = SourceFile(path, name, "parquet", plain=path, size=size, options=options)
    for group, before, low, high in parquetfile.parts(file, 0, count):
        tell("at", group)
        try:
            parquetfile.check_weight(file, group)
            for _ in parquetfile.batches(file, group, low, high):
                tell("progress", [size * before // count, size])
        except parquetfile.FAULTS:
            pass  # its rows are rejects whenever they are read, with what the library says
    return {**options, "checked": count}


def _footer(path: str, name: str) -> dict[str, Any]:
    try:
        with pq.ParquetFile(path) as handle:
            meta = handle.metadata
            groups = [
                [meta.row_group(at).num_rows, max(0, meta.row_group(at).total_byte_size)]
                for at in range(meta.num_row_groups)
            ]
            columns = list(handle.schema_arrow.names)
            rows = meta.num_rows
    except parquetfile.FAULTS as error:
        raise SourceError(
            f"{name} is a damaged Parquet file: {arrowvalues.first_line(error)}.", _WRITE_AGAIN
        ) from error
    if any(count < 0 for count, _ in groups) or sum(count for count, _ in groups) != rows:
        raise SourceError(f"{name} is a damaged Parquet file: its row counts do not agree.", _WRITE_AGAIN)
    return {"columns": columns, "rows": rows, "groups": groups}


def _check_ends(path: Path, name: str) -> None:
    size = path.stat().st_size
    with path.open("rb") as handle:
        head = handle.read(4)
        handle.seek(max(0, size - 8))
        tail = handle.read()
    if ENCRYPTED in (head, tail[-4:]):
        raise SourceError(f"{name} is an encrypted Parquet file.", "Decrypt it first.")
    if size < 12:
        raise SourceError(f"{name} is not a Parquet file: only {size:,} bytes are there.", _WRITE_AGAIN)
    if tail[-4:] != MAGIC:
        if head == MAGIC:
            raise SourceError(f"{name} is a truncated Parquet file: its footer is missing.", _WRITE_AGAIN)
        raise SourceError(f"{name} is not a Parquet file.", _WRITE_AGAIN)
    if int.from_bytes(tail[:4], "little") + 12 > size:
        raise SourceError(f"{name} is a damaged Parquet file: its footer is longer than the file.", _WRITE_AGAIN)


PARQUET = Container(
    "parquet",
    "Parquet",
    parquetfile.plan,
    parquetfile.read,
    rows=parquetfile.values,
    raw=parquetfile.raw,
    schema=parquetfile.schema,
    tables=parquetfile.tables,
    runs=parquetfile.runs,
    claims=_claims,
    understand=_understand,
)
