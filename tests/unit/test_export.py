"""Exports: byte for byte, atomic, inert in spreadsheets, repeatable from their recipe."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from explorer import building, export, recipe
from explorer.errors import ExportError, RecipeError
from explorer.export import ExportOptions, choose
from explorer.export.lines import one_line
from explorer.export.tabular import safe_cell
from explorer.store import Cache
from explorer.view import View

ODD_LINES = [
    b'{"instruction":"a","input":"","output":"b","n":12345678901234567890123}\n',
    b'{"output": "x",   "instruction": "q" , "input":"\\u00e9"}\r\n',
    b"\n",
    '{"instruction":"中文","input":"","output":"答"}\n'.encode(),
    b"not json\n",
    b'{"instruction":"last","input":"","output":""}',
]


@pytest.fixture
def odd(cache: Cache, tmp_path: Path):
    path = tmp_path / "odd.jsonl"
    path.write_bytes(b"".join(ODD_LINES))
    return building.run(cache, [path])


def exported(view: View, path: Path, **options) -> bytes:
    return export.write(view, path, ExportOptions(**options)).path.read_bytes()


def test_rows_are_the_bytes_of_their_lines(odd, tmp_path: Path) -> None:
    rows = [line for line in ODD_LINES if line.strip() and line != b"not json\n"]
    assert exported(View.of(odd), tmp_path / "all.jsonl") == b"".join(rows)
    assert exported(View.of(odd, "is_empty"), tmp_path / "empty.jsonl") == rows[-1]
    assert exported(View.of(odd, "NOT is_empty"), tmp_path / "full.jsonl") == b"".join(rows[:-1])
    assert exported(View.of(odd, "row_id < 0"), tmp_path / "none.jsonl") == b""


def test_files_without_a_last_line_end_are_kept_apart(cache: Cache, tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_bytes(b'{"prompt":"p","response":"%s"}' % name.encode())
    dataset = building.run(cache, [tmp_path / "a.jsonl", tmp_path / "b.jsonl"])
    lines = exported(View.of(dataset), tmp_path / "both.jsonl").split(b"\n")
    assert [json.loads(line)["response"] for line in lines] == ["a.jsonl", "b.jsonl"]


def test_sparse_and_dense_selections_of_a_larger_file(cache: Cache, jsonl, tmp_path: Path) -> None:
    rows = [{"prompt": f"p{i}", "response": "r" * (i % 700)} for i in range(3_000)]
    path = jsonl(rows)
    lines = path.read_bytes().splitlines(keepends=True)
    dataset = building.run(cache, [path])
    for text, chosen in (
        ("row_id % 2 = 0", lines[::2]),
        ("row_id % 997 = 5", lines[5::997]),
        ("row_id BETWEEN 100 AND 2000", lines[100:2001]),
    ):
        target = tmp_path / "part.jsonl"
        target.unlink(missing_ok=True)
        assert exported(View.of(dataset, text), target) == b"".join(chosen)


@pytest.mark.parametrize("compression", ["gz", "zst"])
def test_compressed_exports_unpack_to_the_plain_one_and_repeat(odd, tmp_path: Path, compression: str) -> None:
    plain = exported(View.of(odd), tmp_path / "plain.jsonl")
    first = exported(View.of(odd), tmp_path / f"a.jsonl.{compression}", compression=compression)
    second = exported(View.of(odd), tmp_path / f"b.jsonl.{compression}", compression=compression)
    assert first == second
    if compression == "gz":
        assert first[4:8] == bytes(4), "no time in its header: the next second's export is the same"
    unpacked = (
        gzip.decompress(first) if compression == "gz" else zstandard.ZstdDecompressor().stream_reader(first).read()
    )
    assert unpacked == plain


def test_json_arrays_become_lines_with_their_tokens_untouched(cache: Cache, tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text(
        '[\n  {\n    "prompt": "a\\n b",\n    "response": "c",\n    "n": 1.50e3\n  },\n {"prompt":"x","response":"y"}\n]\n'
    )
    dataset = building.run(cache, [path])
    assert exported(View.of(dataset), tmp_path / "rows.jsonl").splitlines() == [
        b'{"prompt":"a\\n b","response":"c","n":1.50e3}',
        b'{"prompt":"x","response":"y"}',
    ]


def test_one_line_keeps_strings() -> None:
    assert one_line(b'{\n "a b" :\t"x \\" y\\\\" ,\r\n "c": [1, 2]\n}') == b'{"a b":"x \\" y\\\\","c":[1,2]}'


def test_csv_is_inert_in_spreadsheets(make_dataset, tmp_path: Path) -> None:
    hostile = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "  =1", "-5", "plain", 'quote " and, comma', "two\nlines"]
    rows = [{"prompt": text, "response": "r", "n": -5, "tags": ["a"]} for text in hostile]
    data = exported(View.of(make_dataset(rows)), tmp_path / "out.csv", format="csv")
    found = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    assert [row["prompt"] for row in found] == [
        "'=1+1", "'+cmd", "'-2+3", "'@SUM(A1)", "'\t=1", "'  =1", "-5", "plain", 'quote " and, comma', "two\nlines",
    ]  # fmt: skip
    assert found[0]["n"] == "-5" and found[0]["tags"] == '["a"]'


@pytest.mark.parametrize("cell", ["=A1", "＝A1", "＋1+cmd", "－1+2", "＠x"])
def test_full_width_signs_start_no_formula_either(cell: str) -> None:
    assert safe_cell(cell).startswith("'")


def test_parquet_keeps_the_schema_of_a_parquet_source(cache: Cache, tmp_path: Path) -> None:
    table = pa.table(
        {
            "prompt": pa.array(["a", "b", "c"]).dictionary_encode(),
            "response": pa.array(["x", "", "z"], pa.large_string()),
            "when": pa.array([1, 2, 3], pa.timestamp("ns", tz="UTC")),
            "tags": pa.array([["t"], [], None], pa.list_(pa.string())),
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    dataset = building.run(cache, [tmp_path / "in.parquet"])
    export.write(View.of(dataset, "NOT is_empty"), tmp_path / "out.parquet", ExportOptions("parquet"))
    kept = pq.read_table(tmp_path / "out.parquet")
    assert kept.schema.equals(pq.read_schema(tmp_path / "in.parquet"))
    assert kept.equals(pq.read_table(tmp_path / "in.parquet").take([0, 2]))


def test_parquet_from_json_infers_one_schema_from_all_rows(make_dataset, tmp_path: Path) -> None:
    rows = [{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}], "n": 1, "x": 1}] * 3
    rows.append(
        {"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": None}], "n": 2.5, "x": "text"}
    )
    export.write(View.of(make_dataset(rows)), tmp_path / "out.parquet", ExportOptions("parquet"))
    found = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["n"] for row in found] == [1.0, 1.0, 1.0, 2.5]
    assert [row["x"] for row in found] == ["1", "1", "1", "text"]
    assert found[0]["messages"][1]["content"] == "a"


def test_re_encoding_in_another_dialect(make_dataset, tmp_path: Path) -> None:
    dataset = make_dataset([{"instruction": "i", "input": "in", "output": "out"}])
    data = exported(View.of(dataset), tmp_path / "out.jsonl", dialect="messages")
    turns = json.loads(data)["messages"]
    assert [(turn["role"], turn["content"]) for turn in turns] == [("user", "i\nin"), ("assistant", "out")]


def test_the_recipe_reproduces_the_file(odd, cache: Cache, tmp_path: Path) -> None:
    done = export.write(View.of(odd, "NOT is_empty"), tmp_path / "out.jsonl", ExportOptions())
    made = recipe.load(done.recipe)
    assert made["kept"]["rows"] == 3 and made["source"]["rejected"] == 1
    assert made["source"]["lines"] == made["source"]["rows"] + made["source"]["blank"] + made["source"]["rejected"]
    dataset = building.run(cache, building.resolve(recipe.source_paths(made)))
    recipe.require_same_source(made, dataset)
    again = export.write(
        View.of(dataset, made["filter"]), tmp_path / "again.jsonl", export.options_from(made["export"])
    )
    assert again.path.read_bytes() == done.path.read_bytes()
    assert recipe.load(again.recipe)["output"]["sha256"] == made["output"]["sha256"]


def test_a_recipe_for_other_bytes_is_refused(odd, make_dataset, tmp_path: Path) -> None:
    done = export.write(View.of(odd), tmp_path / "out.jsonl", ExportOptions())
    with pytest.raises(RecipeError, match="fingerprint"):
        recipe.require_same_source(recipe.load(done.recipe), make_dataset([{"prompt": "p", "response": "r"}]))


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"recipe": 99}', b'{"recipe": 1, "filter": ""}'])
def test_broken_recipes_get_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.recipe.json"
    path.write_bytes(content)
    with pytest.raises(RecipeError):
        recipe.load(path)
    with pytest.raises(RecipeError):
        recipe.load(tmp_path / "missing.json")


def test_nothing_is_overwritten_and_nothing_is_left_behind(odd, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"precious")
    with pytest.raises(ExportError, match="exists already"):
        export.write(View.of(odd), target, ExportOptions())
    assert target.read_bytes() == b"precious"
    with pytest.raises(ExportError, match="source itself"):
        export.write(View.of(odd), tmp_path / "odd.jsonl", ExportOptions(), overwrite=True)
    with pytest.raises(ExportError, match="no folder"):
        export.write(View.of(odd), tmp_path / "nowhere" / "x.jsonl", ExportOptions())

    def fail(_: object) -> None:
        raise ExportError("stopped")

    with pytest.raises(ExportError):
        export.write(View.of(odd), target, ExportOptions("parquet"), report=fail, overwrite=True)
    assert target.read_bytes() == b"precious"
    assert not list(tmp_path.glob(".*tmp"))


def test_a_source_that_changed_is_not_exported(odd, tmp_path: Path) -> None:
    (tmp_path / "odd.jsonl").write_bytes(b"something else")
    with pytest.raises(Exception, match="changed after it was read"):
        export.write(View.of(odd), tmp_path / "out.jsonl", ExportOptions())


def test_pick_spreads_rows_over_categories_and_repeats(make_dataset, tmp_path: Path) -> None:
    rows = [{"prompt": f"p{i}", "response": "r", "kind": "rare" if i % 50 == 0 else "common"} for i in range(500)]
    view = View.of(make_dataset(rows))
    options = ExportOptions(pick=30, by="kind")
    first = export.write(view, tmp_path / "a.jsonl", options)
    kinds = [json.loads(line)["kind"] for line in first.path.read_bytes().splitlines()]
    assert (first.rows, kinds.count("rare"), kinds.count("common")) == (30, 10, 20)
    again = export.write(view, tmp_path / "b.jsonl", export.options_from(recipe.load(first.recipe)["export"]))
    assert again.path.read_bytes() == first.path.read_bytes()
    other = export.write(view, tmp_path / "c.jsonl", ExportOptions(pick=30, by="kind", seed=1))
    assert other.path.read_bytes() != first.path.read_bytes()
    assert export.write(view, tmp_path / "d.jsonl", ExportOptions(pick=9_999)).rows == 500


def test_split_parts_share_no_prompt_and_lose_no_row(make_dataset, tmp_path: Path) -> None:
    rows = [{"prompt": f"p{i % 300}", "response": f"r{i}"} for i in range(900)]
    view = View.of(make_dataset(rows), "row_id >= 100")
    parts = export.write_split(view, tmp_path / "out.jsonl", ExportOptions(split="train=0.8,test=0.2"))
    assert [part.path.name for part in parts] == ["out.train.jsonl", "out.test.jsonl"]
    found = [[json.loads(line) for line in part.path.read_bytes().splitlines()] for part in parts]
    assert sum(map(len, found)) == 800 == sum(part.rows for part in parts)
    assert not {row["prompt"] for row in found[0]} & {row["prompt"] for row in found[1]}
    assert 0.7 < len(found[0]) / 800 < 0.9


def test_how_long_it_took_is_told(make_dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view = View.of(make_dataset([{"prompt": "p", "response": "r"}]))
    monkeypatch.setattr(export, "time", SimpleNamespace(time=lambda: 1e9))
    done = export.write(view, tmp_path / "out.jsonl", ExportOptions())
    assert done.seconds == 0.0


def test_parts_of_a_split_have_one_schema(make_dataset, tmp_path: Path) -> None:
    # A number that has a fraction in a single row: in one part all others are whole.
    rows = [
        {"prompt": f"p{i}", "response": "r", "n": 0.5 if i == 7 else i, "tag": "x" if i == 11 else None}
        for i in range(60)
    ]
    parts = export.write_split(
        View.of(make_dataset(rows)), tmp_path / "out.parquet", ExportOptions("parquet", split="a=0.5,b=0.5")
    )
    first, second = (pq.read_table(part.path) for part in parts)
    assert first.schema.equals(second.schema)
    assert str(first.schema.field("n").type) == "double"
    assert min(first.num_rows, second.num_rows) > 5


@pytest.mark.parametrize(
    "split", ["", "train", "train=2", "train=0.9,test=0.2", "a=0.5,a=0.5", "../x=0.5", "train=nan"]
)
def test_splits_that_are_none(split: str) -> None:
    with pytest.raises(ExportError):
        choose.parse_split(split)
