"""Containers: every oddity of a file is read or named, and every record is accounted for."""

from __future__ import annotations

import bz2
import csv
import datetime
import decimal
import gzip
import json
import lzma
import pickle
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xxhash
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer import sources
from explorer.errors import SourceError
from explorer.sources import jsonscan, lines

ROWS = [{"instruction": f"问题 {n}", "output": f'a "quoted" {n}\nline, two', "n": n} for n in range(10)]


@dataclass
class Loaded:
    file: sources.SourceFile
    spans: list[sources.Span]
    records: sources.Records

    @property
    def values(self) -> list[Any]:
        return self.records.values

    @property
    def reasons(self) -> list[str]:
        return [reject.reason for reject in self.records.rejects]

    @property
    def notes(self) -> set[str]:
        return {note for said in self.records.notes.values() for note in said}


def load(path: Path, span_bytes: int = 8 << 20) -> Loaded:
    file = sources.open_file(path, path.parent / "scratch")
    file = pickle.loads(pickle.dumps(file))
    assert sources.SourceFile.from_dict(json.loads(json.dumps(file.as_dict()))) == file
    spans = list(sources.plan(file, 0, span_bytes))
    parts = []
    first = 0
    for number, span in enumerate(spans):
        part = sources.read(file, span)
        assert (span.number, span.first) == (number, first)
        assert span.count == len(part.values) + part.blank + len(part.rejects)
        assert len(part.values) == len(part.lines) == len(part.offsets) == len(part.lengths)
        first += span.count
        parts.append(part)
    records = sources.joined(parts)
    if not any("huge" in str(row)[:50] for row in records.values):
        again = sources.read_values(file, records.lines, records.offsets, records.lengths)
        assert repr(again) == repr(records.values)
    return Loaded(file, spans, records)


def written(folder: Path, content: bytes | str, name: str = "data.jsonl") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def jsonl(rows: list[Any] = ROWS, **options: Any) -> str:
    return "".join(json.dumps(row, ensure_ascii=False, **options) + "\n" for row in rows)


# ---- finding files ----


def test_locate_finds_files_folders_and_globs(tmp_path: Path) -> None:
    for name in (
        "b/part-10.jsonl",
        "b/part-2.jsonl",
        "b/deep/x.csv.gz",
        "b/.hidden.jsonl",
        "b/README.md",
        "b/notes.pdf",
        "[a].jsonl",
        "a.jsonl",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}\n")
    found = sources.locate([str(tmp_path / "b")])
    assert [path.name for path in found] == ["x.csv.gz", "part-2.jsonl", "part-10.jsonl"]
    assert [path.name for path in sources.locate([str(tmp_path / "[a].jsonl")])] == ["[a].jsonl"]
    assert [path.name for path in sources.locate([str(tmp_path / "?.jsonl")])] == ["a.jsonl"]
    twice = sources.locate([str(tmp_path / "b" / "part-2.jsonl"), str(tmp_path / "b" / "*.jsonl")])
    assert [path.name for path in twice] == ["part-2.jsonl", "part-10.jsonl"]
    assert sources.display_names(found) == ["deep/x.csv.gz", "part-2.jsonl", "part-10.jsonl"]
    assert sources.display_names(found[:1]) == ["x.csv.gz"]


@pytest.mark.parametrize("pattern", ["nothing.jsonl", "*.none", "", "empty"])
def test_locate_says_what_is_missing(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError) as caught:
        sources.locate([str(tmp_path / pattern) if pattern else ""])
    assert caught.value.message.endswith(".")
    assert caught.value.hint


def test_locate_suggests_a_near_name(tmp_path: Path) -> None:
    written(tmp_path, "{}", "train.jsonl")
    with pytest.raises(SourceError, match=r"Did you mean .*train\.jsonl"):
        sources.locate([str(tmp_path / "tran.jsonl")])


# ---- JSONL ----


