"""Opening a file (first version: JSONL only; being extended)."""

from __future__ import annotations

from pathlib import Path

from explorer.errors import SourceError
from explorer.sources.records import Report, SourceFile, printable


def open_file(
    path: Path, scratch: Path, name: str | None = None, report: Report | None = None, limit: int | None = None
) -> SourceFile:
    """The file, understood."""
    size = path.stat().st_size
    if not size:
        raise SourceError(f"{path.name} is empty.")
    return SourceFile(str(path.absolute()), name or printable(path.name), "jsonl", plain=str(path.absolute()), size=size)
