"""Kept rows as JSON lines: byte for byte where the source is JSONL, one conversion a row elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson

from explorer import formats, sources
from explorer.conversation import Conversation
from explorer.store.table import alias
from explorer.view import View

CHUNK_ROWS = 1 << 16  # rows whose places are held at a time
_WINDOW = 4 << 20  # bytes read at once
_BATCH = 512  # rows parsed at once
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


def lines(view: View, dialect: str = "") -> Iterator[bytes]:
    """Kept rows as blocks of whole JSON lines, each of them ended by a line end.

    dialect: re-encode every row in this dialect; "" copies the source's bytes where they are JSON lines, and
    writes the source row's fields where they are not. The last line of a source that ends without a line end
    stays so if it is the last of all.
    """
    ended = True
    for chunk in places(view):
        for position in np.unique(chunk.file):  # rows are in file order, so are the positions
            file = view.dataset.files[position]
            chosen = chunk.file == position
            blocks = (
                _verbatim(file, chunk.offset[chosen], chunk.length[chosen])
                if sources.is_verbatim(file) and not dialect
                else converted(view, file, Places(*(column[chosen] for column in chunk)), dialect)
            )
            for block in blocks:
                if not ended:
                    yield b"\n"
                yield block
                ended = block[-1:] in (b"\n", b"\r")


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


def values(view: View, file: sources.SourceFile, chunk: Places) -> Iterator[list[Any]]:
    """Parsed rows of one file, a few hundred at a time."""
    del view
    for first in range(0, len(chunk.row_id), _BATCH):
        part = slice(first, first + _BATCH)
        yield sources.read_values(
            file, chunk.line[part].tolist(), chunk.offset[part].tolist(), chunk.length[part].tolist()
        )


def converted(view: View, file: sources.SourceFile, chunk: Places, dialect: str) -> Iterator[bytes]:
    """Rows of one file written anew."""
    if not dialect and sources.container_of(file).bytes_are == "json":
        for first in range(0, len(chunk.row_id), _BATCH):
            part = slice(first, first + _BATCH)
            raws = [
                sources.read_raw(file, int(offset), int(length))
                for offset, length in zip(chunk.offset[part], chunk.length[part], strict=True)
            ]
            if sources.is_whole_element(file):
                yield b"".join(one_line(raw) + b"\n" for raw in raws)
            else:
                found = sources.read_values(
                    file, chunk.line[part].tolist(), chunk.offset[part].tolist(), chunk.length[part].tolist()
                )
                yield b"".join(map(dump_line, found))
        return
    mapping = formats.parse_mapping(view.dataset.mapping) if view.dataset.mapping else None
    for found in values(view, file, chunk):
        rows = [formats.encode(_decoded(value, mapping), dialect) for value in found] if dialect else found
        yield b"".join(map(dump_line, rows))


def _decoded(value: Any, mapping: Any) -> Conversation:
    return formats.decode_many([value], mapping)[0]


_TOKENS = re.compile(rb'("(?:[^"\\]|\\.)*")|[ \t\r\n]+', re.DOTALL)


def one_line(raw: bytes) -> bytes:
    """A JSON value without line breaks: white space between its tokens goes, all else stays as it was written."""
    if b"\n" not in raw and b"\r" not in raw:
        return raw.strip()
    return _TOKENS.sub(lambda match: match.group(1) or b"", raw)


def dump_line(value: object) -> bytes:
    """A value as one JSON line; integers of any size keep their digits."""
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS)
    except (orjson.JSONEncodeError, TypeError):
        return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace") + b"\n"


def all_values(view: View) -> Iterator[Sequence[Any]]:
    """Parsed source rows that the view keeps, a few hundred at a time."""
    for chunk in places(view):
        for position in np.unique(chunk.file):
            chosen = chunk.file == position
            yield from values(view, view.dataset.files[position], Places(*(column[chosen] for column in chunk)))
