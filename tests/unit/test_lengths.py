"""What a cutoff keeps, held against counting by hand, with and without a template's tokens."""

from __future__ import annotations

import json
import math
import random

import pytest

from explorer import building, queries
from explorer.store import Cache, Dataset
from explorer.ui.lengths.limits import outside
from explorer.view import View

ROWS = 120


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("lengths")
    chance = random.Random(3)
    rows = [
        {
            "messages": [
                {"role": role, "content": "word " * chance.choice([0, 1, 2, 5, 40])}
                for role in (["user", "assistant"] * chance.randint(1, 3))
            ]
        }
        for _ in range(ROWS)
    ]
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return building.run(Cache.at(folder / "cache"), [path])


def _measured(dataset: Dataset, extra: str) -> list[tuple[int, int]]:
    """(length, total tokens) of each row."""
    names = {"total_tokens", *([extra] if extra else [])}
    table = dataset.query(f"SELECT {', '.join(sorted(names))} FROM rows", reads=names).to_pylist()
    return [(row["total_tokens"] + (row[extra] if extra else 0), row["total_tokens"]) for row in table]


@pytest.mark.parametrize("extra", ["", "chatml_overhead"])
@pytest.mark.parametrize(("low", "high"), [(None, None), (None, 30), (9, None), (9, 60), (60, 9), (0, 10_000)])
def test_what_limits_keep(dataset: Dataset, extra: str, low: int | None, high: int | None) -> None:
    found = queries.lengths(View.of(dataset), "total_tokens", extra)
    rows = _measured(dataset, extra)
    below = [row for row in rows if low is not None and row[0] < low]
    above = [row for row in rows if high is not None and row[0] > high and row not in below]
    kept = found.keeps(low, high)
    assert (kept.below, kept.above) == (len(below), len(above))
    assert kept.rows == ROWS - len(below) - len(above)
    assert kept.lost_tokens == sum(tokens for _, tokens in [*below, *above])
    assert kept.tokens + kept.lost_tokens == sum(tokens for _, tokens in rows)
    if condition := outside(found, low, high):
        assert queries.totals(View.of(dataset, condition)).rows_kept == kept.lost


@pytest.mark.parametrize("extra", ["", "chatml_overhead"])
@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.95, 0.99, 1.0])
def test_the_length_that_a_share_of_the_rows_does_not_exceed(dataset: Dataset, extra: str, share: float) -> None:
    found = queries.lengths(View.of(dataset, "n_turns >= 4"), "total_tokens", extra)
    names = {"total_tokens", "n_turns", "chatml_overhead"}
    rows = dataset.query("SELECT total_tokens, n_turns, chatml_overhead FROM rows", reads=names).to_pylist()
    lengths = sorted(row["total_tokens"] + (row[extra] if extra else 0) for row in rows if row["n_turns"] >= 4)
    at = found.reaching(share)
    assert sum(length <= at for length in lengths) >= math.ceil(share * len(lengths))
    assert at in lengths
    assert sum(length < at for length in lengths) < max(math.ceil(share * len(lengths)), 1)


def test_the_curve_ends_at_all_rows_and_the_bars_hold_each_row_once(dataset: Dataset) -> None:
    found = queries.lengths(View.of(dataset, "total_tokens > 20"), "total_tokens")
    lengths, shares = found.curve(most=7)
    assert len(lengths) <= 7 and shares[-1] == 1 and (shares[1:] > shares[:-1]).all()
    for log in (False, True):
        drawn = found.histogram(bins=12, log=log)
        assert drawn.all.sum() == ROWS
        assert drawn.kept.sum() == queries.totals(View.of(dataset, "total_tokens > 20")).rows_kept


def test_nothing_kept_is_no_failure(dataset: Dataset) -> None:
    found = queries.lengths(View.of(dataset, "FALSE"), "response_tokens")
    assert found.reaching(0.5) == 0 and found.keeps(None, 5).rows == 0
    assert len(found.curve()[0]) == 0
