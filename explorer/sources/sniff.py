"""What container a plain UTF-8 text file is, by its content."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from explorer.errors import SourceError
from explorer.sources import csvfile, csvsniff, jsonfile, lenient, sessions, zips
from explorer.sources.jsonscan import Scanner
from explorer.sources.layout import object_layout
from explorer.sources.records import printable

_HEAD = 1 << 20
_LINES = 60  # lines that are looked at
_REPR = re.compile(rb"^\s*[\[(]?\s*\{\s*[uUbB]?'")
_NOT_DATA = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file, such as .xls, or one with a password"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"FEA1", "a Feather version 1 file"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"\x80\x02", "a Python pickle"),
    (b"\x80\x03", "a Python pickle"),
    (b"\x80\x04", "a Python pickle"),
    (b"\x80\x05", "a Python pickle"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
)


@dataclass(slots=True)
class Sniffed:
    """container and options as in `SourceFile`; notes on the file."""

    container: str
    options: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def refuse_other_files(head: bytes, name: str, plain: Path) -> None:
    """SourceError where the first bytes are those of something that holds no rows."""
    if head.startswith(zips.MAGIC):
        inside = zips.data_files(plain)
        held = f" with {inside}, not a data file itself" if inside else ", not a data file"
        raise SourceError(f"{name} is a ZIP archive{held}.", "Unpack it first, and open the folder that this makes.")
    for magic, what in _NOT_DATA:
        if head.startswith(magic) and not (magic.isalnum() and _is_text(head[:64])):
            hint = "Unpack it first." if "archive" in what else "Convert it to JSONL, Parquet or CSV."
            raise SourceError(f"{name} is {what}, not a data file.", hint)
    if head[257:262] == b"ustar":
        raise SourceError(f"{name} is a TAR archive, not a data file.", "Unpack it first.")


def refuse_binary(head: bytes, name: str) -> None:
    """SourceError where what would be text holds control characters as no text does."""
    sample = head[:4096]
    # NULs alone may be the trace of a crash; other control characters make no text.
    controls = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in sample if byte)
    if controls > 0.1 * len(sample):
        if name.lower().endswith(".parquet"):
            raise SourceError(f"{name} is not a Parquet file: it neither begins nor ends like one.", "Fetch it again.")
        raise SourceError(
            f"{name} is not a data file: its content is binary.", "Name a JSONL, JSON, Parquet or CSV file."
        )


def _is_text(head: bytes) -> bool:
    """Whether letters that begin a binary format may be the first of a text: ORCHARD is no ORC."""
    return head.isascii() and all(byte >= 32 or byte in b"\t\r\n" for byte in head)


@dataclass(slots=True)
class _Head:
    """The beginning of a file, from its first byte that is not blank. skipped: line ends before that."""

    data: bytes
    at: int
    whole: bool
    end: bytes
    lines: list[bytes]
    skipped: int


def sniff(plain: Path, name: str, start: int, size: int, limit: int | None) -> Sniffed:
    """The container of a file. start: bytes of its byte order mark. limit: look at so many bytes only.

    SourceError where a JSON object holds rows in a way that cannot be told.
    """
    head = _head(plain, start, size)
    if head is None:
        return Sniffed("jsonl", {"start": start})
    first = head.data[:1]
    if sum(bool(_REPR.match(line)) for line in head.lines) * 2 > len(head.lines):
        note = "The lines look like Python's repr, not JSON: write them with json.dumps."
        return Sniffed("jsonl", {"start": start}, [note])
    if first in (b"{", b"["):
        return _brackets(plain, name, start, size, head, limit)
    kinds = [_kind(line) for line in head.lines]
    if "object" in kinds and sum(kind != "bad" for kind in kinds) * 2 >= len(kinds):
        return _jsonl(start, head)
    if sum(line.lstrip()[:1] in (b"{", b"[") for line in head.lines) * 2 > len(head.lines):
        return _jsonl(start, head)
    return _table_or_text(name, start, head)


def _head(plain: Path, start: int, size: int) -> _Head | None:
    """None for a file of white space."""
    with plain.open("rb") as handle:
        handle.seek(start)
        at, skipped = start, 0
        while True:
            data = handle.read(_HEAD)
            if not data:
                return None
            blank = len(data) - len(data.lstrip())
            if blank < len(data):
                break
            at += len(data)
            skipped += data.count(b"\n")
        at += blank
        skipped += data[:blank].count(b"\n")
        data = data[blank:] + handle.read(blank)
    whole = at + len(data) >= size
    end = b"\r" if b"\n" not in data and b"\r" in data else b"\n"
    pieces = data.split(end, 4 * _LINES)
    if (not whole or len(pieces) > 4 * _LINES) and len(pieces) > 1:
        pieces.pop()
    lines = [piece for piece in pieces if piece.strip()][:_LINES]
    return _Head(data, at, whole, end, lines, skipped)


def _jsonl(start: int, head: _Head) -> Sniffed:
    if head.end == b"\n" and (agent := sessions.kind_of(head.lines)):
        return Sniffed(sessions.NAME, {"start": start, "agent": agent}, [sessions.NOTE])
    options: dict[str, Any] = {"start": start}
    notes = []
    if head.end == b"\r":
        options["line_end"] = "cr"
        notes.append("Lines end with carriage returns (CR) alone.")
    if sum(line.rstrip().endswith(b",") for line in head.lines) * 2 > len(head.lines):
        notes.append("Every line ends with a comma, which is not JSONL; rows are read without it.")
    return Sniffed("jsonl", options, notes)


def _kind(line: bytes) -> str:
    """object, array, scalar or bad."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        if len(line) > _HEAD:
            return "bad"
        try:
            value = lenient.parse(line)[0]
        except lenient.UnreadableError:
            return "bad"
    value = lenient.unwrapped(value)
    return "object" if isinstance(value, dict) else "array" if isinstance(value, list) else "scalar"


