"""Columns of numbers, alone and crossed, against counting by hand; and a click on a bin, which looks at just its rows."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import filters, queries
from explorer.errors import FilterError
from explorer.queries.crossed import QUANTILES, bin_sql
from explorer.store import Dataset
from explorer.ui.categories import focus
from explorer.view import View

KIND = 'we"ird $kind$'


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    """Numbers with gaps, below zero, widely spread; a category with odd values and gaps, under an odd name."""
    return [
        {
            "prompt": f"Question {i}. " + "word " * (i % 17),
            "response": "answer " * (1 if i % 3 else 10 * i + 1),
            KIND: None if i % 10 == 9 else ("it's", "<b>", "算法")[i % 3],
            "score": (i - 100) / 7 if i % 5 else None,
            "wide": 2.0 ** (i % 40) / 64,
            "same": 0.5,
            "nothing_of_a_number": None,
        }
        for i in range(200)
    ]


@pytest.fixture(scope="module")
def dataset(shared_dataset, rows) -> Dataset:
    return shared_dataset(rows)


def cells(dataset: Dataset, name: str) -> list:
    escaped = name.replace('"', '""')
    return dataset.query(f'SELECT "{escaped}" AS v FROM rows ORDER BY row_id', reads={name})["v"].to_pylist()


def placed(value: float, edges: np.ndarray) -> int:
    """The bin of a value, by hand."""
    return min(int(np.searchsorted(edges, value, side="right")) - 1, len(edges) - 2)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=50, unique=True),
    st.lists(st.floats(0, 1), min_size=1, max_size=20),
)
def test_bins_of_sql_are_those_of_a_search(dataset: Dataset, cuts: list[float], shares: list[float]) -> None:
    edges = np.array(sorted(cuts))
    inside = [edges[0] + share * (edges[-1] - edges[0]) for share in shares]
    values = [float(min(max(value, edges[0]), edges[-1])) for value in [*inside, *edges.tolist()]]
    listed = ", ".join(f"({value!r}::DOUBLE)" for value in values)
    sql = f"SELECT {bin_sql('t.v', edges.tolist())} AS place FROM (VALUES {listed}) AS t(v)"
    assert dataset.query(sql)["place"].to_pylist() == [placed(value, edges) for value in values]


NUMBERS = ["total_tokens", "score", "wide", "same", "repetition"]


@pytest.mark.parametrize("column", NUMBERS)
def test_a_column_of_numbers_is_counted_by_bins(dataset: Dataset, column: str) -> None:
    found = queries.binned(View.of(dataset, "row_id >= 60"), column)
    every, kept = np.zeros(found.axis.bins, int), np.zeros(found.axis.bins, int)
    for row, value in enumerate(cells(dataset, column)):
        if value is not None:
            place = placed(value, found.axis.edges)
            every[place] += 1
            kept[place] += row >= 60
    assert (found.all.tolist(), found.kept.tolist()) == (every.tolist(), kept.tolist())
    assert found.without == 200 - every.sum()
    assert list(found.axis.edges) == sorted(set(found.axis.edges)) and found.axis.bins <= 62


@pytest.mark.parametrize(("x", "y"), list(itertools.permutations(NUMBERS[:3], 2)))
def test_two_columns_of_numbers_are_counted_by_cells(dataset: Dataset, x: str, y: str) -> None:
    found = queries.density(View.of(dataset, "row_id < 150"), x, y, bins=12)
    every = np.zeros((found.y.bins, found.x.bins), int)
    kept = np.zeros_like(every)
    for row, (across, up) in enumerate(zip(cells(dataset, x), cells(dataset, y), strict=True)):
        if across is not None and up is not None:
            at = placed(up, found.y.edges), placed(across, found.x.edges)
            every[at] += 1
            kept[at] += row < 150
    assert np.array_equal(found.all, every) and np.array_equal(found.kept, kept)
    assert found.without == 200 - every.sum()


def test_numbers_that_are_spread_widely_have_a_log_scale(dataset: Dataset) -> None:
    scales = {name: queries.axis_of(View.of(dataset), name, 40).log for name in NUMBERS}
    assert scales == {"total_tokens": True, "score": False, "wide": True, "same": False, "repetition": False}


@pytest.mark.parametrize("column", ["total_tokens", "score", "wide"])
@pytest.mark.parametrize("where", ["", "row_id < 90 AND score > 0", "FALSE"])
def test_percentiles_by_value(dataset: Dataset, rows: list[dict], column: str, where: str) -> None:
    found = queries.summaries(View.of(dataset, where), KIND, column)
    looked_at = [True] * 200 if not where else [
        where != "FALSE" and i < 90 and (score or 0) > 0 for i, score in enumerate(cells(dataset, "score"))
    ]  # fmt: skip
    numbers = cells(dataset, column)

    def by_hand(value: str | None, looked: bool) -> list[float]:
        return sorted(
            number
            for row, number, ok in zip(rows, numbers, looked_at, strict=True)
            if row[KIND] == value and number is not None and (ok or not looked)
        )

    assert set(found.values) == {"it's", "<b>", "算法", None} and found.distinct == 3
    assert found.without == sum(number is None for number in numbers)
    assert list(found.rows_all) == sorted(found.rows_all, reverse=True)
    for place, value in enumerate(found.values):
        for looked, counts, cuts in ((False, found.rows_all, found.all), (True, found.rows_kept, found.kept)):
            held = by_hand(value, looked)
            assert counts[place] == len(held)
            wanted = [held[max(math.ceil(share * len(held)), 1) - 1] if held else math.nan for share in QUANTILES]
            assert cuts[place].tolist() == pytest.approx(wanted, nan_ok=True)


def test_a_column_is_not_crossed_with_itself_and_one_without_numbers_is_nothing(dataset: Dataset) -> None:
    view = View.of(dataset)
    for query, names in ((queries.density, ("score", "score")), (queries.summaries, ("score", "score"))):
        with pytest.raises(FilterError, match="crossed with itself"):
            query(view, *names)
    with pytest.raises(FilterError, match="There is no column 'nope'"):
        queries.density(view, "nope", "score")
    assert not queries.binned(View.of(dataset), "n_shots").kept[1:].sum()


@pytest.mark.parametrize("column", NUMBERS)
def test_a_bin_that_is_clicked_looks_at_the_rows_that_were_counted_in_it(dataset: Dataset, column: str) -> None:
    found = queries.binned(View.of(dataset), column, bins=25)
    for first, last in [*((place, place) for place in range(found.axis.bins)), (1, found.axis.bins - 1), (0, 3)]:
        if not 0 <= first <= last < found.axis.bins:
            continue
        terms = focus.within(found.axis, first, last)
        looked = queries.totals(View.of(dataset, filters.combine(terms))).rows_kept
        assert looked == found.all[first : last + 1].sum(), (column, first, last, terms)
        assert all(len(word) < 20 for term in terms for word in term.split()), terms  # round numbers
