"""The registry of containers, and that no damaged file of a binary one ends the process that opens it."""

from __future__ import annotations

import io
import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer import sources
from explorer.errors import ExplorerError, SourceError
from explorer.sources import CONTAINERS, arrowvalues, foreign, parquetopen, unpack

ROWS = [{"instruction": f"问题 {n}", "output": "a\n" * (n % 5), "turns": [{"n": n}], "n": n} for n in range(40)]


def as_arrow(make: Callable[..., Any], rows: list[Any] = ROWS) -> bytes:
    table = pa.Table.from_pylist(rows, None if rows else pa.schema([("text", pa.string())]))
    sink = pa.BufferOutputStream()
    with make(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=15)
    return sink.getvalue().to_pybytes()


def as_parquet(rows: list[Any] = ROWS, **options: Any) -> bytes:
    table = pa.Table.from_pylist(rows, None if rows else pa.schema([("text", pa.string())]))
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, row_group_size=15, **options)
    return sink.getvalue().to_pybytes()


def as_xlsx(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


EMPTY: dict[str, bytes] = {
    "jsonl": b"\n\n",
    "json": b"[]",
    "csv": b"instruction,output\n",
    "text": b"   \n",
    "parquet": as_parquet([]),
    "session": b"\n",  # no session says nothing
    "xlsx": as_xlsx(("instruction", "output")),
}
TINY: dict[str, bytes] = {
    "jsonl": b'{"prompt": "a"}\n\nnot JSON\n',
    "json": b'[\n{"prompt": "a"},\n{"prompt": "b"}\n]',
    "csv": b"instruction,output\na,b\n\nc,d\n",
    "text": b"Once upon a time there was a cat.\n\nIt slept all day and all night.\n",
    "parquet": as_parquet(ROWS[:2]),
    "session": b'{"type": "user", "ts": 1, "content": "a"}\n{"type": "tool_use", "ts": 2, "name": "b"}\n',
    "xlsx": as_xlsx(("instruction", "output"), ("a", "b"), (), ("c", "d")),
}


def ledger(path: Path) -> tuple[sources.SourceFile, int, int, int]:
    """(the file, its rows, blank records and rejects), with preview and rereading held against them."""
    sources.preview(path, path.parent / "scratch")
    file = sources.open_file(path, path.parent / "scratch")
    rows = blank = rejects = 0
    for span in sources.plan(file, 0, 200):
        records = sources.read(file, span)
        assert span.count == len(records.values) + records.blank + len(records.rejects)
        again = sources.read_values(file, list(records.lines), list(records.offsets), list(records.lengths))
        assert repr(again) == repr(records.values)
        rows, blank, rejects = rows + len(records.values), blank + records.blank, rejects + len(records.rejects)
    return file, rows, blank, rejects


def test_names_and_labels_are_unique() -> None:
    assert len({c.name for c in CONTAINERS}) == len({c.label for c in CONTAINERS}) == len(CONTAINERS)
    assert {c.name for c in CONTAINERS} == set(EMPTY) == set(TINY), "each container has its case here"


@pytest.mark.parametrize("container", CONTAINERS, ids=[container.name for container in CONTAINERS])
def test_a_container_is_whole(container: sources.Container) -> None:
    assert container.name.isidentifier() and container.label.strip()
    assert container.unit in ("lines", "records") and container.bytes_are in ("line", "json", "other")
    assert (container.rows is not None) == (container.raw is not None) == container.is_binary
    assert (container.claims is None) == (container.understand is None)


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_file_has_a_ledger(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"data.{name}"  # a header alone is a table by its file's name only
    path.write_bytes(EMPTY[name])
    _, rows, _, rejects = ledger(path)
    assert (rows, rejects) == (0, 0)


@pytest.mark.parametrize("name", TINY)
def test_a_tiny_file_adds_up(tmp_path: Path, name: str) -> None:
    (tmp_path / "data").write_bytes(TINY[name])
    file, rows, blank, rejects = ledger(tmp_path / "data")
    assert sources.container_of(file).name == name
    assert rows + rejects == (1 if name == "session" else 2)
    assert rejects == (name == "jsonl")
    assert blank == (name in ("jsonl", "text", "csv", "xlsx"))
    first = sources.read(file, next(iter(sources.plan(file, 0))))
    raw = sources.read_raw(file, int(first.offsets[0]), int(first.lengths[0]))
    assert raw and (sources.is_verbatim(file) == (name == "jsonl"))


# ---- damage ----

KINDS: dict[str, bytes] = {
    "arrow file": as_arrow(pa.ipc.new_file),
    "arrow stream": as_arrow(pa.ipc.new_stream),
    "parquet": as_parquet(),
    "xlsx": as_xlsx(("instruction", "output"), *((row["instruction"], row["output"]) for row in ROWS)),
    "parquet, plain": as_parquet(compression="none", use_dictionary=False),
    "parquet, zstd": as_parquet(compression="zstd", data_page_version="2.0"),
}


def damaged(whole: bytes, seed: int) -> bytes:
    """One flipped bit, some other bytes, or a cut; half of it in the last kilobyte, where the metadata is."""
    chance = random.Random(seed)
    raw = bytearray(whole)
    low = chance.choice((0, max(0, len(raw) - 1000)))
    at = chance.randrange(low, len(raw))
    if seed % 3 == 0:
        raw[at] ^= 1 << chance.randrange(8)
    elif seed % 3 == 1:
        for _ in range(8):
            raw[chance.randrange(low, len(raw))] = chance.randrange(256)
    else:
        del raw[at:]
    return bytes(raw)


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_gives_rows_or_one_error(tmp_path: Path, kind: str) -> None:
    told = 0
    for seed in range(18):
        path = tmp_path / f"{seed}.data"
        path.write_bytes(damaged(KINDS[kind], seed))
        try:
            ledger(path)
        except ExplorerError as error:
            told += 1
            assert error.message.endswith(".") and "\n" not in error.message and len(error.message) < 300
    assert told > 0


@pytest.mark.parametrize("make", [pa.ipc.new_file, pa.ipc.new_stream])
def test_offsets_that_lead_outside_the_data_are_refused(tmp_path: Path, make: Callable[..., Any]) -> None:
    """The byte of an offset, as one flipped bit left it in a file that ended the app."""
    texts = pa.array([f"text {n}" for n in range(20)])
    whole = bytearray(as_arrow(make, [{"t": text} for text in texts.to_pylist()]))
    offsets = texts.buffers()[1].to_pybytes()[: 4 * 16]
    at = whole.index(offsets) + 4 * 8 + 2
    whole[at] ^= 1
    (tmp_path / "a.arrow").write_bytes(whole)
    with pytest.raises(SourceError, match="cannot be read"):
        ledger(tmp_path / "a.arrow")


def test_text_that_is_not_utf8_is_let_through_and_hides_nothing() -> None:
    bad = pa.array([b"\xff\xfe", b"a"]).view(pa.string())
    for column in (
        bad,
        pa.ListArray.from_arrays(pa.array([0, 2]), bad),
        pa.StructArray.from_arrays([bad], ["a"]),
        pa.MapArray.from_arrays(pa.array([0, 2], pa.int32()), bad, bad),
        pa.DictionaryArray.from_arrays(pa.array([0, 1, 1], pa.int32()), bad),
    ):
        arrowvalues.check_batch(pa.record_batch([column], ["x"]))
    outside = pa.StringArray.from_buffers(2, pa.py_buffer(b"\0\0\0\0\xff\0\0\0\2\0\0\0"), pa.py_buffer(b"\xffbc"))
    with pytest.raises(pa.ArrowInvalid):
        arrowvalues.check_batch(pa.record_batch([outside], ["x"]))


CRASHING = """
import os, signal
from explorer.sources import parquetopen

def die(tell, **arguments):
    tell("at", 3)
    os.kill(os.getpid(), signal.SIGSEGV)

def echo(tell, **arguments):
    tell("progress", [1, 2])
    return arguments

def decode(tell, **arguments):
    if 1 not in arguments["crashes"]:
        tell("at", 1)
        os.kill(os.getpid(), signal.SIGBUS)
    return _decode(tell, **arguments)

_decode = parquetopen.decode
"""


@pytest.fixture
def crashing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A module whose tasks kill the process that runs them."""
    (tmp_path / "crashing.py").write_text(CRASHING)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    foreign._end_idle()  # one that knows nothing of this module
    import crashing  # pyright: ignore[reportMissingImports]

    yield crashing
    foreign._end_idle()


def test_a_crash_is_an_error_and_the_next_request_is_answered(crashing: Any) -> None:
    seen: list[tuple[int, int]] = []
    wanted = {"text": "\ud800 \0 é", "none": None}
    for _ in range(2):
        assert foreign.ask(crashing.echo, wanted, lambda done, of: seen.append((done, of))) == wanted
        with pytest.raises(foreign.CrashedError, match="SIGSEGV") as caught:
            foreign.ask(crashing.die, {})
        assert caught.value.at == 3
    assert seen == [(1, 2), (1, 2)]


def test_a_process_that_ended_when_idle_is_replaced(crashing: Any) -> None:
    assert foreign.ask(crashing.echo, {}) == {}
    foreign._idle[0]._popen.stdin.close()  # type: ignore[union-attr]  # it ends with exit code 0, as after a while
    foreign._idle[0]._popen.wait()
    foreign._idle[0]._popen.stdin = Path(os.devnull).open("wb")  # noqa: SIM115
    assert foreign.ask(crashing.echo, {"again": 1}) == {"again": 1}


def test_a_row_group_that_crashes_is_rejected_alone(
    tmp_path: Path, crashing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquetopen, "decode", crashing.decode)
    (tmp_path / "data.parquet").write_bytes(as_parquet())
    file, rows, _, rejects = ledger(tmp_path / "data.parquet")
    assert (rows, rejects) == (25, 15)
    assert file.options["crashes"] == [1]
    json.dumps(file.as_dict())


def test_tables_leave_a_row_group_that_crashes_alone(
    tmp_path: Path, crashing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquetopen, "decode", crashing.decode)
    (tmp_path / "data.parquet").write_bytes(as_parquet())
    file, *_ = ledger(tmp_path / "data.parquet")
    groups = [rows for rows, _ in file.options["groups"]]
    tables = sources.container_of(file).tables
    assert tables is not None
    sound = [*range(1, groups[0]), *range(groups[0] + groups[1], sum(groups))]
    found = [row for table in tables(file, np.array(sound)) for row in table.to_pylist()]
    assert found == sources.read_values(file, *([sound] * 3))
    with pytest.raises(SourceError, match="decoding it crashes"):
        list(tables(file, np.array([groups[0]])))


def test_a_file_of_the_same_size_and_time_is_probed_again(tmp_path: Path) -> None:
    path = tmp_path / "data.parquet"
    path.write_bytes(as_parquet())
    facts = path.stat()
    place = unpack.scratch_path(tmp_path, path, "parquet")
    other = tmp_path / "other"
    other.write_bytes(as_parquet())
    other.replace(path)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (facts.st_size, facts.st_mtime_ns)
    assert unpack.scratch_path(tmp_path, path, "parquet") != place


def test_a_file_that_crashes_at_once_is_one_error(
    tmp_path: Path, crashing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquetopen, "decode", crashing.die)
    (tmp_path / "data.parquet").write_bytes(as_parquet())
    with pytest.raises(SourceError, match="damaged Parquet file: reading it ends in SIGSEGV"):
        sources.open_file(tmp_path / "data.parquet", tmp_path / "scratch")
