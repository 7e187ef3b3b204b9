"""What stands before and in a table's header, and quotes that stand in the wrong places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer.sources.csvscan import TORN

from .loading import Loaded, load, written

PAIR = [
    {"prompt": "Name a lake", "completion": "Como, in Italy"},
    {"prompt": "Name a pond", "completion": "two\nlines"},
]


def rows_of(folder: Path, text: str, name: str = "data.csv", span_bytes: int = 8 << 20) -> Loaded:
    return load(written(folder, text, name), span_bytes)


@pytest.mark.parametrize("span_bytes", [4, 8 << 20])
@pytest.mark.parametrize(
    "text",
    [
        'sep=;\nprompt;completion\nName a lake;"Como, in Italy"\nName a pond;"two\nlines"\n',
        '\ufeffsep=;\r\nprompt;completion\r\nName a lake;"Como, in Italy"\r\nName a pond;"two\nlines"\r\n',
        '"sep=|"\nprompt|completion\nName a lake|"Como, in Italy"\nName a pond|"two\nlines"\n',
        'SEP=\t\nprompt\tcompletion\nName a lake\tComo, in Italy\nName a pond\t"two\nlines"\n',
    ],
)
def test_a_line_that_names_the_delimiter_is_no_row(tmp_path: Path, text: str, span_bytes: int) -> None:
    loaded = rows_of(tmp_path, text, span_bytes=span_bytes)
    assert loaded.values == PAIR
    assert loaded.records.lines.tolist() == [3, 4]
    assert "The first line names the delimiter." in loaded.file.notes


def test_a_delimiter_that_is_named_holds_for_a_file_of_any_name_and_encoding(tmp_path: Path) -> None:
    text = 'sep=;\nprompt;completion\nName a lake;"Como, in Italy"\nName a pond;"two\nlines"\n'
    assert rows_of(tmp_path, text, "data.txt").values == PAIR
    path = written(tmp_path, text.encode("utf-16"), "wide.csv")
    assert load(path).values == PAIR


@pytest.mark.parametrize("span_bytes", [4, 8 << 20])
@pytest.mark.parametrize(
    ("before", "lines"),
    [
        ("Export of 3 May\n\n", 1),
        ("Export of 3 May,\nBy: Ann,\n", 2),
        ("# made by a script, version 2\n# do not edit\n", 2),
        ("\n\nQuestions and answers\n", 1),
    ],
)
def test_what_stands_before_the_header_is_no_row(tmp_path: Path, before: str, lines: int, span_bytes: int) -> None:
    text = before + 'prompt,completion\nName a lake,"Como, in Italy"\nName a pond,"two\nlines"\n'
    loaded = rows_of(tmp_path, text, span_bytes=span_bytes)
    assert loaded.values == PAIR
    assert loaded.records.lines.tolist() == [before.count("\n") + 2, before.count("\n") + 3]
    said = f"What stands before the header is no row: {lines} {'line' if lines == 1 else 'lines'}."
    assert loaded.file.notes == (said,)


def test_a_wide_table_needs_no_known_names(tmp_path: Path) -> None:
    loaded = rows_of(tmp_path, "Survey 12\nAlpha,Beta,Gamma\n1,2,3\n4,5,6\n")
    assert loaded.values == [{"Alpha": "1", "Beta": "2", "Gamma": "3"}, {"Alpha": "4", "Beta": "5", "Gamma": "6"}]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("text\nHello, world\nBye, now\n", 1),  # no preamble: a header of one column, and commas in texts
        ("prompt,completion\na,b\nc,d\n", 2),
        ("a,b\n\n\n1,2\n", 2),
    ],
)
def test_a_header_that_comes_first_stays_one(tmp_path: Path, text: str, columns: int) -> None:
    loaded = rows_of(tmp_path, text)
    assert list(loaded.file.options["columns"]) == text.split("\n", 1)[0].split(",")
    assert len(loaded.file.options["columns"]) == columns
    assert not any("before the header" in note for note in loaded.file.notes)


def test_names_of_columns_may_hold_line_ends(tmp_path: Path) -> None:
    text = '"Prompt\n(English)","Completion\r\n(English)"\nName a tree,Oak\nName a lake,Como\n'
    loaded = rows_of(tmp_path, text)
    assert loaded.values[0] == {"Prompt (English)": "Name a tree", "Completion (English)": "Oak"}
    assert loaded.records.lines.tolist() == [4, 5]


def test_a_first_row_of_long_cells_is_no_header(tmp_path: Path) -> None:
    text = "".join(f'"rain {n}\nsnow","hail {n}\nwind"\n' for n in range(12))
    loaded = rows_of(tmp_path, text)
    assert len(loaded.values) == 12


@pytest.mark.parametrize("span_bytes", [4, 8 << 20])
@pytest.mark.parametrize(
    ("body", "remarks"),
    [
        ('2,"Alice,Doe",30\n1,"John, Doe,25\n3,"Bob",35\n4,John,45\n', [None, TORN, None]),
        ('1,"a ""b"" c",2\n3,"d",4\n', [None, None]),
        ('1,5" disk,2\n3,"d",4\n', [None, None]),
        ('1,"abc"def,2\n3,"d,e",4\n', [TORN, None]),
        ('1,"abc" ,2\n3,"d,\r\ne",4\r\n', [TORN, None]),
    ],
)
def test_a_quote_that_is_not_doubled_is_remarked(
    tmp_path: Path, body: str, remarks: list[Any], span_bytes: int
) -> None:
    loaded = rows_of(tmp_path, "id,name,age\n" + body, span_bytes=span_bytes)
    said = [loaded.records.notes.get(row, (None,))[0] for row in range(len(loaded.values))]
    assert said == remarks
