"""CSV and TSV: records that may hold line ends inside quoted cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from explorer.errors import SourceError
from explorer.sources import csvsniff
from explorer.sources.container import Container, Cuts
from explorer.sources.csvscan import TORN, QuoteCounter, cuts, decoded, is_torn, not_utf8, torn_at
from explorer.sources.records import (
    MAX_RECORD,
    Hasher,
    Records,
    Reject,
    Report,
    SourceFile,
    Span,
    integers,
    snippet,
)

_CHUNK = 1 << 20
_MAX_EXTRA = 1_000  # surplus cells of one record that are kept


def options(table: csvsniff.Table, text: str, start: int, name: str) -> dict[str, Any]:
    """What the reader needs. text: the beginning of the file from byte `start` on, decoded. name: on screen.

    SourceError where what stands in the header's place cannot be read.
    """
    found: dict[str, Any] = {
        "delimiter": table.delimiter,
        "quoted": table.quoted,
        "columns": table.names,
        "start": start,
        "start_line": 0,
    }
    if table.has_header or table.before:
        lines = _Lines(io.StringIO(text, newline="\n"))
        reader = _reader(lines, found)
        try:
            csvsniff.after_preamble(reader, table)
            while table.has_header and not any(cell.strip() for cell in next(reader)):
                pass
        except csv.Error as error:
            said = f"The header of {name} cannot be read: line {len(lines.taken):,} holds a carriage return (CR) outside quotes."
            raise SourceError(said, "End every line alike, with LF or CRLF.") from error
        found["start"] = start + sum(len(line.encode("utf-8", "surrogateescape")) for line in lines.taken)
        found["start_line"] = len(lines.taken)
    return found


class _Lines:
    """Passes lines on and remembers them."""

    def __init__(self, lines: Any) -> None:
        self._lines = iter(lines)
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.taken.append(line)
        return line


def _reader(lines: Any, found: Any) -> Any:
    if found["quoted"]:
        return csv.reader(lines, delimiter=found["delimiter"])
    return csv.reader(lines, delimiter=found["delimiter"], quoting=csv.QUOTE_NONE)


def plan(
    file: SourceFile,
    position: int,
    span_bytes: int,
    hasher: Hasher | None,
    report: Report | None,
    stop: int | None = None,
) -> Iterator[Span]:
    """Cut the file into spans of whole records in one pass.

    Record ends are line ends outside quotes, told by counting quotes; as soon as a quote stands where that is not
    enough, the rest of the file is cut by reading it as a table.
    """
    size = file.size if stop is None else min(stop, file.size)
    begin = int(file.options["start"])
    number = first = 0
    line = int(file.options["start_line"])
    with Path(file.plain).open("rb", buffering=0) as handle:
        head = handle.read(begin)
        if hasher is not None:
            hasher.update(head)
        start = seen = begin
        count = ended = 0  # records since `start`; line ends up to the last of them
        counter = QuoteCounter(file.options["delimiter"]) if file.options["quoted"] else None
        lines = 0  # line ends since `start`
        last = start
        while seen < size and (block := handle.read(max(1, min(_CHUNK, span_bytes, size - seen)))):
            if hasher is not None:
                hasher.update(block)
            if counter is None:
                ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == 10)
                here = len(ends)
            else:
                ends, here = counter.feed(block)
                if counter.is_lost:
                    seen = _hash_rest(handle, hasher, size, report)
                    yield from _slow(file, position, span_bytes, (number, first, start, line), size)
                    return
            if len(ends):
                last = seen + int(ends[-1]) + 1
                count += len(ends)
                tail = block[int(ends[-1]) + 1 :].count(b"\n")
                ended = lines + here - tail
            lines += here
            seen += len(block)
            if count and last - start >= span_bytes:
                yield Span(position, number, first, count, start, last, (line,))
                number, first, start, line = number + 1, first + count, last, line + ended
                count, lines, ended = 0, lines - ended, 0
            if report is not None:
                report(seen, size)
    if size == file.size and last < seen:
        count, last = count + 1, seen  # a last record without a line end, or within quotes
    if count:
        yield Span(position, number, first, count, start, last, (line,))


def _hash_rest(handle: Any, hasher: Hasher | None, size: int, report: Report | None) -> int:
    while block := handle.read(_CHUNK):
        if hasher is not None:
            hasher.update(block)
        if report is not None:
            report(handle.tell(), size)
    return size


def _slow(
    file: SourceFile, position: int, span_bytes: int, where: tuple[int, int, int, int], size: int
) -> Iterator[Span]:
    """Cut from a record's beginning on by reading records."""
    number, first, start, line = where
    count = ended = length = 0
    with Path(file.plain).open("rb") as handle:
        handle.seek(start)
        for lines, taken in _record_sizes(handle, file, size - start):
            count, ended, length = count + 1, ended + lines, length + taken
            if length >= span_bytes:
                yield Span(position, number, first, count, start, start + length, (line,))
                number, first, start, line = number + 1, first + count, start + length, line + ended
                count = ended = length = 0
    if count:
        yield Span(position, number, first, count, start, start + length, (line,))


