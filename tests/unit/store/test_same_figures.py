"""Figures are the same to the last digit every time, however many threads count."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest

from explorer import queries
from explorer.store import Dataset
from explorer.view import View

GROUP = 122_880  # rows in one of DuckDB's row groups
TIMES = 12


@pytest.fixture
def large(make_dataset) -> Dataset:
    """A dataset whose table is made anew, of several row groups: numbers of many sizes and many categories."""
    dataset: Dataset = make_dataset([{"prompt": "p", "response": "r", "score": 0.1, "topic": "a", "big": 10**12}])
    rows = 4 * GROUP
    chance = np.random.default_rng(7)
    score = chance.normal(size=rows) * 10.0 ** chance.integers(-6, 6, rows)
    topic = np.char.add("t", (chance.pareto(1.0, rows) * 50 % 900).astype(int).astype(str))
    big = chance.integers(-(2**62), 2**62, rows)
    dataset.loaded.table.load(
        f"SELECT range AS row_id, 0.0::DOUBLE AS score, '' AS topic, 0::BIGINT AS big FROM range({0})"
    )
    dataset.loaded.table.append(
        pa.table({"row_id": np.arange(rows), "score": score, "topic": topic.tolist(), "big": big})
    )
    dataset.loaded.rows = rows
    dataset.columns = {name: dataset.columns[name] for name in ("row_id", "score", "topic", "big")}
    return dataset


@pytest.mark.parametrize("where", ["", "score > -100 AND topic != 't3'"])
def test_means_and_balance_do_not_change_from_one_look_to_the_next(large: Dataset, where: str) -> None:
    seen = set()
    for look in range(TIMES):
        large.generation += 1  # nothing is kept from the look before
        view = View.of(large, where)
        score, big = queries.percentiles(view, ["score", "big"])
        topic = queries.categories(view, "topic")
        seen.add(
            repr((score, big, topic.spread.evenness, topic.spread.effective, topic.spread.largest, topic.other_kept))
        )
        if not look:
            kept = large.query(f"SELECT score, big FROM rows WHERE {view.where}", reads=view.reads)
            scores, bigs = kept["score"].to_pylist(), kept["big"].to_pylist()
            assert score.mean == pytest.approx(math.fsum(scores) / len(scores), rel=1e-13)
            assert big.mean == float(Fraction(sum(bigs), len(bigs)))
    assert len(seen) == 1


@pytest.mark.parametrize("size", [5e-324, 1e-300, 1e-9, 1.0, 123_456_789.0, 1e18, 1e300, 1.7e308])
def test_means_of_any_size_are_right(large: Dataset, size: float) -> None:
    dice = random.Random(3)
    cells = [dice.uniform(-1, 1) * size for _ in range(500)]
    large.loaded.table.drop()
    large.loaded.table.append(pa.table({"row_id": np.arange(500), "score": cells}))
    large.generation += 1
    found = queries.percentiles(View.of(large), ["score"])[0]
    exact = float(sum(map(Fraction, cells)) / 500)
    assert found.mean == pytest.approx(exact, rel=1e-12, abs=max(map(abs, cells)) * 1e-15)
