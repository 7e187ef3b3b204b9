"""What is in a ZIP archive, told without unpacking any of it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from explorer.sources.records import printable

MAGIC = b"PK\x03\x04"

_SHOWN = 5
_DATA = (".jsonl", ".ndjson", ".json", ".parquet", ".csv", ".tsv", ".txt", ".arrow", ".xlsx")


def names_in(path: Path) -> list[str]:
    """Names of a ZIP archive's members; none where its list cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, OverflowError):
        return []


def data_files(path: Path) -> str:
    """The archive's data files in a few words for people, "" where it has none."""
    found = [
        name
        for name in names_in(path)
        if name.lower().endswith(_DATA)
        and not name.rsplit("/", 1)[-1].startswith((".", "_"))
        and "__MACOSX" not in name
    ]
    if not found:
        return ""
    shown = ", ".join(printable(name)[:60] for name in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
    return f"{len(found):,} data {'file' if len(found) == 1 else 'files'} ({shown}{more})"