@pytest.mark.parametrize("span_bytes", [1, 50, 1000, 8 << 20])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_jsonl_lines_are_kept_byte_for_byte(tmp_path: Path, span_bytes: int, end: str) -> None:
    text = jsonl().replace("\n", end)
    loaded = load(written(tmp_path, text), span_bytes)
    assert loaded.values == ROWS
    assert sources.is_verbatim(loaded.file)
    assert loaded.records.lines.tolist() == list(range(1, 11))
    raw = [
        sources.read_raw(loaded.file, o, n) for o, n in zip(loaded.records.offsets, loaded.records.lengths, strict=True)
    ]
    assert b"".join(raw) == text.encode()
    assert (len(loaded.spans) > 1) == (span_bytes < 100)


def test_jsonl_blank_lines_count_and_keep_line_numbers(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, '\n{"a":1}\n  \t\n\r\n{"a":2}'))
    assert loaded.values == [{"a": 1}, {"a": 2}]
    assert loaded.records.lines.tolist() == [2, 5]
    assert loaded.records.blank == 3


def test_jsonl_bom_is_no_part_of_the_first_row(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, b"\xef\xbb\xbf" + jsonl().encode()), 40)
    assert loaded.values == ROWS
    assert loaded.file.encoding == "utf-8-sig"
    assert "byte order mark" in loaded.file.notes[0]


def test_jsonl_other_line_separators_are_text(tmp_path: Path) -> None:
    rows = [{"a": "x\u2028y\u2029z\u0085w\x0b"}, {"a": "\ufeff"}]
    assert load(written(tmp_path, jsonl(rows))).values == rows


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"a": "cut', "unexpected end of data at column 11"),
        ('{"a": 1} trailing', "unexpected text after the value at column 10"),
        ('{"a": 1}{"a": 2}', "another value follows"),
        ("{'a': None}", "looks like Python's repr (single quotes), not JSON"),
        ("12", "a number, not an object"),
        ('"x"', "a string, not an object"),
        ("null", "null, not an object"),
        ("true", "true or false, not an object"),
        ("[1, 2]", "an array of other things than objects"),
        ("[]", "an empty array, not an object"),
        ('{"a":1,}', "expecting property name"),
        ('{"a":' + "[" * 3000 + "]" * 3000 + "}", "more than 1,000 levels of nesting"),
        ("\0" * 512, "512 NUL characters"),
        (b'{"a": "x\xff"}', "not UTF-8: byte 0xff at column 9"),
    ],
)
def test_jsonl_bad_lines_are_named(tmp_path: Path, line: str | bytes, reason: str) -> None:
    raw = line if isinstance(line, bytes) else line.encode()
    fine = b'{"a": "fine"}\n'
    loaded = load(written(tmp_path, fine * 3 + raw + b"\n" + fine))
    assert len(loaded.values) == 4
    assert loaded.records.lines.tolist() == [1, 2, 3, 5]
    (reject,) = loaded.records.rejects
    assert reason in reject.reason
    assert (reject.line, reject.offset, reject.length) == (4, 42, len(raw) + 1)
    assert reject.snippet.isprintable()
    assert len(reject.snippet) < 1000


@pytest.mark.parametrize(
    ("line", "value", "note"),
    [
        ('{"a":1,"b":2,"a":3}', {"a": 3, "b": 2}, "duplicate key 'a', the last value is used"),
        ('{"m":[{"role":"u","role":"v"}]}', {"m": [{"role": "v"}]}, "duplicate key 'role', the last value is used"),
        ('{"a" : 1, "a" : 2}', {"a": 2}, "duplicate key 'a', the last value is used"),
        ('{"a":1e999}', {"a": float("inf")}, "NaN or Infinity in a number"),
        ('{"a":-Infinity}', {"a": float("-inf")}, "NaN or Infinity in a number"),
        ('{"a":123456789012345678901234567890}', {"a": 123456789012345678901234567890}, "integer beyond 64 bits"),
        ('{"a":18446744073709551615}', {"a": 18446744073709551615}, None),
        ('{"a":[' + "9" * 5000 + "]}", {"a": ["9" * 5000]}, "integer beyond 64 bits, kept as text"),
        (r'{"a":"\ud83d!"}', {"a": "\ufffd!"}, "lone surrogate replaced"),
        (r'{"a":"\\ud83d \ud83d\ude00 \udc00"}', {"a": "\\ud83d 😀 \ufffd"}, "lone surrogate replaced"),
        ('{"a":1},', {"a": 1}, "trailing comma"),
        ('{"a":"x\ty"}', {"a": "x\ty"}, "raw control character in a string"),
        ('\ufeff{"a":1}', {"a": 1}, "byte order mark inside the file"),
        (r'{"a":"key\":","b":": text"}', {"a": 'key":', "b": ": text"}, None),
        ("{}", {}, None),
        ('[{"role":"user"}]', [{"role": "user"}], None),
    ],
)
def test_jsonl_odd_rows_are_read_with_a_note(tmp_path: Path, line: str, value: Any, note: str | None) -> None:
    loaded = load(written(tmp_path, '{"a":"first"}\n' + line + "\n\n" + '{"a":"last"}\n'))
    assert loaded.values == [{"a": "first"}, value, {"a": "last"}]
    assert loaded.records.notes == ({1: (note,)} if note else {})


