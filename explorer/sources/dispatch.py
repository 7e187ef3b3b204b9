"""One way to plan and read, whatever the container."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from explorer.errors import SourceError
from explorer.sources import identity, lenient, splits
from explorer.sources.containers import container_of
from explorer.sources.records import Hasher, Records, Report, SourceFile, Span

SPAN_BYTES = 8 << 20


def plan(
    file: SourceFile,
    position: int,
    span_bytes: int = SPAN_BYTES,
    hasher: Hasher | None = None,
    report: Report | None = None,
) -> Iterator[Span]:
    """Cut a file into spans of whole records, about `span_bytes` long, in one pass over it in bounded memory.

    position: of the file in its dataset. hasher: fed the plain file's bytes. report: told (bytes done, in all).
    SourceError where the file can no longer be read.
    """
    try:
        yield from container_of(file).plan(file, position, span_bytes, hasher, report, None)
    except OSError as error:
        if _is_lost_copy(file, error):
            raise
        raise _gone(file, error) from error


def plan_up_to(file: SourceFile, span_bytes: int, stop: int) -> Iterator[Span]:
    """Spans of the whole records in the first `stop` bytes."""
    return container_of(file).plan(file, 0, span_bytes, None, None, stop)


def _gone(file: SourceFile, error: OSError) -> SourceError:
    if identity.is_gone(file):
        return identity.gone([file.name])
    said = (error.strerror or str(error)).lower()
    return SourceError(f"{file.name} can no longer be read: {said}.", "Open it again.")


def _is_lost_copy(file: SourceFile, error: OSError) -> bool:
    """Whether what is gone is the plain copy in the cache, which is made again by whoever can."""
    return isinstance(error, FileNotFoundError) and file.plain != file.path and not identity.is_gone(file)


def read(file: SourceFile, span: Span) -> Records:
    """Parse the records of a span. SourceError where the file can no longer be read."""
    try:
        found = container_of(file).read(file, span)
    except OSError as error:
        if _is_lost_copy(file, error):
            raise
        raise _gone(file, error) from error
    finally:
        # After the read: bytes of another file never pass for those that the span was cut from, and what they break is
        # no fault of the file.
        identity.require_unchanged(file)
    splits.added(file, found.values)
    return found


def read_raw(file: SourceFile, offset: int, length: int) -> bytes:
    """The bytes of one record as they stand in the plain file; of a binary container, row `offset` as JSON."""
    raw = container_of(file).raw
    if raw is not None:
        return raw(file, offset)
    try:
        with Path(file.plain).open("rb") as handle:
            return exactly(file, handle, offset, length)
    except OSError as error:
        if _is_lost_copy(file, error):
            raise
        raise _gone(file, error) from error


def read_values(file: SourceFile, numbers: Sequence[int], offsets: Sequence[int], lengths: Sequence[int]) -> list[Any]:
    """Rows parsed again by their places, as `read` gave them: lines, offsets and lengths of equal number."""
    del numbers  # a place says it all; the line is for containers that would need it
    return splits.added(file, own_values(file, offsets, lengths))


def own_values(file: SourceFile, offsets: Sequence[int], lengths: Sequence[int]) -> list[Any]:
    """The same rows with nothing but what stands in their records: without the split that the file's name tells."""
    container = container_of(file)
    if container.rows is not None:
        return container.rows(file, [int(offset) for offset in offsets])
    assert container.value is not None
    found: list[Any] = []
    try:
        with Path(file.plain).open("rb") as handle:
            for offset, length in zip(offsets, lengths, strict=True):
                raw = exactly(file, handle, int(offset), int(length))
                found.append(container.value(file, raw, int(offset)))
    except (OSError, lenient.UnreadableError, csv.Error) as error:
        raise identity.changed([file.name]) from error
    return found


def exactly(file: SourceFile, handle: IO[bytes], offset: int, length: int) -> bytes:
    """So many bytes of the plain file from `offset` on. SourceChanged where it ends before them."""
    handle.seek(offset)
    pieces: list[bytes] = []
    left = length
    while left > 0:
        piece = handle.read(left)
        if not piece:
            raise identity.changed([file.name])
        pieces.append(piece)
        left -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def read_value(file: SourceFile, number: int, offset: int, length: int) -> Any:
    """One row parsed again."""
    return read_values(file, [number], [offset], [length])[0]


def is_whole_element(file: SourceFile) -> bool:
    """Whether a JSON row's bytes are the whole row, with nothing added to it."""
    return container_of(file).whole(file)


def is_verbatim(file: SourceFile) -> bool:
    """Whether a row's bytes are a line that can be exported as JSONL byte for byte."""
    return container_of(file).bytes_are == "line"
