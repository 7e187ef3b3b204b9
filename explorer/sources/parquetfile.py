"""Parquet, by row groups and batches."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from explorer.errors import SourceError
from explorer.sources import arrowvalues, lenient
from explorer.sources.records import (
    MAX_RECORD,
    Hasher,
    Records,
    Reject,
    Report,
    SourceFile,
    Span,
    integers,
)

_CHUNK = 1 << 20
_BATCH_BYTES = 4 << 20
_BATCH_ROWS = 2_048  # few enough that a dictionary of long texts does not blow up
_SPAN_ROWS = 100_000
_ROW_BYTES = 64  # what a row weighs at least
_MAX_GROUP = 16 << 30  # decoded bytes of a row group that are believed
FAULTS = (pa.ArrowException, OSError, ValueError, TypeError, KeyError, OverflowError, NotImplementedError)


def plan(
    file: SourceFile,
    position: int,
    span_bytes: int,
    hasher: Hasher | None,
    report: Report | None,
    stop: int | None = None,
) -> Iterator[Span]:
    """Spans of rows, parts of a row group or several small ones. The file's bytes are hashed on the way."""
    del stop
    if hasher is not None:
        with Path(file.plain).open("rb", buffering=0) as handle:
            done = 0
            while block := handle.read(_CHUNK):
                hasher.update(block)
                done += len(block)
                if report is not None:
                    report(done, file.size)
    number = start = at = 0
    weight = 0.0
    for rows, weighed in file.options["groups"]:
        each = max(_ROW_BYTES, weighed / max(1, rows))
        left = rows
        while left:
            take = min(left, _SPAN_ROWS, max(1, math.ceil((span_bytes - weight) / each)))
            at, left, weight = at + take, left - take, weight + take * each
            if weight >= span_bytes or at - start >= _SPAN_ROWS:
                yield Span(position, number, start, at - start, start, at)
                number, start, weight = number + 1, at, 0.0
    if at > start:
        yield Span(position, number, start, at - start, start, at)


def read(file: SourceFile, span: Span) -> Records:
    """The rows of a span. Damaged ones are rejects, with what the library says."""
    values: list[Any] = []
    rows: list[int] = []
    rejects: list[Reject] = []
    notes: dict[int, tuple[str, ...]] = {}
    for group, first, low, high in parts(file, span.start, span.stop):
        done = first + low
        try:
            check_weight(file, group)
            for batch in batches(file, group, low, high):
                base = len(values)
                faults: set[str] = set()
                values.extend(rows_of(batch, faults))
                notes.update({base + at: (lenient.NAN,) for at in _not_finite(batch)})
                if faults:
                    notes.update(
                        {
                            at: (*notes.get(at, ()), *faults)
                            for at in range(base, len(values))
                            if "\ufffd" in str(values[at])
                        }
                    )
                rows.extend(range(done, done + batch.num_rows))
                done += batch.num_rows
        except FAULTS as error:
            reason = _reason(error)
            rejects.extend(Reject(row + 1, row, 0, reason) for row in range(done, first + high))
    offsets = integers(rows)
    return Records(values, offsets + 1, offsets, integers([0] * len(values)), 0, rejects, notes)


def runs(file: SourceFile, span: Span, wanted: Sequence[tuple[int, int]]) -> list[Records]:
    """The rows of some pieces of a span. Ascending ones go once through a row group, which is decoded from its beginning."""
    return [read(file, Span(span.file, span.number, low, high - low, low, high)) for low, high in wanted]


def _reason(error: BaseException) -> str:
    if isinstance(error, _RefusedError):
        return error.args[0]
    return f"the Parquet data is damaged: {arrowvalues.first_line(error)}"


class _RefusedError(ValueError):
    """Rows that must not be decoded."""


def check_weight(file: SourceFile, group: int) -> None:
    """ValueError, with what is said of its rows, where a row group must not be decoded."""
    if group in file.options.get("crashes", ()):
        raise _RefusedError("the Parquet data is damaged: decoding it crashes")
    rows, weight = file.options["groups"][group]
    if rows and weight / rows > MAX_RECORD:
        raise _RefusedError(f"about {int(weight / rows) >> 20:,} MB a row, more than {MAX_RECORD >> 20:,} MB")
    if weight > _MAX_GROUP:
        raise _RefusedError(f"in a row group of {weight >> 30:,} GB, more than {_MAX_GROUP >> 30:,} GB")


def parts(file: SourceFile, start: int, stop: int) -> Iterator[tuple[int, int, int, int]]:
    """(row group, its first row, first and last + 1 row wanted within it)."""
    first = 0
    for group, (rows, _) in enumerate(file.options["groups"]):
        if first < stop and first + rows > start:
            yield group, first, max(0, start - first), min(rows, stop - first)
        first += rows