def test_jsonl_nan_stays_nan(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, '{"a":NaN}\n{"a":1}\n'))
    assert repr(loaded.values[0]) == "{'a': nan}"
    assert loaded.records.notes == {0: ("NaN or Infinity in a number",)}


def test_python_repr_is_said_once(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, "{'a': None}\n{'a': True}\n"))
    assert not loaded.values
    assert len(loaded.reasons) == 2
    assert "Python's repr" in loaded.file.notes[0]


def test_broken_first_line_does_not_hide_the_others(tmp_path: Path) -> None:
    assert len(load(written(tmp_path, '{"a": "open\n' + jsonl())).values) == 10


def test_huge_line_is_read_and_too_long_a_line_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_PIECE", 1000)
    monkeypatch.setattr(lines, "MAX_RECORD", 5000)
    text = (
        jsonl() + '{"huge": "' + "x" * 3000 + '"}\n' + '{"huge": "' + "y" * 6000 + '"}\n' + " " * 7000 + "\n" + jsonl()
    )
    loaded = load(written(tmp_path, text), 10_000)
    assert len(loaded.values) == 21
    assert loaded.records.blank == 1
    assert [(reject.line, reject.reason) for reject in loaded.records.rejects] == [(12, "longer than 0 MB")]
    assert loaded.records.lines.tolist() == [*range(1, 12), *range(14, 24)]


def test_plan_hashes_every_byte(tmp_path: Path) -> None:
    array = json.dumps(ROWS, indent=1)
    for name, content in (
        ("a.jsonl", jsonl()),
        ("a.json", array),
        ("b.json", json.dumps({"k": 1, "data": ROWS, "z": 2})),
    ):
        path = written(tmp_path, content, name)
        for span_bytes in (7, 1 << 20):
            hasher = xxhash.xxh3_128()
            list(sources.plan(sources.open_file(path, tmp_path), 0, span_bytes, hasher))
            assert hasher.digest() == xxhash.xxh3_128_digest(path.read_bytes())
    assert len(sources.fingerprint(["a", "b"])) == 32
    assert sources.fingerprint(["a", "b"]) != sources.fingerprint(["b", "a"])


# ---- compression and encodings ----

