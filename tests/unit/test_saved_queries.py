"""Saved queries: kept by the recipe, run again from it, refused where they are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer import recipe, saved_queries
from explorer.cli import main
from explorer.errors import FilterError, RecipeError


def run(*words: object) -> int:
    try:
        return main([str(word) for word in words])
    except SystemExit as stop:
        return int(stop.code or 0)


def test_text_forms() -> None:
    query = saved_queries.read("Rows by ability:  SELECT a::INT FROM rows ")
    assert (query.name, query.statement) == ("Rows by ability", "SELECT a::INT FROM rows")
    assert saved_queries.read(query.text) == query == saved_queries.from_dict(query.as_dict())
    assert saved_queries.named("a: b\nc", "SELECT 1").name == "a b c"
    assert saved_queries.checked([query, saved_queries.named(query.name, "SELECT 2")])[0].statement == "SELECT 2"
    for text in ("SELECT 1", ": SELECT 1", "name:", "name: " + "x" * 30_000):
        with pytest.raises(FilterError):
            saved_queries.read(text)
    with pytest.raises(FilterError, match="30 is the most"):
        saved_queries.checked(saved_queries.named(str(n), "SELECT 1") for n in range(31))
    with pytest.raises(FilterError, match="There are: Rows by ability"):
        saved_queries.of_name([query], "other")


def test_a_recipe_keeps_them_and_runs_them_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps({"prompt": f"p{n}", "response": f"r{n}"}) + "\n" for n in range(20)))
    words = ("export", source, "--drop", "row_id >= 7", "--out", out, "--quiet")
    assert run(*words, "--query", "Rows: SELECT count(*) AS n FROM rows") == 0
    beside = Path(f"{out}.recipe.json")
    made = json.loads(beside.read_bytes())
    assert made["queries"] == [{"name": "Rows", "statement": "SELECT count(*) AS n FROM rows"}]
    assert "queries" not in made["export"] and made["recipe"] == recipe.WITH_STEPS
    capfd.readouterr()
    assert run("sql", "Rows", "--recipe", beside, "--json", "--quiet") == 0
    assert json.loads(capfd.readouterr().out) == {"n": 7}
    again = tmp_path / "again.jsonl"
    assert run("export", "--recipe", beside, "--out", again, "--quiet") == 0
    assert again.read_bytes() == out.read_bytes()
    assert json.loads(Path(f"{again}.recipe.json").read_bytes())["queries"] == made["queries"]

    assert run("sql", "Other", "--recipe", beside, "--quiet") == 2
    made["queries"][0]["statement"] = "COPY rows TO 'x'"
    beside.write_text(json.dumps(made))
    assert run("export", "--recipe", beside, "--out", tmp_path / "third.jsonl", "--quiet") == 2
    assert "A saved query of the recipe cannot be used" in capfd.readouterr().err
    made["queries"] = [{"name": "x"}]
    with pytest.raises(RecipeError, match=r"lacks queries\[0\].statement"):
        recipe.loads(json.dumps(made).encode(), "a recipe")


def test_two_columns_of_one_name_are_both_printed(capfd: pytest.CaptureFixture[str]) -> None:
    words = ("sql", "SELECT 1 AS a, 2 AS a, 3 AS a FROM rows LIMIT 1", "sample", "--quiet")
    assert run(*words) == 0
    assert capfd.readouterr().out.splitlines()[-2].split() == ["1", "2", "3"]
    assert run(*words, "--json") == 0
    assert json.loads(capfd.readouterr().out) == {"a": 1, "a (2)": 2, "a (3)": 3}
