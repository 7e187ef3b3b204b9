"""JSONL: lines are kept byte for byte, and every odd one is read with a note or named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import xxhash

from explorer import sources
from explorer.sources import lines

from .loading import ROWS, jsonl, load, written


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
