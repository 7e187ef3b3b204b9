"""Runs that meet hold every record once, in every container."""

from __future__ import annotations

import csv
import json
import random
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer import sources

ROWS = [{"instruction": f"问题 {n}", "output": f'a "quoted", {n}\n' * (n * 7 % 23), "n": str(n)} for n in range(300)]


def jsonl(path: Path) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    path.write_text("\n\n".join([*lines[:100], "not json", *lines[100:]]), "utf-8")  # no line end at its end


def returns(path: Path) -> None:
    path.write_text("\r".join(json.dumps(row, ensure_ascii=False) for row in ROWS), "utf-8", newline="")


def marked(path: Path) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\r\n" for row in ROWS), "utf-8-sig", newline="")


def array(path: Path) -> None:
    path.write_text(json.dumps(ROWS, ensure_ascii=False, indent=1), "utf-8")


def by_key(path: Path) -> None:
    path.write_text(json.dumps({f"key {n}": row for n, row in enumerate(ROWS)}, ensure_ascii=False), "utf-8")


def splits(path: Path) -> None:
    path.write_text(json.dumps({"train": ROWS[:180], "test": ROWS[180:]}, ensure_ascii=False), "utf-8")


def table(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(ROWS[0]))
        writer.writeheader()
        writer.writerows(ROWS)


def text(path: Path) -> None:
    path.write_text("\n".join(f"文档 number {n} says {'much ' * (n % 30)}" for n in range(300)), "utf-8")


def parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(ROWS), path, row_group_size=70)


@pytest.mark.parametrize("write", [jsonl, returns, marked, array, by_key, splits, table, text, parquet])
@pytest.mark.parametrize("span_bytes", [3_000, 1 << 20])
def test_runs_that_meet_hold_every_record_once(tmp_path: Path, write, span_bytes: int) -> None:
    path = tmp_path / ("data.csv" if write is table else "data")
    write(path)
    file = sources.open_file(path, tmp_path / "scratch")
    rng = random.Random(5)
    for span in sources.plan(file, 0, span_bytes):
        whole = sources.read(file, span)
        inside = sorted(rng.sample(range(span.start + 1, span.stop), min(40, span.stop - span.start - 1)))
        edges = [span.start, *inside, span.stop]
        found = sources.joined(sources.read_runs(file, span, list(pairwise(edges))))
        assert found.values == whole.values
        assert found.offsets.tolist() == whole.offsets.tolist()
        assert found.lengths.tolist() == whole.lengths.tolist()
        assert [one.offset for one in found.rejects] == [one.offset for one in whole.rejects]
        assert found.notes == whole.notes


def test_a_run_of_lines_reads_no_more_than_its_neighbourhood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS * 40), "utf-8")
    file = sources.open_file(path, tmp_path / "scratch")
    (span,) = sources.plan(file, 0, 1 << 30)
    asked: list[int] = []
    from explorer.sources import lines

    plain = lines.read
    monkeypatch.setattr(lines, "read", lambda file, span: asked.append(span.stop - span.start) or plain(file, span))
    middle = file.size // 2
    (found,) = sources.read_runs(file, span, [(middle, middle + 2_000)])
    assert found.values and sum(asked) < 10_000 and sources.is_entered(file)
