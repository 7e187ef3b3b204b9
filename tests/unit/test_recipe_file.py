"""Recipes that were damaged or written by hand: said to be none, with what is wrong; never a defect, never other rows."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from benchmarks.fuzz.mutate import places
from explorer import recipe
from explorer.cli import main
from explorer.errors import RecipeError

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
        (lambda r: r.update(recipe=4), "not a recipe of this version"),
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
