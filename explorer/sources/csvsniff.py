"""Whether a text is a table, and how it is written: delimiter, quoting, header."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

# Cells of any size. The limit is the process's; nothing else in this program lowers it.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))

_DELIMITERS = ",\t;|"
_RECORDS = 100
_HEADER_CELL = 64  # characters of the longest name of a column
_SENTENCE = re.compile(r"[.?!。？！…]\s*$|[.?!]\s+\S|[，。？！]")
_SEP = re.compile(r'\ufeff?"?sep=([^"\r\n])"?[ \t]*\r?\n', re.I)
_NAME = re.compile(r"[^\W\d_][\w .\-/()]{0,39}$")
_REMARK = re.compile(r"\s*(?:#+|//|--)\s*\w")
_PREAMBLE = 20  # records among which a header is looked for
_KNOWN = frozenset(
    (
        "prompt", "instruction", "question", "query", "input", "completion", "response", "output", "answer", "text",
        "system", "messages", "conversations", "chosen", "rejected", "label", "id",
    )
)  # fmt: skip
_NUMBER = re.compile(r"^\s*[-+]?[\d.,]+\s*%?\s*$")


class Table(NamedTuple):
    """delimiter, quoted: how it is written. names: of its columns. has_header: whether the first record is one.

    share: part of the sampled records that have as many cells as there are columns. records: how many were sampled.
    before: records that are not blank before the header: a title, remarks, the line with which Excel names a delimiter.
    """

    delimiter: str
    quoted: bool
    names: list[str]
    has_header: bool
    share: float
    records: int
    before: int = 0


def detect(text: str, *, whole: bool, named: bool, plain: bool) -> Table | None:
    """How the text, the beginning of a file, is written as a table; None where it is none.

    whole: the text is the whole file. named: the file is named .csv or .tsv, so one column will do.
    plain: it is named .txt, so commas that happen to agree are no table.
    """
    if named_by := _SEP.match(text):
        found = _with_delimiter(text[named_by.end() :], named_by.group(1), whole=whole)
        if found is not None:
            return found._replace(before=found.before + 1)
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


def names_delimiter(text: str) -> bool:
    """Whether the first line does nothing but name the delimiter, as Excel writes it."""
    return bool(_SEP.match(text))


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
    before = _preamble(rows)
    rows = rows[before:]
    header = _is_header(rows)
    width = len(rows[0]) if header else _mode(rows)
    if width < 2:
        return None
    names = column_names(rows[0] if header else [""] * width)
    agreeing = sum(len(row) == width for row in rows) / len(rows)
    return Table(delimiter, is_quoted, names, header, agreeing, len(rows), before)


def header_of(rows: list[list[str]]) -> tuple[int, list[str], bool]:
    """(rows before the header, names of the columns, whether a row holds them) of a table's first rows, as texts."""
    before = _preamble(rows)
    below = rows[before:]
    has_header = _is_header(below)
    return before, column_names(below[0] if has_header else [""] * max(map(len, below), default=0)), has_header


def _preamble(rows: list[list[str]]) -> int:
    """Records before the header, 0 where the first may well be the header or a row.

    They hold one text and the header one in every column. That alone is no proof where a table is narrow, so there the
    names must be known ones, or the text a remark.
    """
    width = _mode(rows)
    if width < 2:
        return 0
    remarks = next((number for number, row in enumerate(rows) if not _REMARK.match(row[0])), 0)
    if remarks and _KNOWN.intersection(cell.strip().lower() for cell in rows[remarks]):
        return remarks
    for number, row in enumerate(rows[: _PREAMBLE + 1]):
        filled = [cell for cell in row if cell.strip()]
        if len(row) == width and len(filled) == width:
            names = [cell.strip().lower() for cell in row]
            if not number or not _is_header([row, *rows[number + 1 :]]) or not all(map(_NAME.match, names)):
                return 0
            sure = width > 2 or number == remarks or bool(_KNOWN.intersection(names))
            return number if sure and len(set(names)) == width else 0
        if len(filled) != 1 and number >= remarks:
            return 0
    return 0


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
        and ("\n" not in cell or not _has_long_cells(rows, place))
        and not cell.startswith(("{", "["))
        and not _NUMBER.match(cell)
        and not _SENTENCE.search(cell)
        for place, cell in enumerate(cells)
    )


def _has_long_cells(rows: list[list[str]], place: int) -> bool:
    """Whether cells with line ends are common below a name with one, so that it may be such a cell itself."""
    below = [row[place] for row in rows[1:] if place < len(row)]
    return not below or sum("\n" in cell for cell in below) * 2 > len(below)


def column_names(cells: list[str]) -> list[str]:
    """A name for every column, each once: `column_3` for a third without a name, `x_2` for a second `x`."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.removeprefix("\ufeff").split()) if "\n" in cell else cell.strip().removeprefix("\ufeff")
        name = name or f"column_{number}"
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
        after_preamble(reader, table)
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


def after_preamble(reader: Iterator[list[str]], table: Table) -> None:
    """Read what stands before the header."""
    left = table.before
    while left:
        left -= any(cell.strip() for cell in next(reader))


def header_cells(text: str, table: Table) -> list[str]:
    """The header's cells as they are written."""
    records = islice(_sample(text, table.delimiter, quoted=table.quoted, whole=True), table.before, None)
    return [cell.strip() for cell in next(records, [])]
