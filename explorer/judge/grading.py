"""Rows that a person grades, as a CSV file: what was said, and an empty cell for each criterion."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from explorer import files
from explorer.errors import DecisionError
from explorer.export.tabular import safe_cell
from explorer.judge.rubric import Rubric
from explorer.judge.run import Row
from explorer.store import Dataset

_ROW = "row_id"
_LONGEST = 8_000  # characters of a cell


def write(path: Path, dataset: Dataset, rubric: Rubric, rows: Sequence[Row], overwrite: bool = False) -> None:
    """Write the rows. DecisionError where the file cannot be written, or is there already."""
    sink = io.StringIO()
    table = csv.writer(sink)
    table.writerow([_ROW, "row", *(one.name for one in rubric.criteria)])
    for row in rows:
        turns = dataset.source.conversation(row.row_id).turns
        said = "\n\n".join(f"[{turn.role}] {turn.rendered()}" for turn in turns)
        table.writerow([row.row_id, safe_cell(said[:_LONGEST].replace("\0", "")), *("" for _ in rubric.criteria)])
    data = sink.getvalue().encode("utf-8-sig", "replace")
    try:
        with files.atomic(path.expanduser().absolute(), replace=overwrite, needed=len(data)) as target:
            target.write(data)
    except FileExistsError as error:
        raise DecisionError(f"{path} exists already.", "Choose another name, or say --overwrite.") from error
    except OSError as error:
        raise DecisionError(f"{path} cannot be written: {error.strerror}.", "Choose another folder.") from error


def read(path: Path, rubric: Rubric) -> dict[int, dict[str, int]]:
    """row_id -> grades of the rows that are graded. DecisionError, with the line, where a grade is none."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise DecisionError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise DecisionError(f"{path} is not text in UTF-8.", "Save it as CSV UTF-8.") from error
    # Some spreadsheets write semicolons, by the habit of their country.
    first = text.partition("\n")[0]
    table = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    known = {one.name: one for one in rubric.criteria}
    missing = {_ROW, *known} - {*(table.fieldnames or ())}
    if missing:
        raise DecisionError(f"{path} has no column '{min(missing)}'.", "Grade the file that --to-grade wrote.")
    found: dict[int, dict[str, int]] = {}
    for facts in table:
        cells = {name: (facts[name] or "").strip() for name in known}
        if not any(cells.values()):
            continue
        if not all(cells.values()):
            raise DecisionError(f"{path}, line {table.line_num}: a row is graded in part.", "Fill in all its cells.")
        try:
            grades = {name: _whole(cell) for name, cell in cells.items()}
            row_id = _whole(facts[_ROW] or "")
        except ValueError as error:
            raise DecisionError(
                f"{path}, line {table.line_num}: a grade is no number.", "Write whole numbers."
            ) from error
        for name, grade in grades.items():
            one = known[name]
            if not one.low <= grade <= one.high:
                raise DecisionError(
                    f"{path}, line {table.line_num}: {name} is {grade}, not {one.low} to {one.high}.", "Mend it."
                )
        if row_id >= 0:
            found[row_id] = grades
    return found


def _whole(cell: str) -> int:
    """A whole number; spreadsheets write "4.0" too. ValueError for any other."""
    number = float(cell)
    if not number.is_integer():
        raise ValueError(cell)
    return int(number)
