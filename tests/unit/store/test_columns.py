"""Columns in words, facts that are summed, layers side by side, and conditions as columns of the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer import building
from explorer.columns import Column
from explorer.errors import ExplorerError, FilterError, LayerError
from explorer.sources import Span
from explorer.store import Cache, Dataset, condition_cache, layers, repair
from explorer.store.condition_cache import MASKS, ConditionCache, Patterns
from explorer.store.facts import FieldInfo, PartFacts, summed
from explorer.store.layer_join import no_rows, repeated, with_sparse
from explorer.store.layers import ROWS_VERSION, Layer, read_plan, rows_folder, sparse_layers, write_plan
from explorer.store.schema import apart, consumed_column, field_column, field_names, likely_type
from explorer.store.table import NarrowTable

Jsonl = Callable[..., Path]


def info(name: str = "f", types: dict[str, int] | None = None, long: bool = False) -> FieldInfo:
    return FieldInfo(name, 5, types or {"string": 5}, 0, "x", long)


# ---- names and kinds ----


def test_names_of_fields() -> None:
    fields = ["a", "A", "", "prompt", "Prompt", "_sql_x", "a_2", "mine", "source.prompt", "PROMPT"]
    named = field_names(fields, ["MINE"])
    assert list(named.values()) == [
        "a", "source.A", "(no name)", "source.prompt", "source.Prompt_2", "source._sql_x", "a_2", "source.mine", "source.source.prompt",
        "source.PROMPT_3",
    ]  # fmt: skip
    assert list(named) == fields


@pytest.mark.parametrize(
    ("sql_type", "distinct", "rows", "long", "kind"),
    [
        ("BOOLEAN", 2, 9, False, "boolean"), ("BIGINT", 2, 9, False, "integer"), ("INTEGER", 2, 9, False, "integer"),
        ("HUGEINT", 2, 9, False, "integer"), ("DOUBLE", 2, 9, False, "number"), ("FLOAT", 2, 9, False, "number"),
        ("VARCHAR", 40, 40, False, "category"), ("VARCHAR", 41, 81, False, "text"), ("VARCHAR", 41, 82, False, "category"),
        ("VARCHAR", 1_000, 2_000, False, "category"), ("VARCHAR", 1_001, 9_999, False, "text"), ("VARCHAR", 1, 9, True, "text"),
    ],
)  # fmt: skip
def test_kinds_of_fields(sql_type: str, distinct: int, rows: int, long: bool, kind: str) -> None:
    column = field_column("source.f", info(long=long), sql_type, distinct, rows)
    assert column == Column(
        "source.f", "f", kind, "The field 'f' of the source rows, as it stands there.", "fields", "field", "", long  # type: ignore[arg-type]
    )  # fmt: skip


def test_fields_of_several_types_say_so() -> None:
    types = {"string": 2, "null": 9, "integer": 1_500, "array": 0}
    said = "It has values of several types (null 9, string 2), shown as text."
    assert field_column("f", info(types={"string": 2, "null": 9}), "VARCHAR", 1, 9).help.endswith("as it stands there.")
    found = field_column("f", info(types=types), "VARCHAR", 1, 9).help
    assert (
        found.endswith("several types (integer 1,500, null 9, string 2, array 0), shown as text.") and said not in found
    )
    gone = consumed_column("source.f", info())
    assert (gone.name, gone.label, gone.kind, gone.layer, gone.group, gone.long_text) == (
        "source.f", "f", "text", "consumed", "field", True,
    )  # fmt: skip
    assert "'f'" in gone.help


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ({"boolean": 1, "null": 3}, "BOOLEAN"), ({"integer": 1}, "BIGINT"), ({"integer": 1, "number": 1}, "DOUBLE"),
        ({"number": 1, "string": 0}, "DOUBLE"), ({"boolean": 1, "integer": 1}, "VARCHAR"), ({"string": 1}, "VARCHAR"), ({"null": 1}, "VARCHAR"),
    ],
)  # fmt: skip
def test_the_type_of_a_field_that_is_not_loaded(types: dict[str, int], kind: str) -> None:
    assert likely_type(info(types=types)) == kind


def test_labels_that_tell_apart() -> None:
    def column(name: str, label: str, group: Any) -> Column:
        return Column(name, label, "text", "", "l", group)

    given = [
        column("x", "Language", "field"), column("own", "language", "row"), column("y", "language", "field"),
        column("z", "language (field)", "field"), column("w", "other", "field"), column("v", "LANGUAGE", "field"),
    ]  # fmt: skip
    found = apart({one.name: one for one in given})
    assert {name: one.label for name, one in found.items()} == {
        "x": "Language (field)", "own": "language", "y": "language (field 2)", "z": "language (field) (field)", "w": "other",
        "v": "LANGUAGE (field 3)",
    }  # fmt: skip


# ---- facts ----


def test_facts_of_parts_are_summed(monkeypatch: pytest.MonkeyPatch) -> None:
    a = PartFacts(3, 1, 2, Counter(alpaca=2, text=1), 1, {"n": FieldInfo("n", 2, {"integer": 2}, 0, "", False)})
    more = {
        "n": FieldInfo("n", 3, {"integer": 1, "null": 2}, 1, "7", True),
        "late": FieldInfo("late", 1, {"string": 1}, 1, "e"),
    }
    b = PartFacts(4, 0, 5, Counter(text=4), 2, more)
    assert PartFacts.from_dict(b.as_dict()) == b and isinstance(PartFacts.from_dict(b.as_dict()).fields["n"], FieldInfo)
    assert list(a.as_dict()) == ["rows", "blank", "rejected", "dialects", "unsure", "fields"]
    total = summed([a, b])
    assert (total.rows, total.blank, total.rejected, total.unsure) == (7, 1, 7, 3)
    assert total.dialects == {"alpaca": 2, "text": 5}
    assert list(total.fields.values()) == [
        FieldInfo("n", 5, {"integer": 3, "null": 2}, 1, "7", True), FieldInfo("late", 1, {"string": 1}, 1, "e", False),
    ]  # fmt: skip
    assert summed([b, a]).fields["n"].example == "7" and summed([]) == PartFacts()
    monkeypatch.setattr("explorer.store.facts.MAX_FIELDS", 1)
    assert list(summed([a, b]).fields) == ["n"] and summed([a, b]).fields["n"].present == 5


# ---- layers ----


def test_layers_on_disk(tmp_path: Path) -> None:
    assert rows_folder(tmp_path, "") == tmp_path / f"rows-{ROWS_VERSION}-auto"
    assert rows_folder(tmp_path, "a=b") != rows_folder(tmp_path, "a=c")
    layer = Layer(tmp_path, "spine", "v1")
    assert layer.part(3) == tmp_path / "spine-v1" / "part-00003.parquet" and layer.manifest() is None
    assert layer.facts_path(3).name == "part-00003.json" and not layer.has(3)
    for number, searched in ((3, False), (4, True)):
        layer.write(number, pa.table({"x": [number] * 9, "faulty_turns": ["b"] * 9}), searched=searched)
    assert layer.has(3) and pq.read_table(layer.part(3))["x"].to_pylist() == [3] * 9
    codecs = [pq.read_metadata(layer.part(n)).row_group(0).column(0).compression for n in (3, 4)]
    assert codecs == ["LZ4", "UNCOMPRESSED"]
    assert not pq.read_metadata(layer.part(4)).row_group(0).column(0).is_stats_set
    layer.merge([3, 4])
    assert pq.read_table(layer.merged)["x"].to_pylist() == [3] * 9 + [4] * 9
    column = Column("x", "ex", "integer", "help", "spine", "row", "u", False)
    layer.finish([column], {"parts": 2})
    manifest = layer.manifest() or {}
    assert (manifest["layer"], manifest["key"], manifest["parts"]) == ("spine", "v1", 2)
    assert layers.manifest_columns(manifest) == [column] and layers.manifest_columns({}) == []
    spans = [Span(0, 0, 0, 5, 0, 90), Span(0, 1, 5, 2, 90, 120, ("a", 1))]
    assert read_plan(tmp_path) is None
    write_plan(tmp_path, spans)
    assert read_plan(tmp_path) == spans


def test_a_rough_layer_stands_in_until_the_one_itself_is_there(tmp_path: Path) -> None:
    rough, whole, dense = (Layer(tmp_path, name, "v1") for name in ("map_rough", "map", "tokens"))
    names = [one.path.name for one in (rough, whole, dense)]
    rough.finish([], {"sparse": True})
    dense.finish([], {})
    assert sparse_layers(tmp_path, names) == [rough]
    whole.finish([], {"sparse": True})
    assert sparse_layers(tmp_path, names) == [whole] and sparse_layers(tmp_path, names[:1]) == [rough]


@pytest.mark.filterwarnings("error")
def test_a_layer_of_a_few_rows_is_spread_over_all(tmp_path: Path) -> None:
    cells = {
        "row_id": pa.array([1, 3]), "n": pa.array([7, 0]), "gap": pa.array([None, 5]), "x": pa.array([0.5, None]),
        "yes": pa.array([True, False]), "word": ["a", None], "id": pa.array([4, 4], pa.int32()),
    }  # fmt: skip
    kinds = {"n": "integer", "gap": "integer", "x": "number", "yes": "boolean", "word": "category", "id": "id"}
    layer = Layer(tmp_path, "few", "v1")
    layer.write(0, pa.table(cells))
    layer.finish([Column(name, name, kind, "", "few") for name, kind in kinds.items()], {"sparse": True})  # type: ignore[arg-type]
    found = with_sparse(pa.table({"row_id": range(5)}), layer)
    assert found.drop_columns(["row_id"]).to_pydict() == {
        "n": [None, 7, None, 0, None], "gap": [None, None, None, 5, None], "x": [None, 0.5, None, None, None],
        "yes": [False, True, False, False, False], "word": [None, "a", None, None, None], "id": [None, 4, None, 4, None],
    }  # fmt: skip
    types = [str(found.schema.field(name).type) for name in ("n", "gap", "x", "yes", "id")]
    assert types == ["int32", "int32", "float", "bool", "int32"]  # half the memory of what they came as
    assert repeated("线", 3).to_pylist() == ["线"] * 3 and no_rows().num_rows == 0
    kinds_of_none = {field.name: str(field.type) for field in no_rows().schema}
    assert (kinds_of_none["file"], kinds_of_none["line"], kinds_of_none["is_unsure"]) == ("string", "int64", "bool")
    assert "row_id" not in kinds_of_none and "prompt" not in kinds_of_none


def test_what_goes_with_a_file_that_is_removed(tmp_path: Path) -> None:
    def left(removed: str) -> set[str]:
        names = ["spine-v1/part-00000.json", "spine-v1/part-00001.json", "spine-v1/layer.json", "text-v1/layer.json",
                 "text-v1/part-00001.parquet", "tokens-v1/layer.json", "tokens-v1/part-00001.parquet", "tokens-v1/all.parquet",
                 "tokens-v1/part-00000.parquet"]  # fmt: skip
        for name in names:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).touch()
        repair.remove(tmp_path / removed)
        return {name for name in names if not (tmp_path / name).exists()} - {removed}

    assert left("text-v1/part-00001.parquet") == {"spine-v1/part-00001.json", "spine-v1/layer.json"}
    assert left("tokens-v1/part-00001.parquet") == set()
    assert left("tokens-v1/part-00000.parquet") == left("tokens-v1/all.parquet") == {"tokens-v1/layer.json"}
    gone = repair.damaged(tmp_path / "a" / "b" / "c.parquet", there=False)
    assert (
        gone.message == "A file of the cache was gone and is built again: b/c.parquet." and gone.hint == "Run it again."
    )
    assert "was damaged" in repair.damaged(tmp_path / "c").message


# ---- conditions ----


def table_of(rows: int) -> NarrowTable:
    table = NarrowTable([])
    table.append(pa.table({"row_id": range(rows), "x": [None if n % 5 == 4 else n for n in range(rows)]}))
    return table


def test_conditions_are_bits_that_are_never_null() -> None:
    table = table_of(10)
    held = ConditionCache(table)
    conditions = [f"x % {n} = 0" for n in range(1, 101)]
    names = held.packed(conditions)
    assert len(names) == 2
    found = table.query(f"SELECT {', '.join(names)} FROM rows ORDER BY row_id")
    bits = np.column_stack([found[name].to_numpy() for name in names])
    patterns = Patterns(bits, np.arange(1, 11))
    for place, number in enumerate(range(1, 101)):
        wanted = [n % 5 != 4 and n % number == 0 for n in range(10)]
        assert patterns.holds(place).tolist() == wanted
        assert patterns.hits(place) == sum(n + 1 for n in range(10) if wanted[n])
    assert held.packed(conditions) == names and held.packed([]) == []
    mask = held.mask("k", "x > 5")
    assert table.query(f"SELECT {mask} AS m FROM rows ORDER BY row_id")["m"].to_pylist() == [
        n in (6, 7, 8) for n in range(10)
    ]
    assert held.mask("k", "another") == mask  # it is known by its key
    held.forget()
    assert held.mask("k", "x > 7") != mask


def test_those_longest_unused_go() -> None:
    table = table_of(3)
    held = ConditionCache(table)
    first, second = held.mask("first", "x = 1"), held.mask("second", "x = 2")
    for number in range(MASKS - 2):
        held.mask(f"{number}", "TRUE")
    assert held.mask("first", "x = 1") == first
    held.mask("one more", "TRUE")
    there = table.column_types()
    assert first in there and second not in there and len(there) == 2 + MASKS
    sets = [held.packed([f"x = {n}"])[0] for n in range(9)]
    assert sets[0] not in table.column_types() and sets[1] in table.column_types()
    many = held.packed([f"x = {n}" for n in range(63 * 10)])  # more at once than are kept are kept as long
    assert len(many) == 10 and set(many) <= set(table.column_types())


def test_a_condition_that_fails_leaves_no_column() -> None:
    table = table_of(3)
    with pytest.raises(FilterError, match="cannot be evaluated") as caught:
        table.add_mask("wrong", "x::VARCHAR::DATE = '2020-01-01'")
    assert caught.value.hint and "\n" not in caught.value.message
    assert table.column_types() == {"row_id": "BIGINT", "x": "BIGINT"}
    table.add_bits("none", [])
    assert table.query("SELECT DISTINCT none FROM rows")["none"].to_pylist() == [0]
    assert table.query("SELECT x FROM rows WHERE row_id = ?", [2])["x"].to_pylist() == [2]


def test_rows_that_fit_and_rows_that_do_not() -> None:
    table = NarrowTable([])
    assert table.takes(pa.table({"x": ["any"]}))
    table.append(pa.table({"x": [1], "y": ["a"]}))
    assert table.takes(pa.table({"y": ["b"], "x": [2]})) and table.takes(pa.table({"x": [2], "y": pa.nulls(1)}))
    assert not table.takes(pa.table({"x": ["b"]})) and not table.takes(pa.table({"x": [2], "new": [1]}))
    table.append(pa.table({"y": ["b"], "x": [2]}))
    assert table.query("SELECT * FROM rows ORDER BY x").to_pylist() == [{"x": 1, "y": "a"}, {"x": 2, "y": "b"}]
    table.drop()
    assert table.takes(pa.table({"x": ["any"]}))
    table.append(pa.table({"x": ["any"]}))
    assert table.query("SELECT * FROM rows").to_pylist() == [{"x": "any"}]


def test_nothing_else_on_disk_is_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for folder in ("in", "."):
        pq.write_table(pa.table({"x": [1, 2]}), tmp_path / folder / "a.parquet")
    table = NarrowTable([tmp_path / "in"])
    table.load(f"SELECT * FROM read_parquet('{tmp_path}/in/a.parquet')")
    pq.write_table(pa.table({"y": [3, 4]}), tmp_path / "in" / "b.parquet")
    table.widen([tmp_path / "in" / "b.parquet"])
    assert table.query("SELECT * FROM rows ORDER BY x").to_pylist() == [{"x": 1, "y": 3}, {"x": 2, "y": 4}]
    with pytest.raises(ExplorerError):
        table.query(f"SELECT * FROM read_parquet('{tmp_path}/a.parquet')")
    with pytest.raises(FilterError):
        table.query("SET enable_external_access = true")


# ---- rows in their files ----


def test_rows_where_they_lie(cache: Cache, jsonl: Jsonl) -> None:
    rows = [{"prompt": f"p{n}", "response": "r" * 50, "system": "s"} for n in range(4)]
    paths = [jsonl(rows[:2], "a.jsonl"), jsonl(rows[2:], "b.jsonl")]
    dataset = building.run(cache, paths, layers=["spine"])
    source = dataset.source
    line = paths[1].read_bytes().splitlines(keepends=True)[1]
    file, number, offset, length = source.place(3)
    assert (file.name, number, offset, length) == ("b.jsonl", 2, len(line), len(line))
    assert source.raw(3) == (line, len(line)) == source.raw(3, len(line)) and source.raw(3, 9) == (line[:9], len(line))
    assert source.value(2) == rows[2] and [turn.role for turn in source.conversation(2).turns] == [
        "system",
        "user",
        "assistant",
    ]
    assert source.texts([3, 0]) == {0: ("s", "p0", "r" * 50), 3: ("s", "p3", "r" * 50)} and source.texts([]) is None
    for row in (-1, 4):
        with pytest.raises(LayerError, match=f"There is no row {row}") as caught:
            source.place(row)
        assert caught.value.hint == "Rows run from 0 to 3."
    assert source.changed_files() == []
    paths[0].write_bytes(b"other")
    assert source.changed_files() == ["a.jsonl"] and source.texts([3]) is None
    with pytest.raises(ExplorerError, match=r"a\.jsonl"):
        source.require_unchanged()
    assert source.value(3) == rows[3]  # in the file that is as it was
    with pytest.raises(ExplorerError, match=r"a\.jsonl"):
        source.value(0)
    assert dataset.loaded.places([1]) == {1: 2} and dataset.loaded.parts_of([0, 1, 3, 2]) == [0, 1]
    assert dataset.size == 2 * sum(len(x) for x in paths[1].read_bytes().splitlines(keepends=True))


def test_fields_that_went_into_the_turns_are_searched_as_they_stand(cache: Cache, jsonl: Jsonl) -> None:
    rows = [{"instruction": ["线", "line", ["é"], {"a": "线"}, 5][n % 5], "output": "r"} for n in range(10)]
    dataset = building.run(cache, [jsonl(rows[:5], "a.jsonl"), jsonl(rows[5:], "b.jsonl")], layers=["spine"])
    assert dataset.columns["instruction"].layer == "consumed"
    for parts, first in ((None, 0), ([1], 5)):
        relation = dataset.text_relation(parts, ["instruction"])
        found = dataset.query(f"SELECT row_id, instruction, response FROM ({relation}) ORDER BY row_id").to_pylist()
        assert [row["row_id"] for row in found] == list(range(first, 10))
        assert [row["instruction"] for row in found[:5]] == ["线", "line", '["é"]', '{"a": "线"}', "5"]
        assert {row["response"] for row in found} == {"r"}
    assert dataset.query(f"SELECT * FROM ({dataset.text_relation([], ['instruction'])})").num_rows == 0


def test_small_results_are_kept_while_the_rows_are_the_same(
    cache: Cache, jsonl: Jsonl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.store.dataset._RESULTS", 2)
    dataset = building.run(cache, [jsonl([{"prompt": "p", "response": "r"}])], layers=["spine"])
    made: list[str] = []

    def ask(key: str) -> str:
        return dataset.kept_result(key, lambda: (made.append(key), f"answer {key}")[1])

    assert [ask(key) for key in "abaa"] == ["answer a", "answer b", "answer a", "answer a"] and made == ["a", "b"]
    ask("c")  # pushes out what was not asked for longest
    assert ask("a") == "answer a" and made == ["a", "b", "c"]
    assert ask("b") == "answer b" and made == ["a", "b", "c", "b"]

    def changing() -> str:
        dataset.state = "other rows"
        return "of the former rows"

    assert dataset.kept_result("d", changing) == "of the former rows"
    assert dataset.kept_result("d", lambda: "of these rows") == "of these rows"
    assert ask("a") == "answer a" and made == ["a", "b", "c", "b", "a"]


def test_what_is_loaded_has_a_name(cache: Cache, jsonl: Jsonl) -> None:
    built = building.run(cache, [jsonl([{"prompt": "p", "response": "r"}])], layers=["spine"])
    facts = {"fingerprint": built.fingerprint, "name": "n", "files": [file.as_dict() for file in built.files]}
    again = Dataset(cache, facts, "", building.context_of(cache, building.Options()))
    assert (again.state, again.generation, again.rows, again.complete) == ("", 0, 0, False)
    assert again.refresh() and not again.refresh()
    assert again.state == built.state != "" and again.generation == 1 and again.rows == 1


def test_of_very_many_rows_fewer_results_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred columns of ten million rows would take a gigabyte."""
    monkeypatch.setattr(condition_cache, "_MASKS_BYTES", 30 * 3)
    table = table_of(3)
    held = ConditionCache(table)
    for number in range(40):
        held.mask(f"{number}", "TRUE")
    assert len(table.column_types()) == 2 + 30
    monkeypatch.setattr(condition_cache, "_MASKS_BYTES", 3)
    held.mask("one more", "TRUE")
    assert len(table.column_types()) == 2 + 24  # a filter and twenty steps stay in any case
    for number in range(6):
        held.packed([f"x = {number}"])
    assert len(table.column_types()) == 2 + 24 + 3