def _record_sizes(handle: Any, file: SourceFile, size: int) -> Iterator[tuple[int, int]]:
    """(lines, bytes) of each record."""
    taken = [0, 0]

    def lines() -> Iterator[str]:
        left = size
        for raw in handle:
            part = raw[:left]
            left -= len(part)
            if not part:
                return
            taken[0] += 1
            taken[1] += len(part)
            yield part.decode("utf-8", "surrogateescape")

    reader = _reader(lines(), file.options)
    while True:
        try:
            next(reader)
        except StopIteration:
            if taken[1]:
                yield taken[0], taken[1]
            return
        except csv.Error:
            pass
        yield taken[0], taken[1]
        taken[0] = taken[1] = 0


def read(file: SourceFile, span: Span) -> Records:
    """The records of a span."""
    if span.stop - span.start > MAX_RECORD and span.count == 1:
        reason = f"longer than {MAX_RECORD >> 20:,} MB; a quote may never be closed"
        with Path(file.plain).open("rb") as handle:
            handle.seek(span.start)
            head = handle.read(400)
        reject = Reject(int(span.state[0]) + 1, span.start, span.stop - span.start, reason, snippet(head))
        return Records([], integers([]), integers([]), integers([]), rejects=[reject])
    with Path(file.plain).open("rb", buffering=0) as handle:
        handle.seek(span.start)
        data = handle.read(span.stop - span.start)
    is_last = span.stop >= file.size
    return _parse(file, data, span.start, int(span.state[0]), is_last=is_last)


def _parse(file: SourceFile, data: bytes, base: int, line: int, *, is_last: bool) -> Records:
    names: list[str] = list(file.options["columns"])
    ends = np.concatenate(([0], np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == 10) + 1, [len(data)]))
    text, has_faults = decoded(data)
    torn_from = torn_at(data, file.options["delimiter"]) if file.options["quoted"] else -1
    reader = _reader(io.StringIO(text, newline="\n"), file.options)
    values: list[Any] = []
    places: list[tuple[int, int, int]] = []
    rejects: list[Reject] = []
    notes: dict[int, tuple[str, ...]] = {}
    blank = before = 0
    while True:
        fault = ""
        row: list[str] = []
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            fault = f"not valid CSV: {error}".split(" - ")[0]
        after = reader.line_num
        begin, stop = int(ends[before]), int(ends[after])
        number, before = line + before + 1, after
        # Nothing but delimiters is a row of empty cells.
        if not fault and len(row) <= 1 and not any(map(str.strip, row)):
            blank += 1
            continue
        if has_faults and not fault:
            fault = not_utf8(row)
        if fault:
            rejects.append(
                Reject(number, base + begin, stop - begin, fault, snippet(data[begin : min(stop, begin + 400)]))
            )
            continue
        value, said = as_row(names, row)
        length = stop - begin - (2 if data[stop - 2 : stop] == b"\r\n" else data[stop - 1 : stop] == b"\n")
        if is_last and stop >= len(data) and file.options["quoted"] and data[begin:stop].count(b'"') % 2:
            said = (*said, "a quote is never closed, so the cell takes all that follows")
            length = stop - begin
        if 0 <= torn_from < stop and is_torn(data[begin:stop], file.options["delimiter"]):
            said = (*said, TORN)
        if said:
            notes[len(values)] = said
        values.append(value)
        places.append((number, base + begin, length))
    table = np.array(places, dtype=np.int64).reshape(-1, 3)
    return Records(values, table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy(), blank, rejects, notes)


def as_row(names: list[str], cells: list[str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """(row, remarks) of a record's cells: missing ones are None, further ones go by `extra_1` and so on."""
    if len(cells) == len(names):
        return dict(zip(names, cells, strict=True)), ()
    row: dict[str, Any] = dict(zip(names, cells, strict=False))
    if len(cells) < len(names):
        row.update(dict.fromkeys(names[len(cells) :]))
        return row, ("missing cells",)
    surplus = [cell for cell in cells[len(names) :] if cell]
    if not surplus:
        return row, ("extra cells, all empty",)
    for number, cell in enumerate(cells[len(names) :][:_MAX_EXTRA], 1):
        name = f"extra_{number}"
        while name in row:
            name += "_"
        row[name] = cell
    return row, ("extra cells",)


def value(file: SourceFile, raw: bytes, offset: int) -> Any:
    """The row of one record's bytes."""
    lines = io.StringIO(raw.decode("utf-8", "replace"), newline="\n")
    cells: list[str] = next(_reader(lines, file.options), [])
    return as_row(list(file.options["columns"]), cells)[0]


def cut(file: SourceFile, span: Span, data: bytes) -> Cuts | None:
    """Where the records are; None where quotes stand in places that only reading them tells."""
    return cuts(data, file.options["delimiter"] if file.options["quoted"] else "", int(span.state[0]))


CSV = Container("csv", "CSV", plan, read, value, cut=cut)
