"""Files among others that cannot be read: each is one rejected record with its reason, and the others open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from explorer.errors import SourceError
from explorer.sources import identity
from explorer.sources.container import Container
from explorer.sources.records import Hasher, Records, Reject, Report, SourceFile, Span, empty, snippet

_BLOCK = 1 << 20
_HEAD = 200  # bytes that a reject shows


def standing_in(path: Path, name: str, error: SourceError) -> SourceFile:
    """What a file is in a dataset that goes on without it. OSError where it is gone meanwhile."""
    held = identity.identity_of(path)
    said = error.message.removeprefix(f"{name} ").removesuffix(".")
    reason = f"the file cannot be read: it {said}" if said != error.message.removesuffix(".") else said
    note = f"Not among the rows: {error.message} {error.hint}".strip()
    return SourceFile(
        str(path), name, UNREAD.name, plain=str(path), size=held[0], options={"reason": reason}, notes=(note,), identity=held
    )  # fmt: skip


def _plan(
    file: SourceFile,
    position: int,
    span_bytes: int,
    hasher: Hasher | None,
    report: Report | None,
    stop: int | None = None,
) -> Iterator[Span]:
    del span_bytes, report, stop
    if hasher is not None:
        with Path(file.plain).open("rb") as handle:
            while block := handle.read(_BLOCK):
                hasher.update(block)
    yield Span(position, 0, 0, 1, 0, file.size)


def _read(file: SourceFile, span: Span) -> Records:
    del span
    with Path(file.plain).open("rb") as handle:
        head = handle.read(_HEAD)
    records = empty()
    records.rejects.append(Reject(1, 0, file.size, str(file.options["reason"]), snippet(head)))
    return records


def _no_rows(file: SourceFile, numbers: Sequence[int] | int) -> Any:
    del numbers
    raise identity.changed([file.name])


UNREAD = Container("unread", "not read", _plan, _read, rows=_no_rows, raw=_no_rows)
