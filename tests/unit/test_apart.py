"""What sets a selection apart: planted columns, numbers and words are found, chance is not told, in English and Chinese."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer import building, compare, filters, queries
from explorer.cli import main
from explorer.store import Cache, Dataset
from explorer.view import View

SOIL = ("clay", "sand", "gravel", "loam", "chalk", "peat")


@pytest.fixture
def planted(cache: Cache, jsonl: Callable[..., Path]) -> Dataset:
    """400 rows. Those with `team` x, a quarter, more often speak of volcanoes, in Chinese of 火山, and have a high score."""
    rng = random.Random(5)
    rows: list[dict[str, Any]] = []
    for n in range(400):
        of_x = n % 4 == 0
        told = of_x and rng.random() < 0.8
        english = n % 8 < 4
        thing = (
            ("volcanoes" if told else rng.choice(SOIL))
            if english
            else ("火山" if told else rng.choice(["河流", "森林"]))
        )
        rows.append(
            {
                "prompt": f"Describe {thing} number {n} shortly." if english else f"简短描述第{n}个{thing}的形成。",
                "response": f"Here is what is known of {thing} today." if english else f"以下是关于{thing}的基本知识。",
                "team": "x" if of_x else rng.choice("yz"),
                "score": rng.gauss(7 if of_x else 4, 1),
                "coin": rng.choice(["heads", "tails"]),
                'odd "name"': "<b>" if of_x and rng.random() < 0.9 else "plain",
            }
        )
    return building.run(cache, [jsonl(rows)])


def test_what_was_planted_is_found(planted: Dataset) -> None:
    view = View.of(planted, "team = 'x'")
    found = compare.apart(view)
    columns = [one.column.name for one in found if one.column]
    assert set(columns[:2]) == {"score", 'odd "name"'}
    assert "coin" not in columns and "team" not in columns
    said = [one.said for one in found if one.kind == "word"]
    assert set(said[:2]) == {"volcanoes", "火山"}
    assert not set(said) & set(SOIL)


def test_every_line_is_a_filter_of_just_so_many_rows(planted: Dataset) -> None:
    view = View.of(planted, "team = 'x'")
    for one in compare.apart(view):
        both = filters.combine([view.focus.text, one.where])
        here = queries.totals(view.focused(both)).rows_kept / 100
        others = (queries.totals(view.focused(one.where)).rows_kept - 100 * here) / 300
        assert (here, others) == pytest.approx((one.share, one.share_others), abs=1e-9), one
        assert one.share > one.share_others and one.effect.low > 0


def test_chance_is_no_explanation(planted: Dataset) -> None:
    assert [one for one in compare.apart(View.of(planted, "coin = 'heads'")) if one.column] == []


def test_what_is_searched_explains_nothing(planted: Dataset) -> None:
    said = [one.said for one in compare.apart(View.of(planted, "search('火山')"))]
    assert "火山" not in said


@pytest.mark.parametrize("where", ["", "team = 'nobody'", "row_id >= 0", "row_id = 3"])
def test_no_selection_all_rows_none_or_one(planted: Dataset, where: str) -> None:
    assert compare.apart(View.of(planted, where)) == [] or where == "row_id = 3"


def test_dropped_rows_are_on_neither_side(planted: Dataset) -> None:
    from explorer import steps

    view = View.of(planted, "team = 'x'", [steps.named("row_id % 2 = 1 OR team = 'z'")])
    for one in compare.apart(view):
        if one.column is not None and one.column.name == "score":
            cut = queries.totals(view.kept().focused(one.where)).rows_kept
            rest = queries.totals(view.kept()).rows_kept - 100
            assert one.share * 100 + one.share_others * rest == pytest.approx(cut)


def test_stats_tells_it(planted: Dataset, cache: Cache, monkeypatch: Any, capsysbinary: Any) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(cache.root))
    path = str(planted.files[0].path)
    assert main(["stats", path, "--where", "team = 'x'", "--json"]) == 0
    facts = json.loads(capsysbinary.readouterr().out)
    assert facts["apart"] == [one.as_dict() for one in compare.apart(View.of(planted, "team = 'x'"))]
    assert main(["stats", path, "--json"]) == 0
    assert "apart" not in json.loads(capsysbinary.readouterr().out)
    assert main(["stats", path, "--where", "team = 'x'"]) == 0
    assert "search('火山')" in capsysbinary.readouterr().out.decode()
