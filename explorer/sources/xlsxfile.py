"""Excel workbooks (.xlsx, .xlsm): rows of their sheets, as JSON lines in a copy.

openpyxl reads them as a stream and in a process of its own: what a hostile workbook does to it costs one message.
"""

from __future__ import annotations

import datetime as dt
import itertools
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import orjson

from explorer.errors import SourceError
from explorer.sources import csvsniff, foreign, lines
from explorer.sources.arrowvalues import first_line
from explorer.sources.container import Container, Opening, Understood
from explorer.sources.jsonfile import SPLIT
from explorer.sources.layout import is_split_name
from explorer.sources.records import Records, SourceFile, Span, printable
from explorer.sources.unpack import keep, kept, scratch_path
from explorer.sources.zips import MAGIC, names_in

SHEET = "sheet"
"""The field that says which sheet a row is from, where several have rows and are no splits."""

_MOST_BYTES = 2 << 30  # of a workbook, unpacked
_MOST_SHARED = 512 << 20  # of its table of texts, which is held in memory
_HEAD = 100  # rows among which a sheet's header is looked for
_WRITE_AGAIN = "Save it again as .xlsx, or as CSV."
_FAULTS = (
    zipfile.BadZipFile, OSError, EOFError, zlib.error, struct.error, RuntimeError, ValueError, TypeError, KeyError,
    AttributeError, IndexError, SyntaxError, RecursionError, MemoryError, AssertionError,
)  # fmt: skip


def _claims(head: bytes, plain: Path) -> bool:
    return head.startswith(MAGIC) and any(name.startswith("xl/") for name in names_in(plain))


def _understand(file: Opening) -> Understood:
    place = scratch_path(file.scratch, file.original, "xlsx")
    options_at = scratch_path(file.scratch, file.original, "xlsx options")
    copy, known = kept(place), kept(options_at)
    if copy is None or known is None:
        told: dict[str, Any] = {}

        def write(target: IO[bytes]) -> tuple[int, str]:
            arguments = {"path": str(file.plain), "target": str(target.name), "name": file.name}
            told.update(foreign.ask(convert, arguments, file.report))
            return file.plain.stat().st_size, ""

        def write_options(target: IO[bytes]) -> tuple[int, str]:
            target.write(orjson.dumps(told))
            return file.plain.stat().st_size, ""

        try:
            copy = keep(place, write)
        except foreign.CrashedError as error:
            raise SourceError(
                f"{file.name} is a damaged Excel workbook: reading it ends in {error.by}.", _WRITE_AGAIN
            ) from error
        known = keep(options_at, write_options)
    facts = orjson.loads(known.path.read_bytes())
    return Understood({"start": 0, "before": facts["before"]}, tuple(facts["notes"]), copy)


