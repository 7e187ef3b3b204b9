"""A JSON object of columns, turned into JSON lines in a copy."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

import orjson

from explorer.errors import SourceError
from explorer.sources import lenient
from explorer.sources.layout import ragged
from explorer.sources.unpack import Copy, keep, kept, scratch_path

_LIMIT = 256 << 20  # a columnar object is parsed as a whole


def as_lines(plain: Path, original: Path, name: str, start: int, scratch: Path) -> Copy:
    """The copy with one row a line. SourceError where the columns differ in length, or the file is too large."""
    place = scratch_path(scratch, original, "columns")
    if found := kept(place):
        return found
    size = plain.stat().st_size
    if size > _LIMIT:
        raise SourceError(
            f"{name} holds its data as columns in one JSON object of {size:,} bytes, too large to turn into rows.",
            "Convert it to JSONL or Parquet.",
        )
    raw = plain.read_bytes()[start:]
    try:
        whole = orjson.loads(raw)
    except orjson.JSONDecodeError:
        try:
            whole = lenient.parse(raw, "line")[0]
        except lenient.UnreadableError as error:
            raise SourceError(f"{name} is {error.reason}.", "Mend the file or write it again.") from error
    columns: dict[str, list[Any]] = {}
    index = list(next(iter(whole.values()))) if whole else []
    for key, column in whole.items():
        if isinstance(column, dict) and set(column) == set(index):
            columns[key] = [column[label] for label in index]
        else:
            columns[key] = list(column.values()) if isinstance(column, dict) else column
    lengths = {key: len(column) for key, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ragged(name, lengths)

    def write(target: IO[bytes]) -> tuple[int, str]:
        names = list(columns)
        for row in zip(*columns.values(), strict=True):
            target.write(_line(dict(zip(names, row, strict=True))))
        return size, ""

    return keep(place, write)


def _line(row: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # integers beyond 64 bits
        import json

        return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
