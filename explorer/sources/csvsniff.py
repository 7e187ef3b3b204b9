"""Whether a text is a table, and how it is written: delimiter, quoting, header."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

# Cells of any size. The limit is the process's; nothing else in this program lowers it.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))

_DELIMITERS = ",\t;|"
_RECORDS = 100
_HEADER_CELL = 64  # characters of the longest name of a column
_SENTENCE = re.compile(r"[.?!。？！…]\s*$|[.?!]\s+\S|[，。？！]")
_NUMBER = re.compile(r"^\s*[-+]?[\d.,]+\s*%?\s*$")


class Table(NamedTuple):
    """delimiter, quoted: how it is written. names: of its columns. has_header: whether the first record is one.

    share: part of the sampled records that have as many cells as there are columns. records: how many were sampled.
    """

    delimiter: str
    quoted: bool
    names: list[str]
    has_header: bool
    share: float
    records: int


def detect(text: str, *, whole: bool, named: bool, plain: bool) -> Table | None:
    """How the text, the beginning of a file, is written as a table; None where it is none.

    whole: the text is the whole file. named: the file is named .csv or .tsv, so one column will do.
    plain: it is named .txt, so commas that happen to agree are no table.
    """
    best: Table | None = None
    for delimiter in _DELIMITERS:
        if delimiter not in text:
            continue
        found = _with_delimiter(text, delimiter, whole=whole)
        if found is not None and (best is None or _rank(found) > _rank(best)):
            best = found
    if best is not None and _is_table(best, named=named, plain=plain):
        return best
    if not named:
        return None
    rows = list(_sample(text, ",", quoted=True, whole=whole))
    header = _is_header(rows)
    width = max(map(len, rows), default=1)
    return Table(",", True, column_names(rows[0] if header else [""] * width), header, 1.0, len(rows)) if rows else None


def _rank(table: Table) -> tuple[float, int]:
    return round(table.share, 2), len(table.names)


def _is_table(table: Table, *, named: bool, plain: bool) -> bool:
    if named:
        return table.share >= 0.5 or table.has_header
    if table.records < 2:
        return False
    if table.delimiter == "\t":
        return table.share >= 0.9 and not (plain and table.records < 3)
    if plain:
        return table.share == 1.0 and table.records >= 5 and table.has_header and len(table.names) > 2
    return table.share >= 0.8 and (table.has_header or table.records >= 10)


def _with_delimiter(text: str, delimiter: str, *, whole: bool) -> Table | None:
    quoted = list(_sample(text, delimiter, quoted=True, whole=whole))
    is_quoted = True
    rows = quoted
    if '"' in text and (
        _is_torn(text, delimiter, whole=whole) or (delimiter == "\t" and _is_unclosed(text, whole=whole))
    ):
        # Quotes that do not stand around whole cells may be no more than characters of the text.
        literal = list(_sample(text, delimiter, quoted=False, whole=whole))
        if _share(literal) >= _share(quoted):
            rows, is_quoted = literal, False
    if not rows or max(map(len, rows)) < 2:
        return None
    header = _is_header(rows)
    width = len(rows[0]) if header else _mode(rows)
    if width < 2:
        return None
    names = column_names(rows[0] if header else [""] * width)
    agreeing = sum(len(row) == width for row in rows) / len(rows)
    return Table(delimiter, is_quoted, names, header, agreeing, len(rows))


def _sample(text: str, delimiter: str, *, quoted: bool, whole: bool) -> Iterator[list[str]]:
    """The first records, blank ones dropped; the last of a cut text is left out."""
    reader = csv.reader(
        io.StringIO(text, newline="\n"), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    )
    held: list[str] | None = None
    count = 0
    while count < _RECORDS:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error:
            continue
        if not any(cell.strip() for cell in row):
            continue
        if held is not None:
            yield held
            count += 1
        held = row
    if held is not None and (whole or count == _RECORDS or not count):
        yield held


def _mode(rows: list[list[str]]) -> int:
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 0


def _share(rows: list[list[str]]) -> float:
    width = _mode(rows)
    return sum(len(row) == width for row in rows) / len(rows) if width > 1 else 0.0


def _is_torn(text: str, delimiter: str, *, whole: bool) -> bool:
    """Whether a quoted cell goes on after its closing quote."""
    return "expected after" in _strict_fault(text, delimiter, whole=whole)


def _is_unclosed(text: str, *, whole: bool) -> bool:
    return whole and "end of data" in _strict_fault(text, "\t", whole=whole)


def _strict_fault(text: str, delimiter: str, *, whole: bool) -> str:
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True)
    try:
        for number, _ in enumerate(reader):
            if number > 20 * _RECORDS:
                break
    except csv.Error as error:
        return str(error) if whole or "end of data" not in str(error) else ""
    return ""


def _is_header(rows: list[list[str]]) -> bool:
    """Names are short, no numbers and no sentences; one of them may be missing, as that of an index is."""
    if not rows:
        return False
    cells = [cell.strip() for cell in rows[0]]
    if sum(not cell for cell in cells) > max(1, len(cells) // 3) or not any(cells):
        return False
    return all(
        len(cell) <= _HEADER_CELL
        and "\n" not in cell
        and not cell.startswith(("{", "["))
        and not _NUMBER.match(cell)
        and not _SENTENCE.search(cell)
        for cell in cells
    )


def column_names(cells: list[str]) -> list[str]:
    """A name for every column, each once: `column_3` for a third without a name, `x_2` for a second `x`."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = cell.strip().removeprefix("\ufeff") or f"column_{number}"
        unique, again = name, 2
        while unique in names:
            unique, again = f"{name}_{again}", again + 1
        names.append(unique)
    return names


def first_fault(text: str, table: Table) -> str:
    """Why the first record, which names the columns, cannot be read; "" where it can."""
    lines = io.StringIO(text, newline="\n")
    reader = csv.reader(lines, delimiter=table.delimiter, quoting=csv.QUOTE_MINIMAL if table.quoted else csv.QUOTE_NONE)
    try:
        while not any(cell.strip() for cell in next(reader)):
            pass
    except StopIteration:
        return ""
    except csv.Error as error:
        where = f"line {reader.line_num:,}"
        if "new-line" in str(error):
            return f"{where} holds a carriage return (CR) that does not end it"
        return f"{where} is not valid CSV, {str(error).split(' - ')[0]}"
    return ""


def header_cells(text: str, table: Table) -> list[str]:
    """The header's cells as they are written."""
    return [cell.strip() for cell in next(_sample(text, table.delimiter, quoted=table.quoted, whole=True), [])]
