"""A file is known by its content; previews; real and malformed files."""

from __future__ import annotations

import csv
import gzip
import json
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer import sources
from explorer.errors import SourceError

from .loading import ROWS, as_csv, jsonl, load, written


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


@pytest.mark.parametrize("end", [b"", b"\r", b"\r\r", b"\n", b"\r\n", b"\r\r\n"])
def test_a_line_of_text_read_again_keeps_the_returns_within(tmp_path: Path, end: bytes) -> None:
    loaded = load(written(tmp_path, b"first line\n\rnot a table\rat all" + end, "data.txt"))
    assert [row["text"].rstrip("\r") for row in loaded.values] == ["first line", "\rnot a table\rat all"]
