"""How kept rows are written: windows of bytes, JSON anew, cells of a table, types of Parquet, and what is told meanwhile."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer import building, export
from explorer.errors import ExportError
from explorer.export import ExportOptions, lines, tabular
from explorer.progress import Progress
from explorer.store import Cache
from explorer.view import View

Jsonl = Callable[..., Path]


def streamed(view: View, **options: Any) -> bytes:
    return b"".join(export.stream(view, ExportOptions(**options)))


# ---- byte ranges ----


def test_windows_that_bridge_small_gaps_and_no_large_ones(
    cache: Cache, jsonl: Jsonl, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = jsonl([{"prompt": f"p{n}", "response": "r" * (n * 37 % 300)} for n in range(400)])
    source = path.read_bytes().splitlines(keepends=True)
    view = View.of(building.run(cache, [path], layers=["spine"]), "line % 3 = 1 OR line > 390")
    wanted = b"".join(line for n, line in enumerate(source, 1) if n % 3 == 1 or n > 390)
    reads: list[tuple[int, int]] = []
    exactly = lines.sources.exactly

    def noted(file: Any, handle: Any, offset: int, length: int) -> bytes:
        reads.append((offset, length))
        return exactly(file, handle, offset, length)

    monkeypatch.setattr(lines.sources, "exactly", noted)
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for window, gap in ((4 << 20, 16 << 10), (2_000, 16 << 10), (4 << 20, 300), (4 << 20, 0), (1, 0)):
        monkeypatch.setattr(lines, "_WINDOW", window)
        monkeypatch.setattr(lines, "_GAP", gap)
        reads.clear()
        assert streamed(view) == wanted
        found[window, gap] = list(reads)
        assert all(length <= max(window, 400) for _, length in reads)
        assert all(a + n <= b for (a, n), (b, _) in itertools.pairwise(reads))
    rows = wanted.count(b"\n")
    assert len(found[4 << 20, 16 << 10]) == 1 and len(found[1, 0]) == rows
    assert 1 < len(found[4 << 20, 300]) < len(found[4 << 20, 0]) < rows  # rows side by side are one read
    assert len(found[2_000, 16 << 10]) < rows / 3


def test_places_come_a_bounded_number_at_a_time(cache: Cache, jsonl: Jsonl, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [jsonl([{"prompt": f"{name}{n}", "response": "r"} for n in range(10)], f"{name}.jsonl") for name in "ab"]
    view = View.of(building.run(cache, paths, layers=["spine"]), "line <> 4")
    monkeypatch.setattr(lines, "CHUNK_ROWS", 7)
    chunks = list(lines.places(view))
    assert [chunk.row_id.tolist() for chunk in chunks] == [[0, 1, 2, 4, 5, 6], [*range(7, 13)], [*range(14, 20)]]
    assert [chunk.file.tolist() for chunk in chunks] == [[0] * 6, [0] * 3 + [1] * 3, [1] * 6]
    assert streamed(view) == b"".join(
        line for path in paths for n, line in enumerate(path.read_bytes().splitlines(keepends=True), 1) if n != 4
    )
    assert list(lines.places(View.of(view.dataset, "row_id IN (0, 19)")))[1].line.tolist() == [10]


# ---- JSON anew ----


def test_elements_of_arrays_keep_their_tokens_in_any_number(cache: Cache, tmp_path: Path) -> None:
    elements = [f'{{ "prompt":"p {n}" ,\n "response" : "r\\n{n}", "n":{n}.50 }}' for n in range(1_100)]
    path = tmp_path / "rows.json"
    path.write_text("[" + ",\n".join(elements) + "]")
    dataset = building.run(cache, [path], layers=["spine"])
    wanted = [f'{{"prompt":"p {n}","response":"r\\n{n}","n":{n}.50}}'.encode() for n in range(1_100)]
    assert streamed(View.of(dataset)).splitlines() == wanted
    assert streamed(View.of(dataset, "row_id IN (1, 513, 1099)")).splitlines() == [wanted[1], wanted[513], wanted[1099]]
    anew = streamed(View.of(dataset), dialect="messages").splitlines()
    assert len(anew) == 1_100 and [json.loads(line)["messages"][0]["content"] for line in anew[511:514]] == [
        "p 511", "p 512", "p 513",
    ]  # fmt: skip


def test_rows_of_a_table_become_lines(cache: Cache, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    with path.open("w", newline="", encoding="utf-8") as target:
        csv.writer(target).writerows([["prompt", "response"], *([f"p{n}", f"线 {n}"] for n in range(600))])
    view = View.of(building.run(cache, [path], layers=["spine"]), "row_id >= 500")
    found = [json.loads(line) for line in streamed(view).splitlines()]
    assert found == [{"prompt": f"p{n}", "response": f"线 {n}"} for n in range(500, 600)]


def test_a_mapping_is_used_where_rows_are_decoded_again(cache: Cache, jsonl: Jsonl, tmp_path: Path) -> None:
    path = jsonl([{"ask": "q", "say": "a", "prompt": "not this", "response": "nor this"}])
    options = building.Options(mapping="prompt=ask,response=say")
    view = View.of(building.run(cache, [path], options, layers=["spine"]))
    assert [turn["content"] for turn in json.loads(streamed(view, dialect="messages"))["messages"]] == ["q", "a"]
    found = list(csv.DictReader(io.StringIO(streamed(view, format="csv", dialect="messages").decode())))
    assert [turn["content"] for turn in json.loads(found[0]["messages"])] == ["q", "a"]


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ({"a": [1, "线"], "b": None}, '{"a":[1,"线"],"b":null}'),
        ({"n": 2**70}, '{"n": 1180591620717411303424}'),
        ({"s": "\ud800", "线": 1}, '{"s": "?", "线": 1}'),
        ({"x": 1, 2: 3}, '{"x":1,"2":3}'),
        ({"x": {1}}, '{"x": "{1}"}'),
    ],
)
def test_any_value_is_one_line(value: object, line: str) -> None:
    assert lines.dump_line(value) == line.encode() + b"\n"


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b' {"a": 1} ', b'{"a": 1}'),  # as it was written, where that is one line
        (b'{"a":\r1}', b'{"a":1}'),
        (b'{"a": " \\" \\\\" ,\n"b":\t"x y"}', b'{"a":" \\" \\\\","b":"x y"}'),
    ],
)
def test_a_value_on_several_lines_becomes_one(raw: bytes, line: bytes) -> None:
    assert lines.one_line(raw) == line


# ---- cells ----


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""), (True, "true"), (False, "false"), (-5, "-5"), (0.5, "0.5"), ("-5", "-5"), ("+1e3", "+1e3"), ("-5 ", "'-5 "),
        ("-５", "'-５"), ("-inf", "-inf"), ("-x", "'-x"), ("\n", "'\n"), ("\u3000=1", "'\u3000=1"), ("\ufeff=1", "'\ufeff=1"),
        (" a=1", " a=1"), ("X=1", "X=1"), ({"a": "线"}, '{"a":"线"}'), (["=1"], '["=1"]'), ("", ""),
    ],
)  # fmt: skip
def test_a_cell(value: object, cell: str) -> None:
    assert tabular.safe_cell(value) == cell


def test_rows_and_names_of_a_table(cache: Cache, jsonl: Jsonl) -> None:
    path = jsonl([{"prompt": "p", "response": "r", "=x": 1}, {"prompt": "q", "response": "线", "last": [1]}])
    view = View.of(building.run(cache, [path], layers=["spine"]))
    assert streamed(view, format="csv").decode() == "prompt,response,'=x,last\r\np,r,1,\r\nq,线,,[1]\r\n"
    nothing = View.of(view.dataset, "row_id < 0")
    assert streamed(nothing, format="csv").decode() == "prompt,response,'=x,last\r\n"
    assert streamed(nothing, format="csv", dialect="messages") == b"\r\n"
    turns = [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]
    bare = View.of(building.run(cache, [jsonl([turns, turns], "bare.jsonl")], layers=["spine"]))
    header, row, _ = csv.reader(io.StringIO(streamed(bare, format="csv").decode()))
    assert header == ["messages"] and json.loads(row[0]) == turns


# ---- Parquet ----


def parquet(view: View, path: Path, **options: Any) -> pa.Table:
    export.write(view, path, ExportOptions("parquet", **options), overwrite=True)
    return pq.read_table(path)


def test_types_of_all_rows(cache: Cache, jsonl: Jsonl, tmp_path: Path) -> None:
    """Rows come a few hundred at a time: what the first ones are is not what all are."""
    rows: list[dict[str, Any]] = [{"prompt": f"p{n}", "response": "r", "n": n, "list": [n]} for n in range(600)]
    rows[599] |= {"n": 0.5, "list": ["a"], "late": True, "odd": {"a": 1}, "half": "\ud800线"}
    rows[0] |= {"odd": [1], "nulls": None, "big": 2**70}
    table = parquet(View.of(building.run(cache, [jsonl(rows)], layers=["spine"])), tmp_path / "out.parquet")
    kinds = {field.name: str(field.type) for field in table.schema}
    assert kinds == {
        "prompt": "string", "response": "string", "n": "double", "list": "string", "odd": "string", "nulls": "string",
        "big": "string", "late": "bool", "half": "string",
    }  # fmt: skip
    found = table.to_pylist()
    assert (found[0]["list"], found[0]["odd"], found[0]["big"], found[0]["late"]) == ("[0]", "[1]", str(2**70), None)
    assert (found[599]["list"], found[599]["odd"], found[599]["half"]) == ('["a"]', '{"a":1}', "\ufffd线")
    empty = parquet(View.of(building.run(cache, [jsonl(rows)]), "row_id < 0"), tmp_path / "none.parquet")
    assert empty.num_rows == 0 and [str(field) for field in empty.schema] == ["pyarrow.Field<messages: string>"]


def test_tables_of_several_files(cache: Cache, tmp_path: Path) -> None:
    def made(name: str, columns: dict[str, Any], rows: int = 20_000) -> Path:
        texts = {"prompt": [f"{name}{n}" for n in range(rows)], "response": ["r"] * rows}
        pq.write_table(pa.table({**texts, **columns}), tmp_path / name, row_group_size=1_000)
        return tmp_path / name

    a = made("a.parquet", {"n": pa.array(range(20_000), pa.int32())})
    b = made("b.parquet", {"n": pa.array([0.5] * 20_000), "more": ["x"] * 20_000})
    told: list[tuple[int, int]] = []

    def report(progress: Progress) -> None:
        told.append((progress.done, progress.total))

    view = View.of(building.run(cache, [a, b], layers=["spine"]), "line % 2 = 0")
    for compression, codec in (("", "ZSTD"), ("gz", "GZIP")):
        target = tmp_path / f"both{compression}.parquet"
        done = export.write(view, target, ExportOptions("parquet", compression), report, overwrite=True)
        assert {field.name: str(field.type) for field in pq.read_schema(target)} == {
            "prompt": "string", "response": "string", "n": "double", "more": "string",
        }  # fmt: skip
        found = pq.read_table(target)
        assert found["prompt"].to_pylist() == [
            f"{name}{n}" for name in ("a.parquet", "b.parquet") for n in range(1, 20_000, 2)
        ]
        assert (found["n"][0].as_py(), found["more"][0].as_py(), found["more"][-1].as_py()) == (1.0, None, "x")
        facts = pq.read_metadata(target)
        assert done.rows == facts.num_rows == 20_000 and facts.row_group(0).column(0).compression == codec
        assert 8_192 <= facts.row_group(0).num_rows < 10_000 and facts.num_row_groups == 4
    assert [done for done, _ in told] == sorted([done for done, _ in told[: len(told) // 2]]) * 2
    assert told[-1] == (20_000, 20_000) and len(told) == 8
    turned = tmp_path / "turned.parquet"
    pq.write_table(pq.read_table(a).slice(0, 1).select(["n", "response", "prompt"]), turned)
    both = parquet(View.of(building.run(cache, [a, turned], layers=["spine"])), tmp_path / "turned_too.parquet")
    assert both.column_names == ["prompt", "response", "n"] and both["prompt"][-1].as_py() == "a.parquet0"
    exact = made("exact.parquet", {"n": [2**53 + 1]}, 1)  # has no like among fractions
    with pytest.raises(ExportError, match="does not fit"):
        parquet(View.of(building.run(cache, [b, exact], layers=["spine"])), tmp_path / "clash.parquet")
    clash = made("c.parquet", {"n": [["x"]] * 4}, 4)
    with pytest.raises(ExportError, match="different types"):
        parquet(View.of(building.run(cache, [a, clash], layers=["spine"])), tmp_path / "clash.parquet")
    assert not (tmp_path / "clash.parquet").exists()


# ---- what is told ----


def test_what_was_written_is_told(cache: Cache, jsonl: Jsonl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = jsonl([{"prompt": f"p{n}", "response": "r"} for n in range(20)])
    view = View.of(building.run(cache, [path], layers=["tokens"]), "row_id < 15")
    kept = b"".join(path.read_bytes().splitlines(keepends=True)[:15])
    assert export.estimate(view) == (15, len(kept))
    assert export.estimate(View.of(view.dataset, "row_id < 0")) == (0, 0)
    ticks = iter(range(10_000))
    monkeypatch.setattr("explorer.export.time.time", lambda: float(next(ticks)))
    told: list[tuple[str, str, int, int]] = []
    out = tmp_path / "out.jsonl"
    done = export.write(view, out, ExportOptions(), lambda now: told.append((now.label, now.unit, now.done, now.total)))
    assert told == [("Exporting", "bytes", len(kept), len(kept))]
    tokens = view.dataset.query("SELECT sum(total_tokens) AS n FROM rows WHERE row_id < 15")["n"][0].as_py()
    digest = hashlib.sha256(kept).hexdigest()
    assert done._replace(seconds=0)[:7] == (out, Path(f"{out}.recipe.json"), 15, tokens, len(kept), 0, digest)
    assert done.account["kept"] == 15 and done.account["outside_focus"] == 5 and done.account["adds_up"]
    assert done.seconds > 0
    facts = json.loads(done.recipe.read_bytes())
    assert facts["output"] == {"name": "out.jsonl", "bytes": len(kept), "sha256": digest}
    assert facts["export"] == {
        "format": "jsonl", "compression": "", "dialect": "", "pick": 0, "by": "", "split": "", "part": "", "seed": 0, "mix": "", "fill": False,
    }  # fmt: skip


def test_options_as_a_path_or_a_recipe_says_them(tmp_path: Path) -> None:
    assert export.options_of(Path("a.csv.gz")) == ExportOptions("csv", "gz")
    assert export.options_of(Path("a.b.JSONL")) == ExportOptions("jsonl")
    assert export.options_of(Path("a.csv.gz"), "parquet", "zst") == ExportOptions("parquet", "zst")
    assert export.options_of(Path("a.docx"), "csv") == ExportOptions("csv")
    assert export.options_of(Path("a"), "csv", "gz") == ExportOptions("csv", "gz")
    with pytest.raises(ExportError, match=r"The suffix of a\.docx names no format") as caught:
        export.options_of(tmp_path / "a.docx")
    assert caught.value.hint == "Use .jsonl, .parquet or .csv, or say --format."
    whole = {
        "format": "csv",
        "compression": "zst",
        "dialect": "messages",
        "pick": 3,
        "by": "x",
        "seed": 4,
        "mix": "a=1",
        "new": 1,
    }
    assert export.options_from(whole) == ExportOptions("csv", "zst", "messages", 3, "x", "", "", 4, "a=1")
    for wrong in ({"format": "docx"}, {"format": "csv", "compression": "rar"}):
        with pytest.raises(ExportError, match="There is no format"):
            export.options_from(wrong)
    assert [ExportOptions(name, "gz").suffix for name in ("jsonl", "parquet", "csv")] == [
        ".jsonl.gz",
        ".parquet",
        ".csv.gz",
    ]


def test_where_nothing_is_written(cache: Cache, jsonl: Jsonl, tmp_path: Path) -> None:
    path = jsonl([{"prompt": "p", "response": "r"}])
    view = View.of(building.run(cache, [path], layers=["spine"]))
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.jsonl").symlink_to(path)
    for target, said in (("folder", "is a folder"), ("no/x.jsonl", "no folder"), ("link.jsonl", "the source itself")):
        with pytest.raises(ExportError, match=said) as caught:
            export.write(view, tmp_path / target, ExportOptions(), overwrite=True)
        assert caught.value.hint
    assert export.write(view, tmp_path / "x.jsonl", ExportOptions()).rows == 1