COMPRESS = {"gzip": gzip.compress, "zstd": zstandard.compress, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("name", COMPRESS)
@pytest.mark.parametrize("members", [1, 2])
def test_compressed_files_by_content(tmp_path: Path, name: str, members: int) -> None:
    path = written(tmp_path, COMPRESS[name](jsonl().encode()) * members)
    loaded = load(path)
    assert loaded.values == ROWS * members
    assert loaded.file.compression == name
    assert Path(loaded.file.plain).parent == tmp_path / "scratch"
    before = Path(loaded.file.plain).stat().st_mtime_ns
    assert Path(load(path).file.plain).stat().st_mtime_ns == before, "the copy is made once"
    assert not list((tmp_path / "scratch").glob("*.part"))


@pytest.mark.parametrize("name", COMPRESS)
def test_truncated_compressed_file_shows_what_is_left(tmp_path: Path, name: str) -> None:
    rng = random.Random(1)
    text = jsonl([{"a": "".join(rng.choices("abcdefghij", k=200))} for _ in range(10_000)])
    packed = COMPRESS[name](text.encode(), **({"preset": 0} if name == "xz" else {}))
    loaded = load(written(tmp_path, packed[: len(packed) * 2 // 3]))
    assert 100 < len(loaded.values) < 10_000
    assert "The compressed file is truncated after " in loaded.file.notes[0]


def test_gzip_cut_at_its_beginning_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cut short"):
        load(written(tmp_path, gzip.compress(jsonl().encode())[:9]))


@pytest.mark.parametrize(
    ("codec", "name", "text"),
    [
        ("utf-16", "utf-16-le", "déjà 问题"),
        ("utf-16-be", "utf-16-be", "déjà 问题"),
        ("utf-16-le", "utf-16-le", "déjà 问题"),
        ("utf-32", "utf-32-le", "déjà 问题"),
        ("gb18030", "gb18030", "请用五句话描述人工智能在医疗领域中的应用，并说明它的优点和不足。"),
        ("big5", "big5", "請用五句話描述人工智慧在醫療領域中的應用，並說明它的優點和不足。"),
        ("shift_jis", "shift_jis", "日本語の文章を英語に翻訳してください。"),
        ("euc_kr", "euc_kr", "다음 문장을 영어로 번역하십시오."),
        ("cp1251", "cp1251", "Переведите следующее предложение."),
        ("latin-1", "latin-1", "Où êtes-vous allé l'été dernier ?"),
        ("cp1252", "cp1252", "Œuvre — “déjà” vu…"),
    ],
)
def test_other_encodings_are_decoded(tmp_path: Path, codec: str, name: str, text: str) -> None:
    rows = [{"text": text, "n": n} for n in range(5)]
    loaded = load(written(tmp_path, jsonl(rows).encode(codec)))
    assert loaded.values == rows
    assert loaded.file.encoding == name
    assert loaded.file.notes[0].startswith("Decoded from ")


def test_both_compressed_and_encoded(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, gzip.compress(jsonl().encode("utf-16"))))
    assert loaded.values == ROWS


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"PK\x03\x04rest", "is a ZIP archive"),
        (b"%PDF-1.7", "is a PDF document"),
        (bytes(range(1, 32)) * 100, "is not a data file"),
        (b"PAR1" + b"x" * 100, "truncated Parquet"),
        (b"PAR1PAR1", "not a Parquet file"),
        (b"PARE" + b"x" * 100 + b"PARE", "encrypted"),
        (b"PAR1" + b"x" * 100 + b"\xff\xff\xff\x7fPAR1", "footer is longer"),
        (b"PAR1" + b"x" * 100 + b"\x40\x00\x00\x00PAR1", "damaged Parquet"),
    ],
)
def test_what_holds_no_rows_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        load(written(tmp_path, content))


def test_missing_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        sources.open_file(tmp_path / "no.jsonl", tmp_path)
    with pytest.raises(SourceError, match="is a folder"):
        sources.open_file(tmp_path, tmp_path)


def test_white_space_only_has_no_rows(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, "\n  \n\n"))
    assert (loaded.values, loaded.records.blank) == ([], 3)


# ---- JSON ----

LAYOUTS: list[tuple[str, str, Any]] = [
    ("array", json.dumps(ROWS), ROWS),
    ("array", json.dumps(ROWS, indent=2), ROWS),
    ("array", "[" + ",\n".join(json.dumps(row) for row in ROWS) + ",\n]", ROWS),
    ("array", "[]", []),
    ("rows", json.dumps({"version": "1", "data": ROWS}), ROWS),
    ("rows", json.dumps({"examples": ROWS, "canary": "x", "tags": ["a"]}, indent=1), ROWS),
    (
        "splits",
        json.dumps({"train": ROWS[:6], "test": ROWS[6:]}),
        [{**r, "split": "train" if r["n"] < 6 else "test"} for r in ROWS],
    ),
    (
        "by_key",
        json.dumps({f'id "{n}"': row for n, row in enumerate(ROWS)}),
        [{**r, "_key": f'id "{r["n"]}"'} for r in ROWS],
    ),
    ("lines", json.dumps({name: [row[name] for row in ROWS] for name in ROWS[0]}), ROWS),
    ("lines", json.dumps({name: {str(i): row[name] for i, row in enumerate(ROWS)} for name in ROWS[0]}), ROWS),
    ("stream", "\n".join(json.dumps(row, indent=2) for row in ROWS), ROWS),
    ("stream", "".join(json.dumps(row) for row in ROWS), ROWS),
    ("stream", json.dumps({"messages": [{"role": "user", "content": "x"}], "id": 1}, indent=2), None),
    ("stream", json.dumps({"id": 1, "instances": [{"input": "", "output": "x"}] * 3}, indent=2), None),
]


