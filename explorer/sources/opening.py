"""Opening a file: what it is by its content, whatever its name says; plain UTF-8 copies where it is not plain."""

from __future__ import annotations

import stat
from pathlib import Path

from explorer.errors import SourceError
from explorer.sources import columns, encodings, layout, unpack
from explorer.sources.container import Opening
from explorer.sources.containers import CONTAINERS
from explorer.sources.identity import identity_of
from explorer.sources.records import Report, SourceFile, printable
from explorer.sources.sniff import Sniffed, refuse_binary, refuse_other_files, sniff

_HEAD = 1 << 20
_SAMPLES = 8  # further places of a large file where its encoding is looked at
_SAMPLE = 128 << 10


def open_file(
    path: Path, scratch: Path, name: str | None = None, report: Report | None = None, limit: int | None = None
) -> SourceFile:
    """Understand a file by its content.

    Compressed and non-UTF-8 files are copied to `scratch` as plain UTF-8, once for a file as it is now. report: told
    (bytes done, in all) of that. limit: look at, and unpack, about that many bytes only, for a preview.
    SourceError where the file is missing, unreadable, empty or none that holds rows.
    """
    path = path.absolute()
    shown = name or printable(path.name)
    try:
        return _open(path, scratch, shown, report, limit)
    except OSError as error:
        raise _unreadable(path, shown, error) from error


def _unreadable(path: Path, shown: str, error: OSError) -> SourceError:
    if isinstance(error, FileNotFoundError):
        return SourceError(f"{shown} does not exist.", "Check the path.")
    if isinstance(error, PermissionError):
        return SourceError(f"{shown} may not be read.", "Check the file's permissions.")
    del path
    return SourceError(f"{shown} cannot be read: {(error.strerror or str(error)).lower()}.")


def _open(path: Path, scratch: Path, name: str, report: Report | None, limit: int | None) -> SourceFile:
    facts = path.stat()
    held = identity_of(path)
    if stat.S_ISDIR(facts.st_mode):
        raise SourceError(f"{name} is a folder, not a file.", "Open the folder as a source of its own.")
    if not stat.S_ISREG(facts.st_mode):
        raise SourceError(f"{name} is not a regular file.", "Copy its content to a file first.")
    notes: list[str] = []
    plain, size = path, facts.st_size
    with path.open("rb") as handle:
        head = handle.read(_HEAD)
    _refuse_empty(head, name)
    compression = unpack.compression_of(head)
    consumed = 0
    if compression:
        copy = unpack.unpacked(path, name, compression, scratch, report, limit)
        plain, size, consumed = copy.path, copy.size, copy.consumed
        notes += [copy.note] if copy.note else []
        with plain.open("rb") as handle:
            head = handle.read(_HEAD)
        _refuse_empty(head, name)
    made = SourceFile(str(path), name, "", compression, plain=str(plain), size=size, identity=held)
    extra = {"consumed": consumed} if limit is not None and compression else {}
    for container in CONTAINERS:
        if container.claims is not None and container.understand is not None and container.claims(head, plain):
            found = container.understand(Opening(plain, path, name, scratch, report, only_first=limit is not None))
            return _with(made, container.name, "", {**found.options, **extra}, [*notes, *found.notes], found.copy)
    refuse_other_files(head, name, plain)
    encoding = encodings.detect(head + _further_samples(plain, size))
    start = encoding.mark
    replacement = None
    if encoding.is_utf8:
        refuse_binary(head, name)
    else:
        replacement = unpack.transcoded(plain, path, encoding.name, encoding.mark, scratch, report, limit)
        notes += [replacement.note] if replacement.note else []
        start = 0
    notes += [encoding.note] if encoding.note else []
    if _has_returns_only(head, encoding):
        replacement = unpack.with_line_feeds(plain, path, start, scratch, limit)
        notes.append("Lines end with carriage returns (CR) alone.")
        start = 0
    source = replacement.path if replacement else plain
    length = replacement.size if replacement else size
    sniffed = sniff(source, name, start, length, limit)
    return _finished(made, sniffed, encoding.name, replacement, notes, extra, scratch)


def _finished(
    made: SourceFile,
    found: Sniffed,
    encoding: str,
    copy: unpack.Copy | None,
    notes: list[str],
    extra: dict[str, int],
    scratch: Path,
) -> SourceFile:
    options = found.options | extra
    if options.get("layout") == layout.COLUMNS:
        plain = copy.path if copy else Path(made.plain)
        start = 3 if encoding == "utf-8-sig" else 0
        copy = columns.as_lines(plain, Path(made.path), made.name, start, scratch)
        options = extra | {"layout": "lines", "start": 0}
        notes.append("The file holds columns; they were turned into rows.")
    return _with(made, found.container, encoding, options, notes + found.notes, copy)


def _with(
    made: SourceFile, container: str, encoding: str, options: dict, notes: list[str], copy: unpack.Copy | None = None
) -> SourceFile:
    return SourceFile(
        made.path,
        made.name,
        container,
        made.compression,
        encoding,
        str(copy.path) if copy else made.plain,
        copy.size if copy else made.size,
        options,
        tuple(notes),
        made.identity,
    )


def _refuse_empty(head: bytes, name: str) -> None:
    if not head or head in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        raise SourceError(f"{name} is empty.", "Check that it was written to the end.")


def _has_returns_only(head: bytes, encoding: encodings.Encoding) -> bool:
    """Lines of a table or text that end as on an old Mac; JSONL is read as it is."""
    body = head[encoding.mark :].lstrip()
    return encoding.is_utf8 and b"\r" in body and b"\n" not in body and body[:1] not in (b"{", b"[")


def _further_samples(plain: Path, size: int) -> bytes:
    """Whole lines from places all over a large file, after a line end."""
    if size <= _HEAD:
        return b""
    pieces = []
    with plain.open("rb") as handle:
        for number in range(1, _SAMPLES + 1):
            handle.seek(max(_HEAD, size * number // (_SAMPLES + 1)))
            piece = handle.read(_SAMPLE)
            first, last = piece.find(b"\n"), piece.rfind(b"\n")
            if 0 <= first < last:
                pieces.append(piece[first:last])
    return b"".join(pieces)
