"""Every export format of the list: what it says of itself, what it writes, and that rows come back from it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import zstandard

from explorer import building, export, queries, steps
from explorer.cli import main
from explorer.errors import ExportError
from explorer.export import COMPRESSIONS, EXPORTS, ExportFormat, ExportOptions
from explorer.export.first_rows import first_rows
from explorer.export.formats import suffixes_of
from explorer.store import Cache, Dataset
from explorer.view import View
from tests.golden_files import hold

EACH = pytest.mark.parametrize("entry", EXPORTS, ids=lambda entry: entry.name)

ROWS: list[dict[str, Any]] = [
    {"instruction": "Say hi", "input": "", "output": "Hi.", "stars": 4, "tags": ["a", "b"]},
    {"instruction": "", "input": "", "output": "", "stars": None, "tags": []},
    {"instruction": "nul \0 here", "input": 'a,b\n"c"', "output": "x\0", "stars": -1, "tags": ["\0"]},
    {"instruction": "half \ud83d end", "input": "", "output": "\udc00", "stars": 2, "tags": ["\udfff"]},
    {"instruction": "turned \u202e", "input": "", "output": "线 \x9b", "stars": 0, "tags": None},
    {"instruction": " ", "input": "a\r\nb", "output": "\ufeff.", "stars": 3, "tags": ["é"]},
]
TEXTS = ["prompt", "response", "instruction", "input", "output"]


@pytest.fixture(scope="module")
def source(shared_dataset: Any) -> Dataset:
    return shared_dataset(ROWS, "small.jsonl")


def texts(dataset: Dataset) -> list[dict[str, Any]]:
    return queries.page(View.of(dataset), TEXTS, "row_id", False, 0, 100, snippet=None).to_pylist()


def test_names_and_suffixes_are_unique() -> None:
    names = [entry.name for entry in EXPORTS]
    suffixes = [suffix for entry in EXPORTS for suffix in entry.suffixes]
    assert len(set(names)) == len(names) and len(set(suffixes)) == len(suffixes)


@EACH
def test_each_format_says_what_it_is(entry: ExportFormat) -> None:
    assert entry.label and entry.name.isidentifier() and entry.mime.count("/") == 1
    assert entry.suffixes and all(suffix.startswith(".") and suffix == suffix.lower() for suffix in entry.suffixes)
    assert (entry.streams is None) != (entry.write is None)
    assert not entry.note or entry.note.endswith(".")


@EACH
def test_suffixes_name_the_format_and_its_compression(entry: ExportFormat) -> None:
    for suffix in entry.suffixes:
        assert suffixes_of(Path(f"a.b{suffix.upper()}")) == (entry.name, "")
        for packed in filter(None, COMPRESSIONS):
            assert suffixes_of(Path(f"a{suffix}.{packed}")) == (entry.name, packed)
    assert suffixes_of(Path(f"a{ExportOptions(format=entry.name).suffix}")) == (entry.name, "")


def test_other_suffixes_name_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert suffixes_of(Path("a.docx")) == suffixes_of(Path("jsonl")) == ("", "")
    (tmp_path / "a.jsonl").write_text('{"prompt": "p", "response": "r"}\n')
    assert main(["export", str(tmp_path / "a.jsonl"), "--out", str(tmp_path / "a.docx")]) == 2
    error = capsys.readouterr().err
    assert all(entry.suffixes[0] in error for entry in EXPORTS)


@EACH
def test_rows_come_back(source: Dataset, cache: Cache, entry: ExportFormat, tmp_path: Path) -> None:
    done = export.write(View.of(source), tmp_path / f"out{entry.suffixes[0]}", ExportOptions(format=entry.name))
    again = building.run(cache, [done.path])
    assert (again.ledger.rows, again.ledger.rejected) == (len(ROWS), 0)
    assert texts(again) == texts(source)


@EACH
@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_the_same_rows_give_the_same_bytes(
    source: Dataset, entry: ExportFormat, compression: str, tmp_path: Path
) -> None:
    options = ExportOptions(format=entry.name, compression=compression)
    paths = [tmp_path / f"{name}{options.suffix}" for name in "ab"]
    first, second = (export.write(View.of(source), path, options).path.read_bytes() for path in paths)
    assert first == second
    if entry.streams is None:
        assert pq.read_table(paths[0]).num_rows == len(ROWS)
        with pytest.raises(ExportError, match="streamed"):
            export.stream(View.of(source), options)
        return
    assert b"".join(export.stream(View.of(source), options)) == first
    unpack = {"": bytes, "gz": gzip.decompress, "zst": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data)}  # fmt: skip
    assert unpack[compression](first) == b"".join(entry.streams(View.of(source), "", ()))


@EACH
@pytest.mark.parametrize("dialect", ["", "messages"])
def test_what_is_written(source: Dataset, entry: ExportFormat, dialect: str, tmp_path: Path) -> None:
    options = ExportOptions(format=entry.name, dialect=dialect)
    path = export.write(View.of(source), tmp_path / f"out{options.suffix}", options).path
    name = f"export{'-' if dialect else ''}{dialect}{options.suffix}"
    if entry.streams is not None:
        hold(name, path.read_bytes())
        return
    table = pq.read_table(path)  # the file itself names the version that wrote it
    listed = [str(field) for field in table.schema]
    lines = [*listed, *(json.dumps(row) for row in table.to_pylist())]
    hold(f"{name}.txt", "".join(f"{line}\n" for line in lines).encode())


@EACH
def test_lines_are_kept_where_the_format_says_so(source: Dataset, entry: ExportFormat, tmp_path: Path) -> None:
    path = export.write(View.of(source), tmp_path / f"out{entry.suffixes[0]}", ExportOptions(format=entry.name)).path
    assert (path.read_bytes() == Path(source.files[0].plain).read_bytes()) == entry.keeps_lines


@EACH
def test_the_first_rows_are_those_of_the_file(source: Dataset, entry: ExportFormat, tmp_path: Path) -> None:
    view = View.of(source)
    for dialect in ("", "messages"):
        options = ExportOptions(entry.name, dialect=dialect)
        found = first_rows(view, options, 2)
        path = tmp_path / f"out{dialect}{entry.suffixes[0]}"
        export.write(view, path, options)
        if entry.streams is not None:
            assert path.read_bytes().decode("utf-8", "replace").startswith("\n".join(found))
        else:
            rows = pq.read_table(path).slice(0, 2).to_pylist()
            assert [json.loads(line).keys() for line in found] == [row.keys() for row in rows]


def test_the_first_rows_are_of_the_pick_and_of_what_is_kept(source: Dataset) -> None:
    view = View.of(source, steps=steps.read_all(["instruction = 'Say hi'"]))
    (line,) = first_rows(view, ExportOptions(pick=1), 3)
    assert json.loads(line)["instruction"] != "Say hi"
    assert first_rows(View.of(source, steps=steps.read_all(["TRUE"])), ExportOptions(), 3) == []
