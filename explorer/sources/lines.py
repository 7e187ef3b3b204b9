r"""Files whose records are lines: JSONL and plain text.

A line ends with b"\n" and with nothing else (U+2028, U+0085 and the like are text); a file that has no b"\n" but
b"\r" is cut at those.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from explorer.sources import lenient
from explorer.sources.container import Container
from explorer.sources.parse import has_huge_float, parse_records
from explorer.sources.records import (
    MAX_RECORD,
    Hasher,
    Integers,
    Records,
    Reject,
    Report,
    SourceFile,
    Span,
    empty,
    integers,
    joined,
    snippet,
)

_CHUNK = 1 << 20  # fits the second-level cache, so that hashing and counting read memory once
_STEP = 16 << 10  # of a search for the end of one line
_PIECE = 64 << 20  # a span longer than this holds a huge line and is read piece by piece


def line_end(file: SourceFile) -> bytes:
    """The byte that ends a line of this file."""
    return b"\r" if file.options.get("line_end") == "cr" else b"\n"


def plan(
    file: SourceFile,
    position: int,
    span_bytes: int,
    hasher: Hasher | None,
    report: Report | None,
    stop: int | None = None,
) -> Iterator[Span]:
    """Cut the file into spans of whole lines in one pass, in bounded memory. `stop`: look at that many bytes only."""
    end = line_end(file)
    size = file.size if stop is None else min(stop, file.size)
    begin = int(file.options.get("start", 0))
    number = first = count = 0
    start, seen = begin, 0
    buffer = bytearray(max(1, min(_CHUNK, span_bytes)))
    view = memoryview(buffer)
    with Path(file.plain).open("rb", buffering=0) as handle:
        while seen < size and (got := handle.readinto(view[: min(len(buffer), size - seen)])):
            if hasher is not None:
                hasher.update(view[:got])
            low = max(0, begin - seen)  # a byte order mark is no part of the first line
            cut = buffer.rfind(end, low, got) + 1 if low < got else 0
            if cut:
                count += buffer.count(end, low, got)
                if seen + cut - start >= span_bytes:
                    yield Span(position, number, first, count, start, seen + cut)
                    number, first, count, start = number + 1, first + count, 0, seen + cut
            seen += got
            if report is not None:
                report(seen, size)
    if start < seen:
        if stop is None or stop >= file.size:
            count += _last_byte(file, seen) != end
            yield Span(position, number, first, count, start, seen)
        elif count:
            # A look at the beginning ends with the last whole line.
            yield Span(position, number, first, count, start, _last_end(file, start, seen, end))


def _last_byte(file: SourceFile, stop: int) -> bytes:
    with Path(file.plain).open("rb") as handle:
        handle.seek(stop - 1)
        return handle.read(1)


def _last_end(file: SourceFile, start: int, stop: int, end: bytes) -> int:
    with Path(file.plain).open("rb") as handle:
        handle.seek(start)
        return start + handle.read(stop - start).rfind(end) + 1


def read(file: SourceFile, span: Span) -> Records:
    """The lines of a span."""
    end = line_end(file)
    if span.stop - span.start <= _PIECE:
        with Path(file.plain).open("rb", buffering=0) as handle:
            handle.seek(span.start)
            data = handle.read(span.stop - span.start)
        return _parse(file, data, span.start, span.first, end)
    return joined(list(_pieces(file, span, end)))


def _pieces(file: SourceFile, span: Span, end: bytes) -> Iterator[Records]:
    """A span with a huge line: the lines around it as usual, and it alone; too long a line is never loaded."""
    first, at = span.first, span.start
    with Path(file.plain).open("rb", buffering=0) as handle:
        while at < span.stop:
            handle.seek(at)
            data = handle.read(min(_PIECE, span.stop - at))
            cut = data.rfind(end) + 1
            if not cut and at + len(data) < span.stop:
                del data
                stop = _find(handle, end, at, span.stop)
                if stop - at > MAX_RECORD:
                    yield _too_long(handle, at, stop, first)
                    first, at = first + 1, stop
                    continue
                handle.seek(at)
                data = handle.read(stop - at)
            elif cut:
                data = data[:cut]
            yield _parse(file, data, at, first, end)
            first += data.count(end) or 1
            at += len(data)


def runs(file: SourceFile, span: Span, wanted: Sequence[tuple[int, int]]) -> list[Records]:
    """The lines that begin in some pieces of a span."""
    end, found = line_end(file), []
    with Path(file.plain).open("rb", buffering=0) as handle:
        for low, high in wanted:
            # What begins at `low` follows a line end before it; what begins before `high` is read to its own.
            start = low if low == span.start else _find(handle, end, low - 1, span.stop, _STEP)
            stop = _find(handle, end, high - 1, span.stop, _STEP) if start < high else start
            piece = Span(span.file, span.number, span.first, 0, start, stop)
            found.append(read(file, piece) if start < stop else empty())
    return found


def _find(handle: Any, end: bytes, start: int, stop: int, step: int = _CHUNK) -> int:
    """Where the line that goes on at `start` ends, its line end included. step: bytes read at once."""
    handle.seek(start)
    at = start
    while at < stop and (chunk := handle.read(min(step, stop - at))):
        found = chunk.find(end)
        if found >= 0:
            return at + found + 1
        at += len(chunk)
    return stop


def _too_long(handle: Any, start: int, stop: int, first: int) -> Records:
    """A line above the limit: blank, or a reject."""
    handle.seek(start)
    at, head, blank = start, b"", True
    while at < stop and blank and (chunk := handle.read(min(_CHUNK, stop - at))):
        head = head or chunk[:400]
        blank = not chunk.strip()
        at += len(chunk)
    found = Records([], integers([]), integers([]), integers([]), blank=int(blank))
    if not blank:
        reason = f"longer than {MAX_RECORD >> 20:,} MB"
        found.rejects.append(Reject(first + 1, start, stop - start, reason, snippet(head)))
    return found


def _parse(file: SourceFile, data: bytes, base: int, first: int, end: bytes) -> Records:
    raws = data.split(end)
    ended = not raws[-1]
    if ended:
        raws.pop()
    lengths = np.fromiter(map(len, raws), np.int64, len(raws))
    lengths += 1
    if not ended and len(raws):
        lengths[-1] -= 1
    starts: Integers = np.cumsum(lengths) - lengths
    numbers: Integers = np.arange(first + 1, first + 1 + len(raws), dtype=np.int64)
    if file.container != TEXT.name:
        return parse_records(data, raws, starts, lengths, base, numbers)
    return _texts(raws, starts + base, numbers)


def _texts(raws: list[bytes], offsets: Integers, numbers: Integers) -> Records:
    """Lines of plain text, a document each."""
    values: list[Any] = []
    kept: list[int] = []
    rejects: list[Reject] = []
    for position, raw in enumerate(raws):
        if not raw.strip():
            continue
        try:
            text = raw.removesuffix(b"\r").decode("utf-8")
        except UnicodeDecodeError as error:
            reason = f"not UTF-8: byte 0x{raw[error.start]:02x} at byte {error.start + 1:,}"
            rejects.append(Reject(int(numbers[position]), int(offsets[position]), len(raw), reason, snippet(raw)))
            continue
        kept.append(position)
        values.append({"text": text})
    lengths = np.fromiter(map(len, raws), np.int64, len(raws))
    blank = len(raws) - len(values) - len(rejects)
    at = np.array(kept, dtype=np.int64)
    return Records(values, numbers[at], offsets[at], lengths[at], blank, rejects)


def _text_value(file: SourceFile, raw: bytes, offset: int) -> Any:
    """The row of one text line."""
    del file, offset
    return {"text": raw.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "replace")}


def json_value(raw: bytes) -> Any:
    """The row of one JSON line. UnreadableError where it is none."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return lenient.unwrapped(lenient.parse(raw)[0])
    # What the fast parser rounds or passes over is the same here as in a build.
    return lenient.unwrapped(lenient.parse(raw)[0] if has_huge_float(value) else value)


def _value(file: SourceFile, raw: bytes, offset: int) -> Any:
    del file, offset
    return json_value(raw)


JSONL = Container("jsonl", "JSON lines", plan, read, _value, unit="lines", bytes_are="line", runs=runs, is_entered=True)
TEXT = Container("text", "text", plan, read, _text_value, unit="lines", runs=runs, is_entered=True)
