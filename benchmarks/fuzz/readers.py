"""Files of every container, mutated: opened, cut into spans, read, read again by place; every record accounted for."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from benchmarks.fuzz import seeds
from benchmarks.fuzz.kind import Kind, Outcome, require
from benchmarks.fuzz.mutate import changed_bytes
from explorer import sources
from explorer.sources.dispatch import SPAN_BYTES

_SPAN = 300  # bytes, so that a small file has several spans


def check(folder: Path, name: str, content: bytes) -> Outcome:
    """Read a file in several ways, which must agree."""
    scratch = folder / "scratch"
    path = folder / name
    path.write_bytes(content)
    try:
        sources.preview(path, scratch, 5)
        file = sources.open_file(path, scratch)
        whole = _records(file, SPAN_BYTES)
        pieces = _records(file, _SPAN)
        for field in ("values", "blank", "lines", "offsets", "lengths", "rejects", "notes"):
            same = repr(getattr(whole, field)) == repr(getattr(pieces, field))
            require(same, f"{field} differ with the length of spans")
        again = sources.read_values(file, whole.lines.tolist(), whole.offsets.tolist(), whole.lengths.tolist())
        require(repr(again) == repr(whole.values), "rows read again by their places differ")
        for offset, length in zip(whole.offsets[:20].tolist(), whole.lengths[:20].tolist(), strict=True):
            raw = sources.read_raw(file, offset, length)
            require(length == 0 or len(raw) == length, "bytes of a row are not as long as said")
    finally:
        path.unlink(missing_ok=True)
        shutil.rmtree(scratch, ignore_errors=True)
    return "read"


def _records(file: sources.SourceFile, span_bytes: int) -> sources.Records:
    """All records of a file; BrokenError where the ledger does not add up."""
    parts: list[sources.Records] = []
    first = stop = 0
    for number, span in enumerate(sources.plan(file, 0, span_bytes)):
        part = sources.read(file, span)
        require((span.number, span.first) == (number, first), "spans do not follow one another")
        require(span.start >= stop, "spans overlap")
        require(
            span.count == len(part.values) + part.blank + len(part.rejects),
            f"the ledger does not add up: {span.count} != {len(part.values)} + {part.blank} + {len(part.rejects)}",
        )
        require(len(part.values) == len(part.lines) == len(part.offsets) == len(part.lengths), "places are missing")
        first, stop = first + span.count, span.stop
        parts.append(part)
    return sources.joined(parts)


def _text(chance: random.Random, number: int) -> tuple[str, bytes]:
    files = seeds.text_files()
    names = sorted(files)
    name = names[number % len(names)]
    return name, changed_bytes(chance, files[name])


def _binary(chance: random.Random, number: int) -> tuple[str, bytes]:
    files = seeds.binary_files()
    names = sorted(files)
    name = names[number % len(names)]
    return name, changed_bytes(chance, files[name])


READERS = (Kind("files", 0.30, _text, check), Kind("binary", 0.04, _binary, check))
