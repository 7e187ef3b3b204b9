"""Rows named one by one: as text, in SQL, and in a recipe."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from explorer import building, export, recipe
from explorer.cli import main
from explorer.export import ExportOptions
from explorer.queries import totals
from explorer.store import Cache, Dataset, row_ids
from explorer.view import View

ROWS = 30_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("large")
    path = folder / "large.jsonl"
    path.write_text("".join(f'{{"prompt": "question {n}", "response": "answer {n}"}}\n' for n in range(ROWS)))
    return building.run(Cache.at(folder / "cache"), [path], layers=["tokens"])


def test_neighbours_are_joined_and_come_apart_again() -> None:
    assert row_ids.as_text([7, 1, 3, 2, 2]) == "1-3,7"
    assert row_ids.as_text([]) == "none"
    chance = np.random.default_rng(4)
    for count in (0, 1, 2, 500):
        ids = np.sort(chance.choice(1_000, count, replace=False))
        assert np.array_equal(row_ids.from_text(row_ids.as_text(ids.tolist()), 1_000), ids)


@pytest.mark.parametrize("text", ["", "a", "1,", "-1", "5-3", "3,1", "1-3,3", "10", "0-999999999999", "1;DROP", "1 2"])
def test_what_is_no_set_of_rows(text: str) -> None:
    with pytest.raises(ValueError, match="row"):
        row_ids.from_text(text, 10)


def test_thousands_of_rows_are_one_selection(large: Dataset, tmp_path: Path) -> None:
    ids = np.sort(np.random.default_rng(1).choice(ROWS, 20_000, replace=False))
    view = View.of(large, "row_id >= 100").only(ids.tolist())
    wanted = ids[ids >= 100].tolist()
    assert totals(view).rows_kept == len(wanted)
    assert len(repr(view.key)) < 500
    assert view.key != View.of(large, "row_id >= 100").only(ids[1:].tolist()).key
    done = export.write(view, tmp_path / "some.jsonl", ExportOptions())
    source = Path(large.files[0].path).read_bytes().splitlines(keepends=True)
    assert done.path.read_bytes() == b"".join(source[row] for row in wanted)


def test_no_rows_are_none_and_not_all(large: Dataset) -> None:
    assert totals(View.of(large).only([])).rows_kept == 0


@pytest.mark.parametrize("options", [ExportOptions(), ExportOptions(pick=500, seed=3), ExportOptions("parquet")])
def test_a_recipe_names_the_rows_and_repeats_them(large: Dataset, tmp_path: Path, options: ExportOptions) -> None:
    ids = np.random.default_rng(2).choice(ROWS, 20_000, replace=False)
    done = export.write(View.of(large).only(ids.tolist()), tmp_path / f"first{options.suffix}", options)
    assert recipe.load(done.recipe)["rows"] == row_ids.as_text(ids.tolist())
    again = tmp_path / f"again{options.suffix}"
    assert main(["export", "--recipe", str(done.recipe), "--out", str(again), "--quiet"]) == 0
    assert again.read_bytes() == done.path.read_bytes()


def test_a_recipe_with_other_rows_is_refused(
    large: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = export.write(View.of(large).only([1, 2]), tmp_path / "first.jsonl", ExportOptions())
    whole = json.loads(done.recipe.read_bytes())
    for rows, said in ((f"1-{ROWS}", "is named"), ("2-1", "ascend"), ("", "written like"), (["1"], "not text")):
        done.recipe.write_text(json.dumps({**whole, "rows": rows}))
        assert main(["export", "--recipe", str(done.recipe), "--out", str(tmp_path / "x.jsonl"), "--quiet"]) == 2
        error = capsys.readouterr().err
        assert said in error and "hint:" in error and not (tmp_path / "x.jsonl").exists()