@pytest.mark.parametrize("span_bytes", [20, 300, 8 << 20])
@pytest.mark.parametrize(("layout", "text", "rows"), LAYOUTS, ids=[f"{n}-{each[0]}" for n, each in enumerate(LAYOUTS)])
def test_json_layouts(tmp_path: Path, layout: str, text: str, rows: Any, span_bytes: int) -> None:
    loaded = load(written(tmp_path, text), span_bytes)
    assert loaded.file.container == "json"
    assert loaded.file.options["layout"] == layout
    assert loaded.values == ([json.loads(text)] if rows is None else rows)
    assert loaded.records.lines.tolist() == list(range(1, len(loaded.values) + 1))
    if sources.is_whole_element(loaded.file):
        for value, offset, length in zip(loaded.values, loaded.records.offsets, loaded.records.lengths, strict=True):
            assert json.loads(sources.read_raw(loaded.file, offset, length)) == value
    else:
        assert layout in ("splits", "by_key")


def test_one_line_objects_and_arrays_are_jsonl(tmp_path: Path) -> None:
    turns = [{"role": "user", "content": "x"}]
    assert sources.is_verbatim(load(written(tmp_path, json.dumps({"messages": turns}))).file)
    loaded = load(written(tmp_path, json.dumps(turns) + "\n" + json.dumps(turns) + "\n"))
    assert sources.is_verbatim(loaded.file)
    assert loaded.values == [turns, turns]


def test_truncated_array_keeps_its_whole_elements(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, json.dumps(ROWS, indent=2)[:-40]))
    assert loaded.values == ROWS[:9]
    assert "unexpected end of data" in loaded.reasons[0]
    assert "not closed" in loaded.file.notes[0]


def test_array_oddities(tmp_path: Path) -> None:
    text = '[{"a":1,"a":2},\n{"b":NaN}, 5,, {"c": tru}, "}]", {"d":"\\\\\\""}\n] {"more": 1}'
    loaded = load(written(tmp_path, text))
    assert repr(loaded.values) == "[{'a': 2}, {'b': nan}, {'d': '\\\\\"'}]"
    assert [reject.line for reject in loaded.records.rejects] == [3, 4, 5, 6, 8]
    assert "more follows after the end" in loaded.reasons[-1]
    assert loaded.notes == {"duplicate key 'a', the last value is used", "NaN or Infinity in a number"}


def test_ragged_columns_name_their_lengths(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"a 3, b 2"):
        load(written(tmp_path, json.dumps({"a": [1, 2, 3], "b": [1, 2]})))


def test_a_hundred_thousand_brackets_are_one_reject(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, "[" * 100_000))
    assert loaded.reasons == ["more than 1,000 levels of nesting"]


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.text(max_size=8)
    | st.sampled_from(['"', "\\", '\\"', "],[", "{,}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.dictionaries(st.text(max_size=5), _json, max_size=3), min_size=2, max_size=6),
    span=st.integers(1, 60),
    pretty=st.booleans(),
)
def test_any_array_is_cut_where_its_elements_end(tmp_path: Path, rows: list[Any], span: int, pretty: bool) -> None:
    loaded = load(written(tmp_path, json.dumps(rows, ensure_ascii=pretty, indent=1 if pretty else None)), span)
    assert loaded.values == rows
    assert not loaded.records.rejects


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet='ab"\\[]{},: ', max_size=60), step=st.integers(1, 7))
def test_scanner_does_not_depend_on_block_size(text: str, step: int) -> None:
    data = text.encode()
    whole = jsonscan.Scanner(1).feed(data)
    scanner = jsonscan.Scanner(1)
    cuts: list[int] = []
    for at in range(0, len(data), step):
        found = scanner.feed(data[at : at + step])
        cuts += [at + int(cut) for cut in found.cuts]
        if found.close >= 0:
            assert at + found.close == whole.close
            break
    else:
        assert whole.close == -1
    assert cuts == whole.cuts.tolist()


