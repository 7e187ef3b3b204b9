"""Recipes that were damaged or written by hand: said to be none, with what is wrong; never a defect, never other rows."""

from __future__ import annotations

import copy
import json
import os
import platform
import random
import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from benchmarks.fuzz.mutate import places
from explorer import __version__, building, filters, recipe
from explorer.cli import main
from explorer.errors import RecipeError
from explorer.passes import reading_of
from explorer.queries import totals
from explorer.store import Cache
from explorer.view import View
from tests.unit.passes.user_vectors import draw, rows, vector

ROWS = [{"instruction": f"Say {n} {'words ' * n}", "output": f"a{n}"} for n in range(4)]

ODD: list[Any] = [
    None, True, 0, -1, 3.5, 10**30, 2**63, "", "\0", "\x1b[2J", "\u202e", "x" * 50_000, [], {}, [[]], ["a"], {"a": 1}, "*", "/", "1=1",
    "parquet", "gz", "train=0.5,test=0.5", "train", "prompt=instruction", "topic", "column:x",
]  # fmt: skip


@pytest.fixture
def made(jsonl: Any, tmp_path: Path) -> Path:
    """The recipe of an export of a version without steps."""
    source = jsonl([{"instruction": f"Say {n}", "output": f"a{n}", "topic": "abc"[n % 3]} for n in range(12)])
    out = tmp_path / "kept.jsonl"
    assert main(["export", str(source), "--where", "row_id < 5", "--out", str(out), "--quiet"]) == 0
    return tmp_path / f"kept.jsonl{recipe.SUFFIX}"


def with_odd_values(whole: dict[str, Any], chance: random.Random) -> bytes:
    changed = copy.deepcopy(whole)
    for _ in range(chance.choice([1, 1, 2])):
        *above, last = chance.choice(list(places(changed)))
        at: Any = changed
        for step in above:
            at = at[step]
        if chance.random() < 0.3:
            del at[last]
        else:
            at[last] = chance.choice(ODD)
    if chance.random() < 0.1:
        changed["map"] = chance.choice(ODD)
    return json.dumps(changed).encode()


def with_odd_bytes(whole: dict[str, Any], chance: random.Random) -> bytes:
    data = bytearray(json.dumps(whole, indent=1).encode())
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(data) - 50)
        noise = bytes(chance.randrange(256) for _ in range(chance.randint(1, 4)))
        start, stop = chance.choice([(at, at + len(noise)), (at, at), (at, at + chance.randrange(40))])
        data[start:stop] = noise if chance.random() < 0.7 else b""
    return bytes(data[: chance.randrange(len(data))] if chance.random() < 0.2 else data)