class _Position:
    """A row group that is being read: the next span usually begins where the last one ended."""

    def __init__(self, key: tuple[str, int, int], size: int) -> None:
        self.key = key
        self.handle = pq.ParquetFile(key[0])
        self.batches = self.handle.iter_batches(batch_size=size, row_groups=[key[2]], use_threads=False)
        self.row = 0  # first row of `held`, or of the next batch
        self.held: pa.RecordBatch | None = None


_idle: list[_Position] = []  # at most one, of this process
_lock = threading.Lock()


def batches(file: SourceFile, group: int, low: int, high: int) -> Iterator[pa.RecordBatch]:
    """Rows low..high of a row group, in order."""
    position = _position(file, group, low)
    try:
        while position.row < high:
            batch = position.held
            if batch is None:
                batch = position.held = next(position.batches, None)
                if batch is None:
                    raise pa.ArrowInvalid("fewer rows than the footer says")
                arrowvalues.check_batch(batch)
            end = position.row + batch.num_rows
            begin = max(low, position.row)
            if begin < min(end, high):
                yield batch.slice(begin - position.row, min(end, high) - begin)
            if end > high:
                break
            position.row, position.held = end, None
    except BaseException:
        position.handle.close()
        raise
    with _lock:
        _idle.append(position)
        surplus = [_idle.pop(0) for _ in _idle[1:]]
    for other in surplus:
        other.handle.close()


def _position(file: SourceFile, group: int, low: int) -> _Position:
    key = (file.plain, file.size, group)
    with _lock:
        idle = _idle.pop() if _idle else None
    if idle is not None:
        if idle.key == key and idle.row <= low:
            return idle
        idle.handle.close()
    rows, weight = file.options["groups"][group]
    return _Position(key, max(1, min(_BATCH_ROWS, int(_BATCH_BYTES * max(1, rows) / max(1, weight)))))


def schema(file: SourceFile) -> pa.Schema:
    """The schema that the file states."""
    return pq.read_schema(file.plain)


def tables(file: SourceFile, rows: np.ndarray) -> Iterator[pa.Table]:
    """Rows by their 0-based numbers, ascending, as tables of a batch. SourceError where they are damaged."""
    first = last = 0
    for group, (count, _) in enumerate(file.options["groups"]):
        first, last = last, last + count
        low, high = np.searchsorted(rows, [first, last])
        if low == high:
            continue
        done = int(rows[low])
        try:
            check_weight(file, group)
            for batch in batches(file, group, done - first, int(rows[high - 1]) + 1 - first):
                here = rows[low:high]
                inside = here[(here >= done) & (here < done + batch.num_rows)]
                if len(inside):
                    yield pa.Table.from_batches([batch]).take(pa.array(inside - done))
                done += batch.num_rows
        except FAULTS as error:
            raise SourceError(
                f"Row {done + 1:,} of {file.name} cannot be read: {_reason(error)}.", "Drop its row group's rows."
            ) from error


def rows_of(batch: pa.RecordBatch, faults: set[str]) -> list[dict[str, Any]]:
    """The rows of a batch as objects. Two columns of one name become `x` and `x_2`. faults: see `arrowvalues`."""
    from explorer.sources.csvsniff import column_names

    names = batch.schema.names
    if len(set(names)) < len(names):
        names = column_names(names)
    columns = [arrowvalues.plain(column, faults) for column in batch.columns]
    if not columns:
        return [{} for _ in range(batch.num_rows)]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def _not_finite(batch: pa.RecordBatch) -> list[int]:
    """Rows with NaN or an infinity in a column of numbers."""
    suspects = [column.to_pylist() for column in batch.columns if arrowvalues.has_infinite(column)]
    if not suspects:
        return []
    return [at for at, cells in enumerate(zip(*suspects, strict=True)) if not all(map(_is_finite, cells))]


def _is_finite(number: float | None) -> bool:
    return number is None or math.isfinite(number)


def values(file: SourceFile, rows: Sequence[int]) -> list[Any]:
    """Rows by their 0-based numbers, in the order asked for. SourceError where they are damaged."""
    wanted = sorted(set(rows))
    found: dict[int, Any] = {}
    at = 0
    while at < len(wanted):
        # Neighbours are read together.
        end = at + 1
        while end < len(wanted) and wanted[end] - wanted[end - 1] <= 64:
            end += 1
        records = read(file, Span(0, 0, wanted[at], wanted[end - 1] + 1 - wanted[at], wanted[at], wanted[end - 1] + 1))
        found.update(zip(records.offsets.tolist(), records.values, strict=True))
        at = end
    missing = [row for row in rows if row not in found]
    if missing:
        raise SourceError(f"Row {missing[0] + 1:,} of {file.name} cannot be read: the Parquet data is damaged.")
    return [found[row] for row in rows]


def raw(file: SourceFile, row: int) -> bytes:
    """A row as JSON bytes."""
    value = values(file, [row])[0]
    try:
        return orjson.dumps(value)
    except TypeError:  # half a character, or an integer beyond 64 bits
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