def _brackets(plain: Path, name: str, start: int, size: int, head: _Head, limit: int | None) -> Sniffed:
    """A text that begins with a bracket: JSONL, or one or several JSON values."""
    is_array = head.data[:1] == b"["
    value_end = _first_end(head.data)
    line_end = head.data.find(head.end)
    line_end = len(head.data) if line_end < 0 else line_end
    objects = sum(_kind(line) == "object" for line in head.lines)
    mostly_objects = objects * 2 >= len(head.lines)
    if 0 < value_end <= line_end:
        rest = head.data[value_end:line_end].strip()
        more = head.data[line_end:].strip() or not head.whole
        if rest[:1] in (b"{", b"[") and not (len(head.lines) > 1 and mostly_objects):
            return _stream(start, "Values follow one another without line ends between them.")
        if more:
            starts = sum(line.lstrip()[:1] in (b"{", b"[") for line in head.lines)
            if starts * 2 >= len(head.lines):
                return _jsonl(start, head)
            return _table_or_text(name, start, head)
        return (
            _array(plain, size, head.at) if is_array else _object(plain, name, start, size, head, limit, one_line=True)
        )
    if value_end > line_end:
        if _kind(head.data[:value_end]) == "bad" and mostly_objects and not is_array:
            return _jsonl(start, head)
        if is_array:
            return _array(plain, size, head.at)
        if head.data[value_end:].strip(b" \t\r\n,"):
            return _stream(start, "Values span several lines and follow one another.")
        return _object(plain, name, start, size, head, limit, one_line=False)
    if is_array:
        return _array(plain, size, head.at)
    scanner = Scanner(0)
    scanner.feed(head.data[:line_end])
    if line_end < len(head.data) and (scanner.in_string or (mostly_objects and _kind(head.lines[0]) != "bad")):
        return _jsonl(start, head)
    if line_end >= len(head.data) and head.whole:
        return _jsonl(start, head)  # one line that is cut short
    if sum(line[:1] == b"{" for line in head.lines) > 1:
        # Objects begin at the edge of several lines: broken lines of JSONL, not one object whose parts are indented.
        return _jsonl(start, head)
    return _object(plain, name, start, size, head, limit, one_line=line_end >= len(head.data))