def test_damaged_recipes_never_end_as_a_defect(made: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    whole = json.loads(made.read_bytes())
    chance = random.Random(20)
    codes = {0: 0, 2: 0}
    damaged = tmp_path / f"damaged{recipe.SUFFIX}"
    for number in range(300):
        data = (with_odd_values, with_odd_bytes)[number % 2](whole, chance)
        damaged.write_bytes(data)
        words = ["--recipe", str(damaged), "--out", str(tmp_path / "again.jsonl"), "--overwrite", "--quiet"]
        code = main(["export", *words])
        error = capsys.readouterr().err
        assert code in codes and "Traceback" not in error and "defect" not in error, (error, data)
        assert (code == 2) == error.startswith("error: ") and len(error.splitlines()) <= 2, (error, data)
        codes[code] += 1
    assert codes[2] > 100 and codes[0] > 10  # both what is broken and what is only odd was met


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: r["source"].update(files=[{"path": "a"}, {"path": 3}]), "source.files[1].path is not text"),
        (lambda r: r["source"].update(files=["a"]), "source.files[0] is not an object"),
        (lambda r: r["source"].update(files=[{}]), "it lacks source.files[0].path"),
        (lambda r: r["source"].pop("fingerprint"), "it lacks source.fingerprint"),
        (lambda r: r.pop("source"), "it lacks source"),
        (lambda r: r.update(filter=None), "filter is not text"),
        (lambda r: r.pop("filter"), "it lacks filter"),
        (lambda r: r.update(export=[]), "export is not an object"),
        (lambda r: r["export"].update(pick=True), "export.pick is not a whole number"),
        (lambda r: r["export"].update(mix={}), "export.mix is not text"),
        (lambda r: r.update(map="drawn"), "map is not an object"),
        (lambda r: r.update(recipe=8), "not a recipe of this version"),
        (lambda r: r.update(focus=3), "focus is not text"),
        (lambda r: r.update(drops={}), "drops is not a list"),
        (lambda r: r.update(drops=["is_empty"]), "drops[0] is not an object"),
        (lambda r: r.update(drops=[{"where": "is_empty"}, {"name": "x"}]), "it lacks drops[1].where"),
        (lambda r: r.update(drops=[{"where": "is_empty", "on": 1}]), "drops[0].on is not true or false"),
        (lambda r: r.update(by_hand=[]), "by_hand is not an object"),
        (lambda r: r.update(by_hand={"drop": [1]}), "by_hand.drop is not text"),
        (lambda r: r.update(by_hand={"edits": {"3": "new"}}), "by_hand.edits[3] is not an object"),
        (lambda r: r.update(by_hand={"edits": {"3": {"1": None}}}), "by_hand.edits[3][1] is not text"),
        (lambda r: r.update(by_hand={"held": {"marked": 3}}), "by_hand.held[marked] is not text"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(made: Path, change: Any, said: str) -> None:
    facts = json.loads(made.read_bytes())
    change(facts)
    made.write_text(json.dumps(facts))
    with pytest.raises(RecipeError) as caught:
        recipe.load(made)
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("by_hand", "said"),
    [
        ({"drop": "a"}, "by_hand.drop cannot be read"),
        ({"keep": "12"}, "row 12 is named, and there are 12 rows"),
        ({"edits": {"x": {"1": "new"}}}, "'x' is no row or turn"),
        ({"edits": {"1": {"-1": "new"}}}, "'-1' is no row or turn"),
        ({"held": {"marked": "3-1"}}, "by_hand.held cannot be read"),
    ],
)
def test_decisions_that_fit_no_row_are_said(
    made: Path, by_hand: Any, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = json.loads(made.read_bytes())
    made.write_text(json.dumps({**facts, "recipe": recipe.WITH_STEPS, "by_hand": by_hand}))
    words = ["--recipe", str(made), "--out", str(tmp_path / "again.jsonl"), "--overwrite", "--quiet"]
    assert main(["export", *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "line 1"),
        (b'{\n "recipe": 1,\n "source": oops\n}', "line 3"),
        (b'{"recipe": 1, "filter": "\xff"}', "not a recipe"),
        (b"[" * 100_000, "not a recipe"),
        (b"[]", "it holds no object"),
        (b"null", "it holds no object"),
    ],
)
def test_what_is_no_json_is_said_with_its_line(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "any.json"
    path.write_bytes(data)
    with pytest.raises(RecipeError, match="is not a recipe") as caught:
        recipe.load(path)
    assert said in caught.value.message


def test_a_recipe_without_what_later_versions_added_is_one(made: Path) -> None:
    facts = json.loads(made.read_bytes())
    for name in ("made_by", "mapping", "tokeniser", "filter_in_words", "kept", "dropped", "output"):
        del facts[name]
    facts["export"] = {"format": "jsonl"}
    made.write_text(json.dumps(facts))
    assert recipe.load(made) == facts


def test_a_folder_and_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "a\0b", tmp_path / "none"):
        with pytest.raises(RecipeError, match="cannot be read"):
            recipe.load(path)


# ---- what it tells ----


def test_everything_that_an_export_was_made_from_is_told(jsonl: Any, cache: Cache) -> None:
    dataset = building.run(cache, [jsonl([*ROWS, "cut {"])], layers=["tokens"])
    view = View.of(dataset, "row_id < 2")
    made = recipe.make(view, {"format": "csv"}, {"name": "out.csv"})
    assert list(made) == [
        "recipe", "made_by", "source", "mapping", "tokeniser", "focus", "filter", "filter_in_words", "export", "account", "kept", "dropped", "output",
    ]  # fmt: skip
    assert made["recipe"] == 1 and recipe.make(view.only([1]), {})["recipe"] == 2
    assert made["made_by"] == {
        "explorer": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in ("duckdb", "tiktoken", "pyarrow")},
    }
    file = dataset.files[0]
    assert made["source"] == {
        "fingerprint": dataset.fingerprint,
        "files": [{"path": file.path, "name": "data.jsonl", "container": "jsonl", "compression": "", "encoding": "utf-8"}],
        "lines": 5, "rows": 4, "blank": 0, "rejected": 1,
    }  # fmt: skip
    assert (made["mapping"], made["tokeniser"], made["filter"]) == ("", dataset.encoding, "row_id < 2")
    assert made["filter_in_words"] == filters.describe(view.focus, dataset.columns) != ""
    assert made["export"] == {"format": "csv"} and made["output"] == {"name": "out.csv"}
    tokens = [row["total_tokens"] for row in dataset.query("SELECT total_tokens FROM rows ORDER BY row_id").to_pylist()]
    assert made["kept"] == {"rows": 2, "tokens": sum(tokens[:2])}
    assert made["dropped"] == {"rows": 2, "tokens": sum(tokens[2:])}
    assert recipe.make(view, {})["output"] == {}


