"""Learning from decisions: not before there are enough, never better than it is on decisions it did not see, a column like others."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from explorer import building, decisions, learn, queries
from explorer.decisions import Change
from explorer.errors import ExplorerError, FilterError
from explorer.store import Cache, Dataset
from explorer.view import View


@pytest.fixture
def rows(cache: Cache, jsonl: Callable[..., Path]) -> Dataset:
    """300 rows; those of the source `web`, a third, are the ones that a person does not want. Length tells nothing."""
    rng = random.Random(2)
    made: list[dict[str, Any]] = [
        {
            "prompt": f"Question {n} about {rng.choice(['rivers', 'stars', 'bread', 'trains'])}?",
            "response": "word " * rng.randint(3, 40),
            "origin": "web" if n % 3 == 0 else rng.choice(["book", "paper"]),
        }
        for n in range(300)
    ]
    return building.run(cache, [jsonl(made)])


def decide(dataset: Dataset, dropped: list[int], kept: list[int]) -> None:
    pairs: tuple[tuple[list[int], Literal["drop", "keep"]], ...] = ((dropped, "drop"), (kept, "keep"))
    for ids, decision in pairs:
        keys = dataset.hand.keys(ids)
        change = Change(decision=decision)
        decisions.book().act(dict.fromkeys(keys.values(), change), "me", "test", dataset.name, 1 << 40)
    dataset.hand.sync()


def test_not_before_there_are_enough(rows: Dataset) -> None:
    with pytest.raises(ExplorerError, match="Decide 20 more rows by hand"):
        learn.learn(rows)
    decide(rows, [0, 3, 6], list(range(1, 28, 3)))
    assert learn.wanting(rows) == learn.Wanting(8, 2, 0)
    with pytest.raises(ExplorerError, match="Decide 8 more rows by hand, among them 2 more dropped"):
        learn.learn(rows)
    with pytest.raises(FilterError):
        View.of(rows, "looks_like_dropped > 0.5")


def test_what_a_person_drops_is_learnt(rows: Dataset) -> None:
    decide(rows, list(range(0, 45, 3)), list(range(1, 45, 3)))
    built = {path: path.read_bytes() for path in rows.folder.glob("*.json")}
    found = learn.learn(rows)
    assert {path: path.read_bytes() for path in built} == built  # what a build keeps there bears other names
    assert (found.dropped, found.kept, found.meaning) == (15, 15, False)
    assert found.auc > 0.95 and found.precision > 0.9 and found.low < found.precision
    assert found.telling[0].column == "origin" and (found.telling[0].value, found.telling[0].weight > 0) == (
        "web",
        True,
    )
    view = View.of(rows, f"looks_like_dropped >= {found.cut} AND decision IS NULL")
    likely = queries.row_ids(view, "looks_like_dropped", True)
    assert len(likely) == found.likely
    assert np.mean([row_id % 3 == 0 for row_id in likely[:50]]) > 0.95
    assert learn.learnt(rows) == found


def test_coins_are_not_learnt(rows: Dataset) -> None:
    rng = random.Random(4)
    ids = rng.sample(range(300), 80)
    decide(rows, ids[:40], ids[40:])
    assert 0.3 < learn.learn(rows).auc < 0.7


def test_it_is_the_same_each_time_and_there_in_the_next_process(rows: Dataset, cache: Cache) -> None:
    decide(rows, list(range(0, 45, 3)), list(range(1, 45, 3)))
    first = learn.learn(rows)
    scores = rows.query("SELECT looks_like_dropped FROM rows ORDER BY row_id", reads={"looks_like_dropped"}).to_pydict()
    assert learn.learn(rows) == first
    building.forget()
    again = building.run(cache, [Path(rows.files[0].path)])
    assert again is not rows
    assert (
        again.query("SELECT looks_like_dropped FROM rows ORDER BY row_id", reads={"looks_like_dropped"}).to_pydict()
        == scores
    )
    assert learn.learnt(again) == first


def test_more_decisions_change_what_is_evaluated(rows: Dataset) -> None:
    decide(rows, list(range(0, 45, 3)), list(range(1, 45, 3)))
    learn.learn(rows)
    where = "looks_like_dropped >= 0.5"
    before = queries.totals(View.of(rows, where)).rows_kept
    keys = rows.hand.keys(list(range(0, 60, 3)))
    decisions.book().act({key: {"decision": "keep"} for key in keys.values()}, "me", "test", rows.name, 1 << 40)
    decide(rows, list(range(1, 90, 3)), [])
    learn.learn(rows)
    after = View.of(rows, where)
    assert queries.totals(after).rows_kept != before
    ids = queries.row_ids(after)
    assert np.mean([row_id % 3 == 0 for row_id in ids]) < 0.1