def _first_end(data: bytes) -> int:
    """End of the first value in `data`, -1 where it goes on."""
    scanner = Scanner(0)
    at = 0
    step = 4096
    while at < len(data):
        block = data[at : at + step]
        cuts = scanner.feed(block).cuts
        if len(cuts):
            return at + int(cuts[0]) + 1
        at, step = at + len(block), min(step * 2, _HEAD)
    return -1


def _stream(start: int, note: str) -> Sniffed:
    return Sniffed("json", {"layout": jsonfile.STREAM, "regions": [["", start, 0]]}, [note])


def _array(plain: Path, size: int, at: int) -> Sniffed:
    notes = []
    with plain.open("rb") as handle:
        handle.seek(max(at, size - _HEAD))
        tail = handle.read().rstrip()
    if not tail.endswith(b"]"):
        notes.append("The array is not closed: the file may be cut short. Elements before the end are shown.")
    elif tail[:-1].rstrip().endswith(b","):
        notes.append("The array ends with a trailing comma, which is not JSON.")
    return Sniffed("json", {"layout": jsonfile.ARRAY, "regions": [["", at + 1, 1]]}, notes)


def _object(
    plain: Path, name: str, start: int, size: int, head: _Head, limit: int | None, *, one_line: bool
) -> Sniffed:
    """One object, or JSONL whose first line is longer than what was looked at."""
    found = object_layout(plain, name, head.at, size, limit)
    if found.follows in ("{", "["):
        return _jsonl(start, head) if one_line and found.line_end else _stream(start, "Values follow one another.")
    if found.layout == "single":
        if one_line:
            return _jsonl(start, head)
        return Sniffed("json", {"layout": jsonfile.STREAM, "regions": [["", start, 0]]}, found.notes)
    options: dict[str, Any] = {"layout": found.layout, "regions": found.regions}
    more = {"beside": found.beside, "header": found.header}
    return Sniffed("json", options | {name: held for name, held in more.items() if held}, found.notes)


def _table_or_text(name: str, start: int, head: _Head) -> Sniffed:
    suffixes = [suffix.lower() for suffix in Path(name).suffixes]
    text = head.data.decode("utf-8", "surrogateescape")
    named = ".csv" in suffixes or ".tsv" in suffixes or csvsniff.names_delimiter(text)
    table = csvsniff.detect(text, whole=head.whole, named=named, plain=".txt" in suffixes)
    if table is not None and (fault := csvsniff.first_fault(text, table)):
        if named:
            raise SourceError(
                f"{name} has names of columns that cannot be read: {fault}.",
                "End lines with line feeds, and put double quotes around a name that holds a line end.",
            )
        table = None
    if table is None:
        return Sniffed("text", {"start": start} | ({"line_end": "cr"} if head.end == b"\r" else {}))
    notes = []
    if csvsniff.names_delimiter(text):
        notes.append("The first line names the delimiter.")
    if preamble := table.before - csvsniff.names_delimiter(text):
        notes.append(f"What stands before the header is no row: {preamble:,} {'line' if preamble == 1 else 'lines'}.")
    if not table.quoted:
        notes.append("Quotes do not stand around whole cells, so they are read as characters of the text.")
    if not table.has_header:
        notes.append("The table has no header: columns are named column_1, column_2 and so on.")
    if table.has_header and any(re.fullmatch(r".+_\d+", each) for each in table.names):
        raw = csvsniff.header_cells(text, table)
        if twice := next((cell for cell in raw if cell and raw.count(cell) > 1), ""):
            notes.append(f"The column '{printable(twice)[:40]}' stands in the header more than once.")
    options = csvfile.options(table, text, head.at, name)
    return Sniffed("csv", options | {"start_line": options["start_line"] + head.skipped}, notes)
