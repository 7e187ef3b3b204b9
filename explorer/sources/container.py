"""What a container is: a frozen value that tells how its files are recognised, cut into records and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer.sources.records import Hasher, Integers, Records, Report, SourceFile, Span
from explorer.sources.unpack import Copy


@dataclass(frozen=True, slots=True)
class Understood:
    """options: what the reader needs. notes: for people. copy: what is read in place of the file, None for itself."""

    options: Mapping[str, Any]
    notes: Sequence[str] = field(default_factory=tuple)
    copy: Copy | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A file to be understood. plain: what is read, unpacked. original: the file that the user named. name: on screen.

    scratch: folder for copies. report: told (bytes done, in all). only_first: look at the first rows only.
    """

    plain: Path
    original: Path
    name: str
    scratch: Path
    report: Report | None
    only_first: bool


@dataclass(frozen=True, slots=True)
class Cuts:
    """starts, stops: int64 (records,), in the span's bytes, ascending. state: of a span that begins with a record, by its number."""

    starts: Integers
    stops: Integers
    state: Callable[[int], tuple[Any, ...]]


def _is_whole(file: SourceFile) -> bool:
    del file
    return True


@dataclass(frozen=True, slots=True)
class Container:
    """One container.

    name: in `SourceFile.container`, recipes and fingerprints; never changed. label: for people.
    plan: (file, position, bytes of a span, hasher, report, stop) -> spans of whole records, in one pass; `stop`: in
    the first `stop` bytes only. read: (file, span) -> its records; every one is a row, blank or a reject.
    value: (file, a record's bytes, its offset) -> its row; None where a record is no run of bytes. Such containers have
    rows: (file, row numbers) -> rows, and raw: (file, row number) -> the row as JSON bytes.
    schema and tables, of containers whose rows are Arrow's: (file) -> its schema, and (file, row numbers, ascending) ->
    these rows, a few thousand at a time, without a row group whose decoding crashes.
    claims: (first bytes, path) -> whether a binary file is one of these; None for text, which is told by `sniff`.
    understand: opens a file that it claims. SourceError where that cannot be read.
    unit: what the ledger counts. bytes_are: "line" where a row's bytes are a line of JSONL, "json" where they are JSON
    that may span lines, "other" elsewhere. whole: whether a row's bytes are the whole row, with nothing added to it.
    runs: (file, span, runs) -> the records of each run, see `explorer.sources.runs`; None where the span has to be gone
    through for that. cut: (file, span, its bytes) -> where its records are, without parsing them; None where only parsing
    tells that. is_entered: a run costs no more than its own bytes.
    """

    name: str
    label: str
    plan: Callable[[SourceFile, int, int, Hasher | None, Report | None, int | None], Iterator[Span]]
    read: Callable[[SourceFile, Span], Records]
    value: Callable[[SourceFile, bytes, int], Any] | None = None
    rows: Callable[[SourceFile, Sequence[int]], list[Any]] | None = None
    raw: Callable[[SourceFile, int], bytes] | None = None
    schema: Callable[[SourceFile], Any] | None = None
    tables: Callable[[SourceFile, Any], Iterator[Any]] | None = None
    claims: Callable[[bytes, Path], bool] | None = None
    understand: Callable[[Opening], Understood] | None = None
    unit: str = "records"
    bytes_are: str = "other"
    whole: Callable[[SourceFile], bool] = _is_whole
    runs: Callable[[SourceFile, Span, Sequence[tuple[int, int]]], list[Records]] | None = None
    cut: Callable[[SourceFile, Span, bytes], Cuts | None] | None = None
    is_entered: bool = False

    @property
    def is_binary(self) -> bool:
        """Whether its records are rows of a binary format, without bytes of their own."""
        return self.value is None
