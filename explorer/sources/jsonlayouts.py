"""JSON files of every layout: values within a larger text, or columns that became lines of a copy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from explorer.sources import jsonfile, lines
from explorer.sources.container import Container, Cuts
from explorer.sources.jsonscan import Scanner
from explorer.sources.records import Hasher, Records, Report, SourceFile, Span


def _has_lines(file: SourceFile) -> bool:
    return file.options["layout"] == jsonfile.LINES


def _plan(
    file: SourceFile, position: int, span_bytes: int, hasher: Hasher | None, report: Report | None, stop: int | None
) -> Iterator[Span]:
    return (lines if _has_lines(file) else jsonfile).plan(file, position, span_bytes, hasher, report, stop)


def _read(file: SourceFile, span: Span) -> Records:
    return (lines if _has_lines(file) else jsonfile).read(file, span)


def _value(file: SourceFile, raw: bytes, offset: int) -> Any:
    return lines.json_value(raw) if _has_lines(file) else jsonfile.value(file, raw, offset)


def _is_whole(file: SourceFile) -> bool:
    return _has_lines(file) or jsonfile.whole_elements(file)


def _cut(file: SourceFile, span: Span, data: bytes) -> Cuts | None:
    if _has_lines(file) or span.state[0] == jsonfile.TAIL:
        return None
    depth = int(file.options["regions"][int(span.state[0])][2])
    starts, stops = jsonfile.segments(Scanner(depth).feed(data).cuts, 0, len(data), span.count, depth)
    return Cuts(starts, stops, lambda _: span.state)


JSON = Container("json", "JSON", _plan, _read, _value, bytes_are="json", whole=_is_whole, cut=_cut)
