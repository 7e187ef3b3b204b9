"""JSON files whose records are values within a larger text: arrays, objects of rows, values one after another.

`options["regions"]` lists where records are: [name, first byte, depth]. Depth 1: the elements of one array, or the
members of one object; depth 0: values that follow one another to the end of the file. `options["beside"]` holds fields
that the file says once for all rows, `options["header"]` the names of the columns of rows that are lists.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from explorer.sources import lenient
from explorer.sources.completed import completed
from explorer.sources.jsonscan import Scanner, Tape
from explorer.sources.parse import parse_records
from explorer.sources.records import (
    MAX_RECORD,
    Hasher,
    Integers,
    Records,
    Reject,
    Report,
    SourceFile,
    Span,
    integers,
    joined,
    snippet,
)

ARRAY, ROWS, SPLITS, BY_KEY, STREAM, LINES = "array", "rows", "splits", "by_key", "stream", "lines"
"""Layouts: an array of rows; rows under one key; rows under the name of their split; an object of rows by key;
values one after another; rows that were columns, as lines of a copy."""

SPLIT, KEY = "split", "_key"  # fields that are added to a row which lacks them

_CHUNK = 1 << 20
_PIECE = 64 << 20  # a span longer than this is read record by record
TAIL = -1  # state of a span that holds what follows the end of the array or object
_BLANK = b" \t\r\n"
_MEMBER = re.compile(rb'\s*("(?:[^"\\]|\\.)*")\s*:\s*', re.DOTALL)


@dataclass(slots=True)
class _Cutter:
    """Collects boundaries into spans."""

    position: int
    span_bytes: int
    state: tuple[Any, ...]
    number: int
    first: int
    start: int  # of the first record not yet in a span
    count: int = 0
    last: int = 0  # end of the last whole record

    def cut(self, stop: int) -> Span:
        span = Span(self.position, self.number, self.first, self.count, self.start, stop, self.state)
        self.number, self.first, self.count = self.number + 1, self.first + self.count, 0
        return span


def plan(
    file: SourceFile,
    position: int,
    span_bytes: int,
    hasher: Hasher | None,
    report: Report | None,
    stop: int | None = None,
) -> Iterator[Span]:
    """Cut the file into spans of whole records in one pass, in bounded memory."""
    size = file.size if stop is None else min(stop, file.size)
    chunk = max(1, min(_CHUNK, span_bytes))
    number = first = 0
    with Path(file.plain).open("rb", buffering=0) as handle:
        tape = Tape(handle, size, hasher)
        closed = False
        for index, (_, start, depth) in enumerate(file.options["regions"]):
            tape.skip_to(start, chunk)
            cutter = _Cutter(position, span_bytes, (index,), number, first, start)
            closed = yield from _region(tape, cutter, depth, chunk, report, size, whole=size == file.size)
            number, first = cutter.number, cutter.first
        rest = b""
        begin = tape.at
        while block := tape.read(chunk):
            if not rest:
                rest = block.lstrip(_BLANK)
                begin = tape.at - len(rest)
            if report is not None:
                report(tape.at, size)
        if rest and closed and file.options["layout"] in (ARRAY, BY_KEY):
            yield Span(position, number, first, 1, begin, size, (TAIL,))


def _region(
    tape: Tape, cutter: _Cutter, depth: int, chunk: int, report: Report | None, size: int, *, whole: bool
) -> Generator[Span, None, bool]:
    """Spans of one region; returns whether its closing bracket came."""
    scanner = Scanner(depth)
    has_rest = False  # something stands after the last cut
    while block := tape.read(chunk):
        base = tape.at - len(block)
        cuts, close = scanner.feed(block)
        if close >= 0:
            tape.put_back(block[close + 1 :])
            block = block[:close]
        after = 0
        if len(cuts):
            after = int(cuts[-1]) + 1
            cutter.count += len(cuts)
            cutter.last = base + after - (1 if depth else 0)
            if cutter.last - cutter.start >= cutter.span_bytes:
                yield cutter.cut(cutter.last)
                cutter.start = base + after
            has_rest = False
        has_rest = has_rest or bool(block[after:].strip(_BLANK if depth else _BLANK + b","))
        if report is not None:
            report(tape.at, size)
        if close >= 0:
            cutter.count += has_rest
            if cutter.count:
                yield cutter.cut(base + close)
            return True
    if has_rest and whole:
        cutter.count += 1
    if cutter.count:
        yield cutter.cut(size if has_rest and whole else cutter.last)
    return False


def read(file: SourceFile, span: Span) -> Records:
    """The records of a span."""
    index = int(span.state[0])
    with Path(file.plain).open("rb", buffering=0) as handle:
        if index == TAIL:
            handle.seek(span.start)
            head = handle.read(400).lstrip()
            reason = "not valid JSON: more follows after the end of the file's " + (
                "array" if file.options["layout"] == ARRAY else "object"
            )
            reject = Reject(span.first + 1, span.start, span.stop - span.start, reason, snippet(head))
            return Records([], integers([]), integers([]), integers([]), rejects=[reject])
        depth = int(file.options["regions"][index][2])
        if span.stop - span.start > _PIECE:
            found = joined(list(_one_by_one(file, handle, span, depth)))
        else:
            handle.seek(span.start)
            data = handle.read(span.stop - span.start)
            starts, stops = segments(Scanner(depth).feed(data).cuts, 0, len(data), span.count, depth)
            found = _parse(file, data, starts, stops, span.start, span.first, depth)
    if file.options["layout"] == SPLITS:
        name = file.options["regions"][index][0]
        found.values = [_with(value, SPLIT, name) for value in found.values]
    if file.options.get("beside"):
        found.values = [completed(value, file.options) for value in found.values]
    return found


def segments(cuts: Integers, start: int, stop: int, count: int, depth: int) -> tuple[Integers, Integers]:
    """(first bytes, ends) of `count` records between cuts."""
    if depth:
        starts = np.concatenate(([start], cuts + 1))[:count]
        stops = np.concatenate((cuts, [stop]))[:count]
    else:
        starts = np.concatenate(([start], cuts + 1))[:count]
        stops = np.concatenate((cuts + 1, [stop]))[:count]
    return starts.astype(np.int64), stops.astype(np.int64)


def _one_by_one(file: SourceFile, handle: Any, span: Span, depth: int) -> Iterator[Records]:
    """A span with a huge record: boundaries first, then each record alone; too long a one is never loaded."""
    scanner = Scanner(depth)
    handle.seek(span.start)
    at, cuts = span.start, []
    while at < span.stop and (block := handle.read(min(_CHUNK, span.stop - at))):
        cuts.append(scanner.feed(block).cuts + at)
        at += len(block)
    starts, stops = segments(np.concatenate(cuts), span.start, span.stop, span.count, depth)
    for number, (start, stop) in enumerate(zip(starts.tolist(), stops.tolist(), strict=True)):
        handle.seek(start)
        first = span.first + number
        if stop - start > MAX_RECORD:
            reason = f"longer than {MAX_RECORD >> 20:,} MB"
            reject = Reject(first + 1, start, stop - start, reason, snippet(handle.read(400).lstrip()))
            yield Records([], integers([]), integers([]), integers([]), rejects=[reject])
            continue
        data = handle.read(stop - start)
        yield _parse(file, data, integers([0]), integers([len(data)]), start, first, depth)


def _parse(
    file: SourceFile, data: bytes, starts: Integers, stops: Integers, base: int, first: int, depth: int
) -> Records:
    blank = _BLANK if depth else _BLANK + b","
    keyed = file.options["layout"] == BY_KEY
    raws: list[bytes] = []
    begins: list[int] = []
    keys: list[str | None] = []
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        raw = data[start:stop]
        trimmed = raw.lstrip(blank)
        begin = start + len(raw) - len(trimmed)
        trimmed = trimmed.rstrip(_BLANK)
        if keyed and (member := _MEMBER.match(trimmed)):
            keys.append(_key(member.group(1)))
            begin += member.end()
            trimmed = trimmed[member.end() :]
        elif keyed:
            keys.append(None)
        raws.append(trimmed)
        begins.append(begin)
    lengths = np.fromiter(map(len, raws), np.int64, len(raws))
    numbers: Integers = np.arange(first + 1, first + 1 + len(raws), dtype=np.int64)
    header = file.options.get("header") or ()
    found = parse_records(data, raws, integers(begins), lengths, base, numbers, "line", header)
    if found.blank:
        found = _empty_as_rejects(found, raws, begins, base, first)
    if keyed:
        found.values = [
            value if (key := keys[int(number) - first - 1]) is None else _with(value, KEY, key)
            for value, number in zip(found.values, found.lines, strict=True)
        ]
    return found


def _empty_as_rejects(found: Records, raws: list[bytes], begins: list[int], base: int, first: int) -> Records:
    """Between two commas there must be something."""
    for position, raw in enumerate(raws):
        if not raw:
            found.rejects.append(
                Reject(first + position + 1, base + begins[position], 0, "not valid JSON: nothing between two commas")
            )
    found.rejects.sort(key=lambda reject: reject.line)
    found.blank = 0
    return found


def _key(raw: bytes) -> str | None:
    try:
        return str(orjson.loads(raw))
    except orjson.JSONDecodeError:
        return None


def _with(value: Any, name: str, text: str) -> Any:
    """The row with a field that says where it stood, where it has none of that name."""
    if type(value) is dict and name not in value:
        return {**value, name: text}
    return value


def value(file: SourceFile, raw: bytes, offset: int) -> Any:
    """The row of one record's bytes."""
    layout = file.options["layout"]
    found = lenient.unwrapped(lenient.parse(raw.strip(_BLANK + b","), "line")[0])
    if file.options.get("beside") or file.options.get("header"):
        return completed(found, file.options)
    if layout == SPLITS:
        names = [name for name, start, _ in file.options["regions"] if start <= offset]
        return _with(found, SPLIT, names[-1]) if names else found
    if layout == BY_KEY and (key := _key_before(file, offset)) is not None:
        return _with(found, KEY, key)
    return found


def _key_before(file: SourceFile, offset: int) -> str | None:
    """The key of the member whose value begins at `offset`."""
    begin = max(0, offset - 4096)
    with Path(file.plain).open("rb") as handle:
        handle.seek(begin)
        before = handle.read(offset - begin).rstrip().removesuffix(b":").rstrip()
    at = len(before) - 1
    if before[-1:] != b'"':
        return None
    while at > 0:
        at = before.rfind(b'"', 0, at)
        if at < 0:
            return None
        head = before[:at]
        if (len(head) - len(head.rstrip(b"\\"))) % 2 == 0:
            return _key(before[at:])
    return None


def whole_elements(file: SourceFile) -> bool:
    """Whether a row's bytes are the whole row, nothing added to it."""
    return file.options["layout"] not in (SPLITS, BY_KEY) and not (
        file.options.get("beside") or file.options.get("header")
    )
