"""The first rows of an export, as they are written: to look at before it is made."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from explorer import export
from explorer.export.formats import BY_NAME
from explorer.export.lines import dump_line, lines
from explorer.export.tabular import rows_of

if TYPE_CHECKING:
    from explorer.export import ExportOptions
    from explorer.view import View


def first_rows(view: View, options: ExportOptions, most: int = 3) -> list[str]:
    """Text of the first rows that leave: lines of the file that is written, the header of a CSV before them.

    A format that is no text gives its rows as JSON, one a line. ExportError and SourceError as `export.stream`.
    """
    from explorer import queries

    view = export.chosen(view, options).frozen()
    view.dataset.source.require_unchanged()
    ids = queries.row_ids(view, limit=most)
    if not ids:
        return []
    view = view.narrowed(f"row_id IN ({', '.join(map(str, ids))})", {"row_id"})
    chosen = BY_NAME[options.format]
    if chosen.keeps_lines:
        return _text(b"".join(lines(view, options.dialect, options.columns))).split("\n")[: len(ids)]
    if chosen.streams is not None:
        return [_text(b"".join(chosen.streams(view, options.dialect, options.columns))).rstrip("\r\n")]
    rows = (row for part in rows_of(view, options.dialect, options.columns) for row in part)
    return [_text(dump_line(row)).rstrip("\n") for row in islice(rows, most)]


def _text(read: bytes) -> str:
    return read.decode("utf-8", "replace")