def test_tokens_that_were_not_counted_are_none(jsonl: Any, cache: Cache) -> None:
    made = recipe.make(View.of(building.run(cache, [jsonl(ROWS)], layers=["spine"]), "row_id = 0"), {})
    assert made["kept"] == {"rows": 1, "tokens": None} and made["dropped"] == {"rows": 3, "tokens": None}


def test_it_is_readable_json_that_comes_back(made: Path) -> None:
    facts = recipe.load(made)
    assert recipe.dumps(facts) == made.read_bytes() == json.dumps(facts, indent=2, ensure_ascii=False).encode() + b"\n"


# ---- what it has to hold ----

NEEDED = ["source", "source.fingerprint", "source.files[1].path", "filter", "export"]
KINDS = {
    "an object": ["source", "source.files[1]", "map", "export"],
    "a list": ["source.files"],
    "text": [
        "source.fingerprint", "source.files[1].path", "mapping", "tokeniser", "filter", "rows",
        *(f"export.{name}" for name in ("format", "compression", "dialect", "by", "split", "part", "mix")),
    ],
    "a whole number": ["export.pick", "export.seed"],
    "true or false": ["export.fill"],
}  # fmt: skip
FULL = {
    "recipe": 2,
    "source": {"fingerprint": "f", "files": [{"path": "a"}, {"path": "b"}]},
    "mapping": "", "tokeniser": "", "map": {}, "filter": "", "rows": "0",
    "export": {**dict.fromkeys(("format", "compression", "dialect", "by", "split", "part", "mix"), ""), "pick": 0, "seed": 0, "fill": False},
}  # fmt: skip


def changed_at(place: str, value: Any = None, drop: bool = False) -> dict[str, Any]:
    whole = copy.deepcopy(FULL)
    *above, last = [int(step) if step.isdecimal() else step for step in re.findall(r"\w+", place)]
    at: Any = whole
    for step in above:
        at = at[step]
    if drop:
        del at[last]
    else:
        at[last] = value
    return whole


@pytest.mark.parametrize(("kind", "place"), [(kind, place) for kind, places in KINDS.items() for place in places])
def test_every_part_is_of_its_kind(tmp_path: Path, kind: str, place: str) -> None:
    path = tmp_path / "any.recipe.json"
    path.write_text(json.dumps(FULL))
    assert recipe.load(path) == FULL
    for value in (None, True, 1.5, "text", 3, [], {}):
        if type(value) is type(
            {"an object": {}, "a list": [], "text": "", "a whole number": 0, "true or false": True}[kind]
        ):
            continue
        path.write_text(json.dumps(changed_at(place, value)))
        with pytest.raises(RecipeError) as caught:
            recipe.load(path)
        assert caught.value.message == f"{path} is not a recipe: {place} is not {kind}." and caught.value.hint
    if "[" not in place or "." in place.partition("]")[2]:
        path.write_text(json.dumps(changed_at(place, drop=True)))
        if place in NEEDED:
            with pytest.raises(RecipeError, match=f"it lacks {re.escape(place)}"):
                recipe.load(path)
        else:
            assert place not in recipe.load(path)


def test_which_versions_are_read(tmp_path: Path) -> None:
    path = tmp_path / "any.recipe.json"
    for number in (1, 2, 3, 4, 5, 6, 7):
        path.write_text(json.dumps({**FULL, "recipe": number}))
        assert recipe.load(path)["recipe"] == number
    for other in (0, 8, "1", None):
        path.write_text(json.dumps({**FULL, "recipe": other}))
        with pytest.raises(RecipeError, match="of this version"):
            recipe.load(path)


