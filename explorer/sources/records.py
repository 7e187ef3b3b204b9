"""What the readers of all containers share: files, spans, records, rejects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

MAX_RECORD = 256 << 20
"""Bytes of the longest record that is loaded; a longer one is a reject."""

SNIPPET = 200  # bytes of a rejected record that are kept

Report = Callable[[int, int], None]
"""Told (bytes done, bytes in all) of a long read; may raise to stop it."""

Integers = npt.NDArray[np.int64]


class Hasher(Protocol):
    """What `plan` feeds the file's bytes to, such as `xxhash.xxh3_128()`."""

    def update(self, data: Any, /) -> None:
        """Take more bytes."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a dataset, as it was understood when it was opened. Small, picklable, JSON-able.

    path: the file the user named, absolute. name: what it is called on screen, unique in its dataset.
    container: the name of one of `containers.CONTAINERS`. compression: "", gzip, zstd, bz2 or xz.
    encoding: of the text before it was made UTF-8. plain: the file that is read: `path` itself, or a copy that
    was unpacked or made UTF-8. size: its bytes. options: what the container's reader needs. notes: remarks on
    the file as a whole, for people. identity: see `explorer.sources.identity`; () where it is not held. digest: XXH3
    (128 bits) of what `plan` read of `plain`, "" where it was not planned.
    """

    path: str
    name: str
    container: str
    compression: str = ""
    encoding: str = "utf-8"
    plain: str = ""
    size: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    identity: tuple[int, ...] = ()
    digest: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> SourceFile:
        """The file that `as_dict` described."""
        return cls(**{**values, "notes": tuple(values["notes"]), "identity": tuple(values.get("identity", ()))})


@dataclass(frozen=True, slots=True)
class Span:
    """A contiguous run of records of one file.

    file: position of the file in the dataset. number: 0-based position of the span, in its file as `plan`
    yields it. first: 0-based number of its first record in the file, blank and rejected ones counted.
    count: records in it, blank ones included. start, stop: byte range in the plain file; rows for Parquet.
    state: what a reader needs to begin here.
    """

    file: int
    number: int
    first: int
    count: int
    start: int
    stop: int
    state: tuple[Any, ...] = ()


def renumbered(span: Span, number: int) -> Span:
    """The same span at another position."""
    return replace(span, number=number)


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that is no row. line: 1-based. offset, length: bytes. snippet: its beginning, printable."""

    line: int
    offset: int
    length: int
    reason: str
    snippet: str = ""


@dataclass(slots=True)
class Records:
    """The records of a span, in order, blank ones dropped.

    values: parsed rows. lines: 1-based line, element or row number of each; offsets: its byte offset in the plain
    file (Parquet: 0-based row); lengths: its bytes, the line end included for JSONL alone (Parquet: 0).
    notes: remarks by position in `values`. len(values) + blank + len(rejects) == span.count.
    """

    values: list[Any]
    lines: Integers
    offsets: Integers
    lengths: Integers
    blank: int = 0
    rejects: list[Reject] = field(default_factory=list)
    notes: dict[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a file.

    bytes_seen, total_bytes: of the plain file, the latter estimated where the file is compressed.
    estimated_records: rows and rejects in the whole file; `exact` where the whole file was seen.
    """

    file: SourceFile
    records: Records
    bytes_seen: int
    total_bytes: int
    estimated_records: int
    exact: bool


def integers(values: Sequence[int]) -> Integers:
    """A list as int64."""
    return np.array(values, dtype=np.int64)


def empty() -> Records:
    """No records."""
    return Records([], integers([]), integers([]), integers([]))


def joined(parts: Sequence[Records]) -> Records:
    """The records of several spans as one."""
    if len(parts) == 1:
        return parts[0]
    whole = empty()
    for part in parts:
        base = len(whole.values)
        whole.notes.update({base + position: said for position, said in part.notes.items()})
        whole.values.extend(part.values)
        whole.rejects.extend(part.rejects)
        whole.blank += part.blank
    if parts:
        whole.lines = np.concatenate([part.lines for part in parts])
        whole.offsets = np.concatenate([part.offsets for part in parts])
        whole.lengths = np.concatenate([part.lengths for part in parts])
    return whole


def snippet(raw: bytes) -> str:
    """The beginning of a record as printable text: what is not UTF-8, and control characters, as escapes."""
    text = raw[:SNIPPET].rstrip(b"\r\n").decode("utf-8", "backslashreplace")
    return printable(text) + ("…" if len(raw) > SNIPPET else "")


def printable(text: str) -> str:
    """Text with everything that does not print (controls, bidi marks, lone surrogates) as escapes."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "backslashreplace").decode("ascii")
        for char in text
    )


def fingerprint(hashes: Sequence[str]) -> str:
    """32 hex digits that name a dataset, from the hashes of its files in order."""
    import xxhash

    return xxhash.xxh3_128_hexdigest("\n".join(hashes).encode())
