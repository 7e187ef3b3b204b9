"""Kept rows as JSON lines: byte for byte where the source is JSONL, one conversion a row elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson

from explorer import sources
from explorer.export.added import Added
from explorer.export.edits import Edits
from explorer.store.table import alias
from explorer.view import View

CHUNK_ROWS = 1 << 16  # rows whose places are held at a time
_BATCH = 512  # rows parsed at a time
_WINDOW = 4 << 20  # bytes read at once
_GAP = 16 << 10  # dropped bytes that cost less to read than to seek over


class Places(NamedTuple):
    """Where some kept rows lie, in row order: file positions, 1-based lines, byte offsets, lengths."""

    row_id: np.ndarray
    file: np.ndarray
    line: np.ndarray
    offset: np.ndarray
    length: np.ndarray


def places(view: View) -> Iterator[Places]:
    """Places of the kept rows, a bounded number at a time."""
    dataset = view.dataset
    cases = " ".join(f"WHEN ? THEN {position}" for position, _ in enumerate(dataset.files))
    position_of = alias("file")
    names = [file.name for file in dataset.files]
    where = view.where
    columns = ("row_id", position_of, "line", "byte_offset", "byte_length")
    for first in range(0, dataset.rows, CHUNK_ROWS):
        table = dataset.query(
            f"SELECT row_id, CASE file {cases} END AS {position_of}, line, byte_offset, byte_length FROM rows "
            f"WHERE row_id BETWEEN {first} AND {first + CHUNK_ROWS - 1} AND {where} ORDER BY row_id",
            names,
            reads=view.reads,
        )
        if table.num_rows:
            yield Places(*(table[name].to_numpy() for name in columns))


def lines(view: View, dialect: str = "", columns: Sequence[str] = ()) -> Iterator[bytes]:
    """Kept rows as blocks of whole JSON lines, each of them ended by a line end.

    dialect: re-encode every row in this dialect; "" copies the source's bytes where they are JSON lines, and
    writes the source row's fields where they are not. The last line of a source that ends without a line end
    stays so if it is the last of all. A row whose text was corrected by hand is written anew, with the line end it had.
    columns: whose values stand behind each row's own fields, which stay as they were written.
    """
    ended = True
    edits, added = Edits(view), Added(view, columns, dialect)
    for chunk in places(view):
        for position in np.unique(chunk.file):  # rows are in file order, so are the positions
            file = view.dataset.files[position]
            here = part_of(chunk, chunk.file == position)
            if sources.is_verbatim(file) and not dialect and not added:
                blocks = _copied(file, here, edits)
            else:
                blocks = converted(file, here, dialect, edits, added)
            for block in blocks:
                if not ended:
                    yield b"\n"
                yield block
                ended = block[-1:] in (b"\n", b"\r")


def part_of(chunk: Places, chosen: np.ndarray | slice) -> Places:
    """Some of the rows."""
    return Places(*(column[chosen] for column in chunk))


def _copied(file: sources.SourceFile, chunk: Places, edits: Edits) -> Iterator[bytes]:
    """Lines of one file as they are, but for those whose text was corrected."""
    first = 0
    for place in [*np.flatnonzero(edits.among(chunk.row_id)).tolist(), len(chunk.row_id)]:
        if first < place:
            yield from _verbatim(file, chunk.offset[first:place], chunk.length[first:place])
        if place < len(chunk.row_id):
            yield _rewritten(file, part_of(chunk, slice(place, place + 1)), edits)
        first = place + 1


def _rewritten(file: sources.SourceFile, row: Places, edits: Edits) -> bytes:
    line = sources.read_raw(file, int(row.offset[0]), int(row.length[0]))
    end = line[len(line.rstrip(b"\r\n")) :]
    # A line is what its file says, without the split that the file's name tells.
    (value,) = sources.own_values(file, row.offset.tolist(), row.length.tolist())
    return dump_line(edits.value(int(row.row_id[0]), value)).rstrip(b"\n") + end


def _verbatim(file: sources.SourceFile, offsets: np.ndarray, lengths: np.ndarray) -> Iterator[bytes]:
    """Byte ranges in ascending order, read in windows that bridge small gaps."""
    stops = offsets + lengths
    position, count = 0, len(offsets)
    with Path(file.plain).open("rb", buffering=0) as handle:
        while position < count:
            begin = int(offsets[position])
            # The window ends before the first large gap, or where it grows too long.
            limit = int(np.searchsorted(stops, begin + _WINDOW, side="right"))
            limit = max(limit, position + 1)
            gaps = np.flatnonzero(offsets[position + 1 : limit] - stops[position : limit - 1] > _GAP)
            if len(gaps):
                limit = position + 1 + int(gaps[0])
            end = int(stops[limit - 1])
            window = sources.exactly(file, handle, begin, end - begin)
            starts = offsets[position:limit] - begin
            ends = stops[position:limit] - begin
            # Neighbouring rows are copied as one slice.
            breaks = np.flatnonzero(starts[1:] != ends[:-1])
            slice_starts = starts[np.concatenate(([0], breaks + 1))].tolist()
            slice_ends = ends[np.concatenate((breaks, [len(ends) - 1]))].tolist()
            view = memoryview(window)
            yield b"".join([view[a:b] for a, b in zip(slice_starts, slice_ends, strict=True)])
            position = limit


def values(file: sources.SourceFile, chunk: Places) -> Iterator[list[Any]]:
    """Parsed rows of one file as they are in the source, `_BATCH` at a time."""
    for first in range(0, len(chunk.row_id), _BATCH):
        part = part_of(chunk, slice(first, first + _BATCH))
        yield sources.read_values(file, part.line.tolist(), part.offset.tolist(), part.length.tolist())


def converted(file: sources.SourceFile, chunk: Places, dialect: str, edits: Edits, added: Added) -> Iterator[bytes]:
    """Rows of one file written anew."""
    is_json = sources.container_of(file).bytes_are == "json" and sources.is_whole_element(file)
    keeps_tokens = not dialect and (is_json or sources.is_verbatim(file))
    for first in range(0, len(chunk.row_id), _BATCH):
        part = part_of(chunk, slice(first, first + _BATCH))
        ids = part.row_id.tolist()
        if not keeps_tokens:
            (found,) = values(file, part)
            rows = edits.encoded(ids, found, dialect) if dialect else edits.values(ids, found)
            yield b"".join(map(dump_line, added.rows(ids, rows)))
            continue
        beside = added.table(part.row_id).to_pylist() if added else [{}] * len(ids)
        written = []
        places_of = zip(part.offset.tolist(), part.length.tolist(), edits.among(part.row_id).tolist(), strict=True)
        for place, (offset, length, is_edited) in enumerate(places_of):
            raw = None if is_edited else one_line(sources.read_raw(file, offset, length))
            if raw is not None and added:
                raw = added.line(raw, beside[place])
            if raw is None:  # a line is what its file says, without the split that the file's name tells
                (value,) = sources.own_values(file, [offset], [length])
                (row,) = added.rows([ids[place]], edits.values([ids[place]], [value]))
                written.append(dump_line(row))
            else:
                written.append(raw + b"\n")
        yield b"".join(written)


_TOKENS = re.compile(rb'("(?:[^"\\]|\\.)*")|[ \t\r\n]+', re.DOTALL)


def one_line(raw: bytes) -> bytes:
    """A JSON value without line breaks: white space between its tokens goes, all else stays as it was written."""
    raw = raw.strip()
    if b"\n" not in raw and b"\r" not in raw:
        return raw
    return _TOKENS.sub(lambda match: match.group(1) or b"", raw)


def dump_line(value: object) -> bytes:
    """A value as one JSON line; integers of any size keep their digits."""
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS)
    except (orjson.JSONEncodeError, TypeError):
        return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace") + b"\n"


def all_rows(view: View, dialect: str, edits: Edits, columns: Sequence[str] = ()) -> Iterator[list[Any]]:
    """Kept rows as they leave, corrected and, where a dialect is asked for, written in it; `_BATCH` at a time.

    columns: that leave with them.
    """
    added = Added(view, columns, dialect)
    for chunk in places(view):
        for position in np.unique(chunk.file):
            here = part_of(chunk, chunk.file == position)
            ids = here.row_id.tolist()
            for number, found in enumerate(values(view.dataset.files[position], here)):
                part = ids[number * _BATCH : (number + 1) * _BATCH]
                rows = edits.encoded(part, found, dialect) if dialect else edits.values(part, found)
                yield added.rows(part, rows)