def convert(tell: foreign.Tell, path: str, target: str, name: str) -> dict[str, Any]:
    """Write the rows as JSON lines, in the process that may fail; {"before", "notes"}.

    before: rows of the sheet up to its header, 0 where the lines are those of several sheets.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive, name)
        import openpyxl

        # An open file: of a path, the suffix would have to be that of a workbook.
        source = Path(path).open("rb")  # noqa: SIM115 - sheets are read from it later; it ends with the process's task
        book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
    except _FAULTS as error:
        raise _unreadable(name, error) from error
    notes: list[str] = []
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        notes.append(f"Hidden sheets are left out: {_listed(hidden)}.")
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    before: list[int] = []
    written: list[str] = []
    try:
        marked = _filled(shown)
        field = (SPLIT if all(map(is_split_name, marked)) else SHEET) if len(marked) > 1 else ""
        with Path(target).open("wb") as out:
            for number, sheet in enumerate(shown):
                if sheet.title not in marked:
                    continue
                first, count = _write_sheet(sheet, out, (field, sheet.title) if field else None, notes)
                before.append(first)
                written += [sheet.title] if count else []
                tell("progress", [number + 1, len(shown)])
    except _FAULTS as error:
        raise _unreadable(name, error) from error
    if not any(before) and not written:
        raise SourceError(
            f"{name} is an Excel workbook without rows.",
            "Rows are looked for in its visible sheets, below names of columns.",
        )
    if len(written) > 1:
        notes.append(f"Rows are those of {len(written):,} sheets: {_listed(written)}.")
    return {"before": before[0] if len(before) == 1 else 0, "notes": notes}


def _unreadable(name: str, error: BaseException) -> SourceError:
    if isinstance(error, SourceError):
        return error
    return SourceError(f"{name} is an Excel workbook that cannot be read: {first_line(error)}.", _WRITE_AGAIN)


def _check_sizes(archive: zipfile.ZipFile, name: str) -> None:
    """SourceError where it unpacks to more than is read. zipfile gives no more of a member than it states here."""
    members = archive.infolist()
    shared = max((one.file_size for one in members if "sharedstrings" in one.filename.lower()), default=0)
    whole = sum(one.file_size for one in members)
    if whole > _MOST_BYTES or shared > _MOST_SHARED:
        raise SourceError(
            f"{name} is an Excel workbook of {whole:,} bytes when unpacked, too large to be read.",
            "Save it as CSV or Parquet.",
        )


def _listed(names: list[str]) -> str:
    shown = ", ".join(printable(name)[:40] for name in names[:5])
    return shown + (f" and {len(names) - 5:,} more" if len(names) > 5 else "")


def _filled(sheets: list[Any]) -> list[str]:
    """Titles of the sheets that hold anything below a first row."""
    found = []
    for sheet in sheets:
        rows = (row for row in _rows(sheet) if any(map(_is_filled, row)))
        if len(list(itertools.islice(rows, 2))) == 2:
            found.append(sheet.title)
    # A workbook whose only sheet has but one row: names without rows, or a row without names.
    return found or [sheet.title for sheet in sheets[:1]]


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    # What a workbook states of its sheets' sizes may be wrong, and is what pads rows.
    sheet.reset_dimensions()
    return sheet.iter_rows(values_only=True)


def _is_filled(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _write_sheet(sheet: Any, out: IO[bytes], mark: tuple[str, str] | None, notes: list[str]) -> tuple[int, int]:
    """(rows up to the header, rows written). Empty rows among others are blank lines; those at the end are none."""
    rows = _rows(sheet)
    head = [tuple(map(_plain, row)) for row in itertools.islice(rows, _HEAD)]
    texts = [[_text(cell) for cell in row] for row in head]
    filled = [place for place, row in enumerate(texts) if any(cell.strip() for cell in row)]
    if not filled:
        return 0, 0
    before, names, has_header = csvsniff.header_of([texts[place][: _width(texts[place])] for place in filled])
    # Of a table without a header, the first row is one of its rows.
    first = filled[before] + (1 if has_header else 0)
    if before:
        notes.append(f"What stands before the header is no row: {before:,} {'row' if before == 1 else 'rows'}.")
    if not has_header:
        notes.append("The sheet has no header: columns are named column_1, column_2 and so on.")
    count = waiting = 0
    for row in itertools.chain(head[first:], (tuple(map(_plain, row)) for row in rows)):
        if not any(map(_is_filled, row)):
            waiting += 1
            continue
        out.write(b"\n" * waiting + orjson.dumps(_row(names, row, mark)) + b"\n")
        count, waiting = count + 1, 0
    return first, count


def _width(row: list[str]) -> int:
    return max((place + 1 for place, cell in enumerate(row) if cell.strip()), default=0)


def _row(names: list[str], cells: tuple[Any, ...], mark: tuple[str, str] | None) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(names)
    row.update(zip(names, cells, strict=False))
    for number, cell in enumerate(cells[len(names) :], 1):
        if _is_filled(cell):
            row[f"extra_{number}"] = cell
    if mark is not None:
        row.setdefault(*mark)
    return row


def _plain(cell: Any) -> Any:
    """A cell as JSON has it: dates and times as ISO text."""
    if isinstance(cell, str):
        return cell.replace("_x000D_", "\r") if "_x000D_" in cell else cell  # how Excel writes a carriage return
    if cell is None or isinstance(cell, bool | int | float):
        return cell
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def _text(cell: Any) -> str:
    return "" if cell is None else cell if isinstance(cell, str) else str(cell)


def _read(file: SourceFile, span: Span) -> Records:
    found = lines.read(file, span)
    found.lines = found.lines + int(file.options["before"])  # rows are numbered as Excel numbers them
    return found


def _value(file: SourceFile, raw: bytes, offset: int) -> Any:
    del file, offset
    return lines.json_value(raw)


XLSX = Container("xlsx", "Excel", lines.plan, _read, _value, claims=_claims, understand=_understand, bytes_are="json")