def test_paths_and_digests() -> None:
    assert recipe.source_paths(FULL) == ["a", "b"] and recipe.source_paths({"source": {}}) == []
    for output, same in (
        ({"sha256": "x"}, True),
        ({"sha256": "y"}, False),
        ({"sha256": ""}, None),
        ({}, None),
        ("x", None),
    ):
        assert recipe.is_same_output({"output": output}, "x") is same
    assert recipe.is_same_output({}, "x") is None


def test_rows_that_are_named_come_back(jsonl: Any, cache: Cache) -> None:
    dataset = building.run(cache, [jsonl(ROWS)], layers=["spine"])
    made = recipe.make(View.of(dataset, "row_id > 0").only([0, 1, 3]), {})
    assert made["rows"] == "0-1,3" and made["kept"]["rows"] == 2
    again = recipe.view_of(made, dataset)
    assert again.named_rows == "0-1,3" and again.focus.text == "row_id > 0" and totals(again).rows_kept == 2
    assert recipe.view_of({"filter": "row_id = 3"}, dataset).named_rows == ""
    with pytest.raises(RecipeError, match="cannot be read"):
        recipe.view_of({**made, "rows": "0-4"}, dataset)
    recipe.require_same_source(made, dataset)
    with pytest.raises(RecipeError, match=f"has fingerprint {dataset.fingerprint}, the recipe was made from other"):
        recipe.require_same_source({"source": {"fingerprint": "other"}}, dataset)


# ---- the map that its filter asks for ----

MAPPED = "map_x > 0 OR is_meaning_copy OR meaning_group = 0 OR map_topic = 'x'"


def test_a_map_that_differs_in_one_cell_is_another(jsonl: Any, cache: Cache) -> None:
    reading = reading_of("both", "column:emb")
    dataset = draw(cache, jsonl(rows(emb=vector)[:9]), reading)
    view = View.of(dataset, MAPPED)
    made = recipe.make(view, {})
    assert set(made["map"]) == {*reading.as_dict(), "looks"} and recipe.reading_of(made) == reading
    recipe.require_same_map(made, view)
    assert "map" not in recipe.make(View.of(dataset, "n_turns = 2 OR line > 4"), {})
    assert recipe.reading_of({}) is None
    recipe.require_same_map({}, view)
    recipe.require_same_map({"map": {}}, view)
    for broken in ({"text": "nonsense"}, {"text": "prompt", "vectors": "pickle:x"}):
        with pytest.raises(RecipeError, match="does not say"):
            recipe.reading_of({"map": broken})
    assert made["map"]["looks"] == recipe.make(view, {})["map"]["looks"]
    assert recipe.make(View.of(dataset, "map_x > 0"), {})["map"]["looks"] != made["map"]["looks"]
    dataset.loaded.table.load("SELECT * FROM rows ORDER BY row_id DESC")  # the order of a table is no matter
    recipe.require_same_map(made, view)
    for change in (
        "CASE row_id WHEN 3 THEN map_x + 1e-4 ELSE map_x END AS map_x",
        "CASE row_id WHEN 3 THEN NULL ELSE map_x END AS map_x",
        "CASE row_id WHEN 3 THEN NOT is_meaning_copy ELSE is_meaning_copy END AS is_meaning_copy",
        "CASE row_id WHEN 3 THEN coalesce(meaning_group, 0) + 1 ELSE meaning_group END AS meaning_group",
        "CASE row_id WHEN 3 THEN 'other' ELSE map_topic END AS map_topic",
        "map_topic || '.' AS map_topic",
    ):
        dataset.loaded.table.load(f"SELECT * REPLACE ({change}) FROM rows")
        with pytest.raises(RecipeError, match="not the one"):
            recipe.require_same_map(made, view)
        made = recipe.make(view, {})
        recipe.require_same_map(made, view)


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode there")
def test_a_source_whose_name_is_no_unicode_is_exported_and_repeated(tmp_path: Path) -> None:
    source = tmp_path / os.fsdecode(b"caf\xe9.jsonl")
    source.write_text('{"instruction": "a", "output": "b"}\n')
    out, again = tmp_path / os.fsdecode(b"out\xe9.jsonl"), tmp_path / "again.jsonl"
    assert main(["export", str(source), "--out", str(out), "--quiet"]) == 0
    recipe = out.with_name(out.name + ".recipe.json")
    assert main(["export", "--recipe", str(recipe), "--out", str(again), "--quiet"]) == 0
    assert again.read_bytes() == out.read_bytes() == source.read_bytes()
