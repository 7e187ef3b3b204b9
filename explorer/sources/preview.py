"""The first rows of a file of any size, at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from explorer.sources.containers import container_of
from explorer.sources.dispatch import plan_up_to, read
from explorer.sources.opening import open_file
from explorer.sources.records import Preview, Records, SourceFile, Span, empty, joined

_LOOK = 4 << 20
_FURTHER = 64 << 20  # where no whole record lies in the first bytes
_SPAN = 256 << 10


def preview(path: Path, scratch: Path, rows: int = 50) -> Preview:
    """The first rows of a file. SourceError as for `open_file`."""
    found = _look(path, scratch, rows, _LOOK)
    if (
        not found.exact
        and not found.records.values
        and not found.records.rejects
        and not container_of(found.file).is_binary
    ):
        found = _look(path, scratch, rows, _FURTHER)
    return found


def _look(path: Path, scratch: Path, rows: int, limit: int) -> Preview:
    # A small compressed file may unpack to a large one, so the limit counts unpacked bytes.
    file = open_file(path, scratch, limit=limit)
    if container_of(file).is_binary:
        return _binary(file, rows)
    has_all = not file.compression or file.options["consumed"] >= path.stat().st_size
    if file.encoding not in ("utf-8", "utf-8-sig") and path.stat().st_size > limit:
        has_all = False
    known = file if has_all else replace(file, size=file.size + 1)  # so that the cut is not taken for the end
    parts: list[Records] = []
    seen = records = 0
    spans = plan_up_to(known, _SPAN, limit if has_all else file.size)
    for span in spans:
        part = read(file, span)
        parts.append(part)
        seen, records = span.stop, records + span.count
        if sum(len(each.values) for each in parts) >= rows:
            break
    if next(spans, None) is None:
        seen = min(limit, file.size)  # what follows the last whole record was seen too
    found = joined(parts) if parts else empty()
    exact = has_all and seen >= file.size
    total = file.size if has_all else _estimated_size(file, path)
    data_rows = records - found.blank
    estimate = data_rows if exact or not seen else round(data_rows * max(total, seen) / seen)
    return Preview(file, _first(found, rows), seen, total, estimate, exact)


def head(file: SourceFile, rows: int) -> list[Any]:
    """The first rows of a file that is open already, as many of them as lie in its first bytes."""
    if container_of(file).is_binary:
        return _binary(file, rows).records.values
    span = next(plan_up_to(file, _SPAN, min(_LOOK, file.size)), None)
    return read(file, span).values[:rows] if span is not None else []


def _binary(file: SourceFile, rows: int) -> Preview:
    total = int(file.options["rows"])
    count = min(rows, int(file.options["checked"]))
    found = read(file, Span(0, 0, 0, count, 0, count)) if count else empty()
    return Preview(file, found, file.size, file.size, total, True)


def _estimated_size(file: SourceFile, path: Path) -> int:
    """Bytes of the whole plain file, from the part that was unpacked."""
    whole = path.stat().st_size
    consumed = file.options.get("consumed") or file.size
    return round(file.size * whole / max(1, consumed))


def _first(found: Records, rows: int) -> Records:
    if len(found.values) <= rows:
        return found
    return Records(
        found.values[:rows],
        found.lines[:rows],
        found.offsets[:rows],
        found.lengths[:rows],
        found.blank,
        found.rejects,
        {at: said for at, said in found.notes.items() if at < rows},
    )
