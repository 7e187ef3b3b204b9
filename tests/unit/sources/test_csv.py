"""CSV and its kin: cells with line ends, delimiters, headers, quotes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import SourceError

from .loading import ROWS, as_csv, load, written


@pytest.mark.parametrize("span_bytes", [10, 100, 8 << 20])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_with_line_ends_inside_cells(tmp_path: Path, delimiter: str, end: str, span_bytes: int) -> None:
    text = as_csv(ROWS, delimiter=delimiter, lineterminator=end)
    loaded = load(written(tmp_path, text), span_bytes)
    assert loaded.file.container == "csv"
    assert loaded.values == [{name: str(value) for name, value in row.items()} for row in ROWS]
    assert loaded.records.lines.tolist() == list(range(2, 22, 2))


@pytest.mark.parametrize(
    ("text", "rows", "notes"),
    [
        ("a,b\nc,d\ne\nf,g,h\n", [{"a": "c", "b": "d"}, {"a": "e", "b": None}, {"a": "f", "b": "g", "extra_1": "h"}], {"missing cells", "extra cells"}),
        ("q,x,x\n1,2,3\n", [{"q": "1", "x": "2", "x_2": "3"}], set()),
        (",name,b\n0,x,y\n", [{"column_1": "0", "name": "x", "b": "y"}], set()),
        ("a,b\n\n\n1,2\n", [{"a": "1", "b": "2"}], set()),
        ('a,b\n"never,closed\nx,y\n', [{"a": "never,closed\nx,y\n", "b": None}], {"missing cells", "a quote is never closed, so the cell takes all that follows"}),
        ('a,b\n5" disk,6" disk\n"x",y\n7,8\n', [{"a": '5" disk', "b": '6" disk'}, {"a": "x", "b": "y"}, {"a": "7", "b": "8"}], set()),
        ("a,b\n", [], set()),
        ("\ufeffa,b\n1,2\n", [{"a": "1", "b": "2"}], set()),
        ("text\none\ntwo\n", [{"text": "one"}, {"text": "two"}], set()),
        ("a,b\n,\n", [{"a": "", "b": ""}], set()),
    ],
)  # fmt: skip
@pytest.mark.parametrize("span_bytes", [4, 8 << 20])
def test_csv_oddities(tmp_path: Path, text: str, rows: list[Any], notes: set[str], span_bytes: int) -> None:
    loaded = load(written(tmp_path, text, "data.csv"), span_bytes)
    assert loaded.values == rows
    assert loaded.notes == notes


def test_csv_and_text_with_carriage_returns_alone(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, "a,b\r1,2\r3,4\r", "data.csv"))
    assert loaded.values == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    assert "carriage returns" in loaded.file.notes[0]
    assert len(load(written(tmp_path, "one line\rand another", "a.txt")).values) == 2


def test_csv_without_header(tmp_path: Path) -> None:
    text = "".join(f'How many apples does "Ann" have on day {n}?\t{n}\n' for n in range(20))
    loaded = load(written(tmp_path, text, "data.tsv"))
    assert len(loaded.values) == 20
    assert loaded.values[3] == {"column_1": 'How many apples does "Ann" have on day 3?', "column_2": "3"}
    assert "no header" in loaded.file.notes[0]


def test_tsv_with_literal_quotes(tmp_path: Path) -> None:
    text = 'question\tanswer\n"Where" did he go?\tout\n"Never mind\tno\nlast\tone\n'
    loaded = load(written(tmp_path, text, "data.tsv"))
    assert [row["question"] for row in loaded.values] == ['"Where" did he go?', '"Never mind', "last"]


def test_csv_cell_of_any_size_and_bad_bytes(tmp_path: Path) -> None:
    big = "x" * 300_000
    content = f"a,b\n1,{big}\n".encode() + b"2,\xff\xfe\n" + "".join(f"{n},fine\n" for n in range(30)).encode()
    loaded = load(written(tmp_path, content, "data.csv"))
    assert len(loaded.values[0]["b"]) == 300_000
    assert len(loaded.values) == 31
    assert [(reject.line, reject.reason[:20]) for reject in loaded.records.rejects] == [(3, "not UTF-8: byte 0xff")]


_cell = st.text(alphabet='ab,"\n\r ;', max_size=6)


@settings(max_examples=80)
@given(
    body=st.lists(st.tuples(_cell, _cell), max_size=8),
    junk=st.text(alphabet='ab,"\n\r', max_size=20),
    span=st.integers(1, 40),
)
def test_csv_is_cut_as_the_csv_module_reads_it(tmp_path: Path, body: list[Any], junk: str, span: int) -> None:
    import io

    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if "\r" in str(body) or "\\r" in str(body) else csv.QUOTE_MINIMAL
    csv.writer(text, lineterminator="\n", quoting=quoting).writerows([("name", "value"), ("x1", "y1"), *body])
    path = tmp_path / "data.csv"
    path.write_bytes((text.getvalue() + junk).encode())
    small, large = load(path, span), load(path)
    assert small.values == large.values
    assert small.reasons == large.reasons
    assert small.records.lines.tolist() == large.records.lines.tolist()
    if not junk and large.file.options["columns"] == ["name", "value"] and large.file.options["quoted"]:
        assert [(row["name"], row["value"]) for row in large.values] == [("x1", "y1"), *body]


@pytest.mark.parametrize(
    "data",
    [
        b"pro\rmpt\tcompletion\nq 1\ta 1\nq 2\ta 2\n",
        b"prompt\rx\tresponse\nhi\tthere\nhello\tyou\n",
        b"prompt\tres\rponse\tn\nhi\tthere\t1\nhello\tyou\t2\n",
        b"prompt\tresponse\rhi\tthere\rhello\tyou\nagain\tall\n",
    ],
)
def test_a_return_within_the_header_is_said(tmp_path: Path, data: bytes) -> None:
    for delimiter in (b"\t", b","):
        path = written(tmp_path, data.replace(b"\t", delimiter), "data.tsv")
        with pytest.raises(SourceError, match=r"names of columns .* line 1 holds a carriage return") as error:
            load(path)
        assert "double quotes" in error.value.hint
    assert load(written(tmp_path, data, "data.txt")).file.container == "text"


def test_a_quoted_return_within_the_header_is_a_name(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, '"prompt\rx",response\nhi,there\nhello,you\n', "data.csv"))
    assert loaded.values[0] == {"prompt\rx": "hi", "response": "there"}


def test_a_rejects_snippet_holds_its_own_record_alone(tmp_path: Path) -> None:
    path = written(tmp_path, b"prompt,response\na,\xe9\nsecret,next\n" + b"c,d\n" * 20, "data.csv")
    (reject,) = load(path).records.rejects
    assert "not UTF-8" in reject.reason and "secret" not in reject.snippet
    (again,) = load(path, span_bytes=8).records.rejects
    assert again == reject


def test_a_return_among_bytes_that_are_no_text_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, b"prom\x85pt,respon\r\xe8\x9f\x85,b\nc,d\n", "data.csv")
    with pytest.raises(SourceError, match="line 1 holds a carriage return"):
        load(path)


def test_quotes_that_are_taken_for_text_are_said(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, 'prompt,response\n"he said "hi" to me",ok\nq,a\n'), 8 << 20)
    assert loaded.values[0]["prompt"] == '"he said "hi" to me"'
    assert any("read as characters of the text" in note for note in loaded.file.notes)
    sound = load(written(tmp_path, 'prompt,response\n"he said ""hi"" to me",ok\nq,a\n'), 8 << 20)
    assert sound.values[0]["prompt"] == 'he said "hi" to me' and not sound.file.notes
