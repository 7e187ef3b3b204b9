"""The formats that rows are exported in.

A new format is one module that writes it and its entry in `EXPORTS`; the command line's options, the Export page,
downloads and recipes read this list. Writers are imported when they are used, so that the list itself costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.view import View

COMPRESSIONS = {"": "none", "gz": "gzip", "zst": "zstd"}
"""Compressions by the suffix that they add, with the name that users read."""

Step = Callable[[int], None]
"""Told of rows written."""


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One format.

    name: as options, recipes and addresses say it. suffixes: of file names, lower case; the first is the one that is
    written. mime: of a download. label: as users read it. note: what users should know of it.

    Either streams(view, dialect, columns) gives the kept rows as blocks of bytes, which are compressed on their way; or
    write(view, among, file, dialect, columns, compression, step) writes them to an open file and compresses in its own way;
    among: the rows of all parts of a split, whose files have one schema.

    keeps_lines: rows of JSON lines leave byte for byte as they came, unless a dialect is asked for.
    """

    name: str
    suffixes: tuple[str, ...]
    mime: str
    label: str
    streams: Callable[[View, str, Sequence[str]], Iterator[bytes]] | None = None
    write: Callable[[View, View, IO[bytes], str, Sequence[str], str, Step], None] | None = None
    keeps_lines: bool = False
    note: str = ""


def _jsonl(view: View, dialect: str, columns: Sequence[str]) -> Iterator[bytes]:
    from explorer.export.lines import lines

    return lines(view, dialect, columns)


def _parquet(
    view: View, among: View, target: IO[bytes], dialect: str, columns: Sequence[str], compression: str, step: Step
) -> None:
    from explorer.export.tabular import schema_of, write_parquet

    packed = "gzip" if compression == "gz" else "zstd"
    write_parquet(view, target, dialect, packed, step, schema_of(among, dialect, columns), columns)


def _csv(view: View, dialect: str, columns: Sequence[str]) -> Iterator[bytes]:
    from explorer.export.tabular import csv_blocks

    return csv_blocks(view, dialect, columns)


EXPORTS: tuple[ExportFormat, ...] = (
    ExportFormat(
        "jsonl",
        (".jsonl", ".ndjson", ".json"),
        "application/x-ndjson",
        "JSONL",
        streams=_jsonl,
        keeps_lines=True,
        note="Rows are written as one JSON object a line.",
    ),
    ExportFormat("parquet", (".parquet",), "application/vnd.apache.parquet", "Parquet", write=_parquet),
    ExportFormat(
        "csv",
        (".csv",),
        "text/csv; charset=utf-8",
        "CSV",
        streams=_csv,
        note="Cells that a spreadsheet would take for a formula are written with a leading apostrophe.",
    ),
)

BY_NAME = {entry.name: entry for entry in EXPORTS}


def suffixes_of(path: Path) -> tuple[str, str]:
    """(name of the format, name of the compression) that the suffixes of a path say; "" where they say none."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    compression = suffixes[-1][1:] if suffixes and suffixes[-1][1:] in COMPRESSIONS else ""
    named = [entry.name for suffix in suffixes for entry in EXPORTS if suffix in entry.suffixes]
    return (named[-1] if named else ""), compression