def test_masks_in_columns_that_were_ready_go_too() -> None:
    table = table_of(3)
    held = ConditionCache(table)
    for number in range(MASKS + 5):
        table.make_spare(1)
        name = held.mask(f"{number}", f"x = {number % 3}")
        assert "spare" in name
        assert table.query(f"SELECT x FROM rows WHERE {name}")["x"].to_pylist() == [number % 3]
    assert len(table.column_types()) == 2 + MASKS


def test_a_list_that_grows_evaluates_what_is_new() -> None:
    table = table_of(5)
    held = ConditionCache(table)
    first = held.any_of(["a"], ["x = 1"])
    longer = held.any_of(["a", "a b"], ["no_such_column", "x = 3"])
    assert first != longer and held.any_of(["a"], ["x = 1"]) == first
    assert table.query(f"SELECT x FROM rows WHERE {longer} ORDER BY x")["x"].to_pylist() == [1, 3]


def test_a_row_is_decoded_again_as_it_was_read(cache: Cache, jsonl: Jsonl) -> None:
    path = jsonl([{"foo": "asked", "bar": "told"}])
    plain, mapped = (
        building.run(cache, [path], building.Options(mapping=text)) for text in ("", "prompt=bar,response=foo")
    )
    assert [turn.text for turn in mapped.source.conversation(0).turns] == ["told", "asked"]
    assert [turn.text for turn in plain.source.conversation(0).turns] != ["told", "asked"]


def test_few_columns_are_kept_ready(tmp_path: Path) -> None:
    table = NarrowTable([tmp_path])
    table.append(pa.table({"row_id": [0, 1, 2]}))
    for few in (2, 2, 1):
        table.make_spare(few)
        assert len(table._spare) == 2
    names = set(table.query("SELECT * FROM rows").column_names)
    assert len(names) == 3, "two spare ones beside the row's own"
