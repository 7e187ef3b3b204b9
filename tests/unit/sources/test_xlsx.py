"""Excel workbooks: sheets, headers, types of cells; what is hostile or damaged is refused in one sentence."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from explorer import building, export, sources
from explorer.errors import SourceError
from explorer.export import ExportOptions
from explorer.sources import xlsxfile
from explorer.store import Cache
from explorer.view import View

from .loading import Loaded, load, written

HEADER = ("instruction", "output")


def workbook(sheets: dict[str, list[tuple[Any, ...]]], hidden: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def opened(folder: Path, sheets: dict[str, list[tuple[Any, ...]]], hidden: tuple[str, ...] = ()) -> Loaded:
    return load(written(folder, workbook(sheets, hidden), "book.xlsx"), 40)


def test_cells_keep_their_types(tmp_path: Path) -> None:
    row = (
        "Wie spät?\nJetzt.",
        "=1+1 as text",
        3,
        2.5,
        True,
        dt.datetime(2024, 5, 3),
        dt.datetime(2024, 5, 3, 9, 30),
        None,
    )
    loaded = opened(tmp_path, {"Data": [(*HEADER, "n", "x", "flag", "day", "at", "none"), row]})
    assert loaded.file.container == "xlsx"
    assert loaded.values == [
        {
            "instruction": "Wie spät?\nJetzt.", "output": None, "n": 3, "x": 2.5, "flag": True, "day": "2024-05-03",
            "at": "2024-05-03T09:30:00", "none": None,
        }
    ]  # fmt: skip
    # A formula that no program has computed yet has no value.


def test_lines_are_the_rows_of_the_sheet_and_empty_ones_are_counted(tmp_path: Path) -> None:
    rows = [("Export of 3 May", None), (), HEADER, ("a", "b"), (), (None, " "), ("c", "d"), (), ()]
    loaded = opened(tmp_path, {"Data": rows})
    assert loaded.values == [{"instruction": "a", "output": "b"}, {"instruction": "c", "output": "d"}]
    assert loaded.records.lines.tolist() == [4, 7]
    assert loaded.records.blank == 2
    assert "What stands before the header is no row: 1 row." in loaded.file.notes


def test_a_cell_beyond_the_header_is_kept(tmp_path: Path) -> None:
    loaded = opened(tmp_path, {"Data": [HEADER, ("a", "b", None, "remark"), ("c",)]})
    assert loaded.values == [
        {"instruction": "a", "output": "b", "extra_2": "remark"},
        {"instruction": "c", "output": None},
    ]


@pytest.mark.parametrize(("titles", "field"), [(("Alpha", "Beta"), "sheet"), (("train", "test"), "split")])
def test_several_sheets_are_told_apart(tmp_path: Path, titles: tuple[str, str], field: str) -> None:
    sheets = {title: [HEADER, (f"q of {title}", "a")] for title in titles} | {"Notes": []}
    loaded = opened(tmp_path, sheets)
    assert loaded.values == [{"instruction": f"q of {title}", "output": "a", field: title} for title in titles]
    assert loaded.records.lines.tolist() == [1, 2]


def test_hidden_sheets_are_said_to_be_left_out(tmp_path: Path) -> None:
    loaded = opened(tmp_path, {"Data": [HEADER, ("a", "b")], "Lists": [HEADER, ("x", "y")]}, hidden=("Lists",))
    assert [row["instruction"] for row in loaded.values] == ["a"]
    assert "Hidden sheets are left out: Lists." in loaded.file.notes


def test_a_workbook_leaves_as_json_lines_and_columns(cache: Cache, tmp_path: Path) -> None:
    path = written(tmp_path, workbook({"Data": [HEADER, ("a", "b\nc"), (), ("=d", "e")]}), "book.xlsx")
    dataset = building.run(cache, [path])
    assert dataset.ledger._asdict().items() >= {"lines": 3, "rows": 2, "blank": 1, "rejected": 0}.items()
    out = export.write(View.of(dataset), tmp_path / "out.jsonl", ExportOptions()).path
    assert [json.loads(line) for line in out.read_text().splitlines()] == [
        {"instruction": "a", "output": "b\nc"},
        {"instruction": None, "output": "e"},
    ]
    assert not sources.is_verbatim(dataset.files[0])


def test_a_folder_gives_its_workbooks(tmp_path: Path) -> None:
    written(tmp_path, workbook({"Data": [HEADER, ("a", "b")]}), "book.xlsx")
    assert [path.name for path in sources.locate([str(tmp_path)])] == ["book.xlsx"]


def packed(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}),
        packed({"xl/workbook.xml": b"no XML"}),
        workbook({"Data": [HEADER, ("a", "b")]})[:-200],
        workbook({"Data": []}),
    ],
)
def test_what_is_no_workbook_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        load(written(tmp_path, content, "book.xlsx"))
    assert caught.value.message.endswith(".") and caught.value.hint


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsxfile, "_MOST_BYTES", 5_000)
    content = workbook({"Data": [HEADER, *[("a" * 100, "b")] * 200]})
    path = written(tmp_path, content, "book.xlsx")
    with pytest.raises(SourceError, match="too large to be read"):
        xlsxfile.convert(lambda kind, value: None, str(path), str(tmp_path / "out"), "book.xlsx")


def test_other_archives_say_what_they_hold(tmp_path: Path) -> None:
    for stored in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(tmp_path / "data.zip", "w", stored) as archive:
            archive.writestr("../train.jsonl", b'{"prompt": "a", "completion": "b"}\n')
            archive.writestr("readme.md", b"#")
        with pytest.raises(SourceError, match=r"ZIP archive with 1 data file \(../train.jsonl\)"):
            load(tmp_path / "data.zip")


def test_a_text_that_begins_as_a_binary_format_does_is_a_text(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, "ORCID,prompt,completion\n1,a,b\n2,c,d\n", "data.csv"))
    assert loaded.values[0] == {"ORCID": "1", "prompt": "a", "completion": "b"}
