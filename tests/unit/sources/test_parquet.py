"""Parquet and Arrow: types, runs of rows, damage."""

from __future__ import annotations

import datetime
import decimal
import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer import sources
from explorer.errors import SourceError

from .loading import ROWS, load


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
