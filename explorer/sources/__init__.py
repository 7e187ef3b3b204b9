"""Containers: what bytes a file holds and how they are cut into records. Knows nothing of dialects.

`locate` finds files, `open_file` understands one by its content, `plan` cuts it into spans in one pass, `read` parses a
span, `read_raw` and `read_values` read single records again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from explorer.sources import lines
from explorer.sources.locate import display_names, locate
from explorer.sources.opening import open_file
from explorer.sources.records import (
    Hasher,
    Preview,
    Records,
    Reject,
    Report,
    SourceFile,
    Span,
    fingerprint,
    joined,
    renumbered,
)

def plan(
    file: SourceFile, position: int, span_bytes: int = 8 << 20, hasher: Hasher | None = None, report: Report | None = None
) -> Iterator[Span]:
    """Cut a file into spans."""
    return lines.plan(file, position, span_bytes, hasher, report)


def read(file: SourceFile, span: Span) -> Records:
    """Parse a span."""
    return lines.read(file, span)


def read_raw(file: SourceFile, offset: int, length: int) -> bytes:
    """Bytes of one record."""
    with Path(file.plain).open("rb", buffering=0) as handle:
        handle.seek(offset)
        return handle.read(length)


def read_values(file: SourceFile, numbers: Sequence[int], offsets: Sequence[int], lengths: Sequence[int]) -> list[Any]:
    """Parsed rows."""
    from explorer.sources.lenient import parse

    return [parse(read_raw(file, int(o), int(n)))[0] for o, n in zip(offsets, lengths, strict=True)]


def read_value(file: SourceFile, number: int, offset: int, length: int) -> Any:
    """One parsed row."""
    return read_values(file, [number], [offset], [length])[0]


def is_whole_element(file: SourceFile) -> bool:
    """Whether a row's bytes are the whole row."""
    return True


def preview(path: Path, scratch: Path, rows: int = 50) -> Preview:
    """The first rows."""
    file = open_file(path, scratch)
    found = [read(file, span) for span in plan(file, 0)]
    records = joined(found)
    return Preview(file, records, file.size, file.size, len(records.values), True)