# ---- CSV ----


def as_csv(rows: list[dict[str, Any]], **options: Any) -> str:
    import io

    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), **options)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


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


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


# ---- by content, not by name ----


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.json", "a.parquet", "a.tsv", "noname", "a.gz"])
def test_names_do_not_matter(tmp_path: Path, name: str) -> None:
    assert load(written(tmp_path, jsonl(), name)).file.container == "jsonl"
    assert load(written(tmp_path, as_csv(ROWS), name)).file.container == "csv"
    assert load(written(tmp_path, json.dumps(ROWS), name)).file.container == "json"
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / name)
    assert load(tmp_path / name).values == ROWS


def test_plain_text_is_a_document_a_line(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, "One line, and more.\r\n\nAnother; line\nthird, of, three", "a.txt"), 10)
    assert loaded.file.container == "text"
    assert loaded.values == [{"text": "One line, and more."}, {"text": "Another; line"}, {"text": "third, of, three"}]
    assert loaded.records.lines.tolist() == [1, 3, 4]


# ---- Parquet and Arrow ----


def test_parquet_types_become_plain_values(tmp_path: Path) -> None:
    table = pa.table(
        {
            "text": pa.array(["a", None, "c"], pa.large_string()),
            "messages": pa.array([[{"role": "user", "content": "x"}], [], None]),
            "dict": pa.array(["x", "y", None]).dictionary_encode(),
            "time": pa.array([1, 2, None], pa.timestamp("ns", tz="Europe/Berlin")),
            "day": pa.array([datetime.date(2020, 1, 2)] * 3),
            "money": pa.array([decimal.Decimal("1.50")] * 3, pa.decimal128(20, 2)),
            "long": pa.array([decimal.Decimal("12345678901234567890.12")] * 3, pa.decimal128(30, 2)),
            "image": pa.array([b"\x89PNG\0\xff", b"plain", None]),
            "number": pa.array([1.5, float("nan"), float("inf")]),
            "map": pa.array([[("k", 1)], [], None], pa.map_(pa.string(), pa.int64())),
            "none": pa.nulls(3),
            "nested": pa.array([{"a": [[1], []]}, {"a": None}, None]),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    loaded = load(tmp_path / "a.parquet")
    first = loaded.values[0]
    assert first == {
        "text": "a",
        "messages": [{"role": "user", "content": "x"}],
        "dict": "x",
        "time": "1970-01-01T00:00:00.000000001Z",
        "day": "2020-01-02",
        "money": 1.5,
        "long": "12345678901234567890.12",
        "image": "<binary, 6 bytes>",
        "number": 1.5,
        "map": {"k": 1},
        "none": None,
        "nested": {"a": [[1], []]},
    }
    assert loaded.values[1]["messages"] == []
    assert loaded.values[1]["image"] == "plain"
    assert all(
        value is None
        for name, value in loaded.values[2].items()
        if name not in ("text", "day", "money", "long", "number")
    )
    assert loaded.records.notes == {1: ("NaN or Infinity in a number",), 2: ("NaN or Infinity in a number",)}
    assert json.loads(sources.read_raw(loaded.file, 0, 0)) == first


@pytest.mark.parametrize("span_bytes", [100, 3000, 8 << 20])
def test_parquet_spans_are_runs_of_rows(tmp_path: Path, span_bytes: int) -> None:
    rows = [{"n": n, "text": f"row {n}"} for n in range(500)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet", row_group_size=120)
    loaded = load(tmp_path / "a.parquet", span_bytes)
    assert loaded.values == rows
    assert loaded.records.lines.tolist() == list(range(1, 501))
    assert sources.read_values(loaded.file, [1] * 3, [499, 3, 121], [0] * 3) == [rows[499], rows[3], rows[121]]
    back = [sources.read(loaded.file, span).values for span in reversed(loaded.spans)]
    assert [row for part in reversed(back) for row in part] == rows


def test_parquet_without_rows_knows_its_columns(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": pa.array([], pa.string())}), tmp_path / "a.parquet")
    loaded = load(tmp_path / "a.parquet")
    assert loaded.file.options["columns"] == ["a"]
    assert loaded.spans == []


def test_parquet_damaged_page_rejects_its_rows_only(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"a": [f"text {n} {random.Random(n).random()}" for n in range(400)]})
    pq.write_table(table, path, row_group_size=100, compression="zstd", use_dictionary=False)
    column = pq.ParquetFile(path).metadata.row_group(1).column(0)
    data = bytearray(path.read_bytes())
    middle = column.data_page_offset + column.total_compressed_size // 2
    data[middle : middle + 60] = b"\xff" * 60
    path.write_bytes(data)
    file = sources.open_file(path, tmp_path)
    (span,) = sources.plan(file, 0)
    records = sources.read(file, span)
    assert len(records.values) == 300
    assert [reject.line for reject in records.rejects] == list(range(101, 201))
    assert records.rejects[0].reason.startswith("the Parquet data is damaged: ")
    with pytest.raises(SourceError, match="Row 151 "):
        sources.read_values(file, [151], [150], [0])


@pytest.mark.parametrize("make", [pa.ipc.new_file, pa.ipc.new_stream])
def test_arrow_files_are_read(tmp_path: Path, make: Any) -> None:
    table = pa.Table.from_pylist(ROWS)
    with make(str(tmp_path / "a.arrow"), table.schema) as writer:
        writer.write_table(table)
    loaded = load(tmp_path / "a.arrow")
    assert loaded.values == ROWS
    assert loaded.file.notes == ("Read from an Arrow file.",)


# ---- previews ----


def test_preview_of_small_files_is_exact(tmp_path: Path) -> None:
    for name, content in (("a.jsonl", jsonl()), ("a.csv", as_csv(ROWS)), ("a.json", json.dumps(ROWS))):
        for packed in (False, True):
            raw = content.encode()
            found = sources.preview(
                written(tmp_path, gzip.compress(raw) if packed else raw, name), tmp_path / "scratch", rows=4
            )
            assert len(found.records.values) == 4
            assert (found.exact, found.estimated_records) == (True, 10)


@pytest.mark.parametrize("kind", ["jsonl", "gz", "array", "csv"])
def test_preview_of_large_files_estimates(tmp_path: Path, kind: str) -> None:
    rng = random.Random(2)
    rows = [{"instruction": f"q{n}", "output": f"{rng.getrandbits(1600):0400x}"} for n in range(30_000)]
    text = json.dumps(rows) if kind == "array" else as_csv(rows) if kind == "csv" else jsonl(rows)
    path = written(tmp_path, gzip.compress(text.encode(), 1) if kind == "gz" else text, "big")
    found = sources.preview(path, tmp_path / "scratch")
    assert found.records.values[:2] == rows[:2]
    assert len(found.records.values) == 50
    assert not found.exact
    assert found.estimated_records == pytest.approx(30_000, rel=0.05)
    assert sum(each.stat().st_size for each in (tmp_path / "scratch").glob("*")) < 6 << 20
    if kind == "gz":
        assert len(load(path).values) == 30_000, "the short copy is not taken for the whole"


# ---- real and malformed files ----


@pytest.mark.real_data
def test_real_files_have_the_rows_they_should(real_data: Path, tmp_path: Path) -> None:
    wrong = []
    for row in csv.DictReader((real_data / "real" / "index.tsv").open(encoding="utf-8"), delimiter="\t"):
        file = sources.open_file(real_data / "real" / row["file"], tmp_path)
        parts = [sources.read(file, span) for span in sources.plan(file, 0)]
        found = sum(len(part.values) for part in parts), sum(len(part.rejects) for part in parts)
        if found != (int(row["rows"]), 0):
            wrong.append((row["file"], found, row["rows"]))
    assert not wrong


MALFORMED = {  # rows, rejects; or the words of the refusal
    "trunc_last_line.jsonl": (9, 1), "bom.jsonl": (10, 0), "crlf.jsonl": (10, 0), "cr_only.jsonl": (10, 0),
    "blank_lines.jsonl": (10, 0), "utf16le_bom.jsonl": (10, 0), "utf16be_nobom.jsonl": (10, 0), "latin1.jsonl": (2, 0),
    "gb18030.jsonl": (10, 0), "invalid_utf8_one_line.jsonl": (6, 1), "rows.jsonl.gz": (10, 0), "rows.jsonl.zst": (10, 0),
    "gzip_named.jsonl": (10, 0), "gzip_multi_member.jsonl.gz": (10, 0), "gzip_truncated.jsonl.gz": (9, 1),
    "dup_keys.jsonl": (2, 0), "nan_infinity.jsonl": (4, 0), "array_named.jsonl": (10, 0), "array_truncated.json": (9, 1),
    "dict_of_lists.json": (10, 0), "wrapped_data.json": (10, 0), "splits.json": (10, 0), "pretty_objects.jsonl": (10, 0),
    "concatenated_objects.jsonl": (10, 0), "csv_named.jsonl": (10, 0), "bom.csv": (10, 0), "unclosed_quote.csv": (1, 0),
    "ragged.csv": (3, 0), "big_cell.csv": (1, 0), "multiline_cells.csv": (2, 0), "semicolon.csv": (2, 0),
    "mixed_types.jsonl": (10, 0), "mixed_schemas.jsonl": (7, 0), "odd_messages.jsonl": (11, 0), "scalars.jsonl": (2, 5),
    "raw_u2028_u0085.jsonl": (3, 0), "nul_bytes.jsonl": (5, 1), "lone_surrogate.jsonl": (2, 0), "huge_int.jsonl": (3, 0),
    "deep_nesting.jsonl": (1, 1), "hostile_strings.jsonl": (8, 0), "bigline_50MB.jsonl.gz": (3, 0),
    "parquet_named.jsonl": (10, 0), "jsonl_named.parquet": (10, 0), "zero_rows.parquet": (0, 0),
    "exotic_types.parquet": (3, 0), "rows.arrow": (10, 0), "jsontestsuite_y_all.jsonl": (11, 80),
    "jsontestsuite_n_all.jsonl": (0, 179), "duckdb__trailing_content.ndjson": (2, 1),
    "duckdb__unterminated_quotes.ndjson": (4, 1), "parquet-testing__large_string_map.brotli.parquet": (0, 2),
    "all_empty_outputs.jsonl": (20, 0), "empty.jsonl": "is empty", "empty.json": "is empty", "empty.csv": "is empty", "empty.parquet": "is empty",
    "bad_magic.parquet": "not a Parquet file", "truncated.parquet": "truncated",
    "dict_of_lists_ragged.json": "different lengths",
}  # fmt: skip


@pytest.mark.real_data
def test_malformed_files(real_data: Path, tmp_path: Path) -> None:
    wrong = []
    for row in csv.DictReader((real_data / "malformed" / "index.tsv").open(encoding="utf-8"), delimiter="\t"):
        expected = MALFORMED.get(row["file"])
        assert expected is not None or row["core"] != "yes", row["file"]
        try:
            file = sources.open_file(real_data / "malformed" / row["file"], tmp_path)
            spans = list(sources.plan(file, 0))
            parts = [sources.read(file, span) for span in spans]
        except SourceError as error:
            if not (expected is None or (isinstance(expected, str) and expected in error.message)):
                wrong.append((row["file"], str(error)))
            continue
        for span, part in zip(spans, parts, strict=True):
            assert span.count == len(part.values) + part.blank + len(part.rejects), row["file"]
        found = sum(len(part.values) for part in parts), sum(len(part.rejects) for part in parts)
        if expected is not None and found != expected:
            wrong.append((row["file"], found, expected))
    assert not wrong
