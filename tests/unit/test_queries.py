"""Aggregates against plain Python on the same rows."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest

from explorer import queries
from explorer.errors import FilterError
from explorer.queries import bin_edges
from explorer.view import View


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    return [
        {
            "instruction": f"Explain item {i}. " + "word " * (i % 17),
            "input": "",
            "output": "" if i % 25 == 0 else "answer " * (i % 31 + 1),
            "category": None if i % 10 == 9 else "abc"[i % 3],
            "score": i / 7 if i % 5 else None,
            "big": i * 1_000_003,
        }
        for i in range(200)
    ]


@pytest.fixture(scope="module")
def dataset(shared_dataset, rows):
    return shared_dataset(rows)


def values(dataset, name: str) -> list:
    return dataset.query(f'SELECT "{name}" AS v FROM rows ORDER BY row_id')["v"].to_pylist()


def test_totals(dataset) -> None:
    tokens = values(dataset, "total_tokens")
    found = queries.totals(View.of(dataset, "total_tokens > 20"))
    assert found == (200, sum(t > 20 for t in tokens), sum(tokens), sum(t for t in tokens if t > 20))


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("column", ["total_tokens", "response_chars", "score", "big"])
def test_histogram_counts_every_row_once(dataset, column: str, log: bool) -> None:
    cells = [cell for cell in values(dataset, column) if cell is not None]
    found = queries.histogram(View.of(dataset, "row_id < 50"), column, bins=20, log=log)
    assert found.all.sum() == len(cells)
    assert found.nulls == 200 - len(cells)
    assert found.kept.sum() == sum(cell is not None for cell in values(dataset, column)[:50])
    assert list(found.edges) == sorted(set(found.edges))
    expected, _ = np.histogram(cells, bins=found.edges)
    assert np.abs(np.cumsum(expected) - np.cumsum(found.all)).max() <= (1 if column in ("score", "big") else 0)


def test_several_histograms_equal_single_ones(dataset) -> None:
    view = View.of(dataset, "category = 'a'")
    together = queries.histograms(view, ["prompt_tokens", "score"])
    for found in together:
        alone = queries.histogram(view, found.column)
        assert (found.all == alone.all).all() and (found.kept == alone.kept).all()


@pytest.mark.parametrize(
    ("low", "high", "bins"),
    [(0, 0, 10), (5, 5, 10), (0, 1, 7), (3, 1003, 60), (0.001, 0.002, 10), (-50, 50, 20), (0, 1e12, 60)],
)
def test_bin_edges_cover_the_range_with_round_steps(low: float, high: float, bins: int) -> None:
    edges = bin_edges(low, high, bins)
    assert edges[0] <= low and edges[-1] >= high and len(edges) <= bins + 3
    step = edges[1] - edges[0]
    mantissa = step / 10 ** math.floor(math.log10(step) + 1e-12)
    assert any(math.isclose(mantissa, round_, rel_tol=1e-6) for round_ in (1, 2, 2.5, 5, 10))


def test_percentiles_are_exact(dataset) -> None:
    for column in ("total_tokens", "score", "big"):
        cells = sorted(cell for cell in values(dataset, column) if cell is not None)
        found = queries.percentiles(View.of(dataset), [column])[0]
        assert found.rows == len(cells)
        assert found.mean == pytest.approx(statistics.fmean(cells))
        assert (found.minimum, found.maximum) == (cells[0], cells[-1])
        for share, cut in ((0.05, found.p5), (0.5, found.p50), (0.95, found.p95), (0.99, found.p99)):
            assert cut == pytest.approx(cells[math.ceil(share * len(cells)) - 1])


def test_outside(dataset) -> None:
    tokens = values(dataset, "response_tokens")
    found = queries.outside(View.of(dataset), "response_tokens", 5, 20)
    assert (found.below, found.above) == (sum(t < 5 for t in tokens), sum(t > 20 for t in tokens))
    assert found.rows == found.below + found.above
    assert queries.outside(View.of(dataset), "response_tokens", None, None).rows == 0


def test_categories_and_balance(dataset, rows) -> None:
    found = queries.categories(View.of(dataset, "row_id < 100"), "category", limit=2)
    cells = [row["category"] for row in rows]
    counts = {value: cells.count(value) for value in ("a", "b", "c", None)}
    assert dict(zip(found.values, found.all, strict=True)) == {v: counts[v] for v in found.values}
    assert found.distinct == 3
    assert found.other_all == 200 - found.all.sum()
    told = [cell for cell in cells[:100] if cell is not None]  # a missing value is in no category
    first = [told.count(value) / len(told) for value in ("a", "b", "c")]
    entropy = -sum(p * math.log(p) for p in first)
    assert len(told) < 100 and found.spread.evenness == pytest.approx(entropy / math.log(3))
    assert found.spread.effective == pytest.approx(math.exp(entropy))
    assert found.spread.largest == pytest.approx(max(first))


def test_one_category_is_not_balanced_at_all(dataset) -> None:
    found = queries.categories(View.of(dataset), "dialect")
    assert (found.spread.evenness, found.spread.effective, found.spread.largest) == (0.0, 1.0, 1.0)


def test_cross(dataset, rows) -> None:
    found = queries.cross(View.of(dataset, "row_id >= 100"), "category", "is_empty")
    a, b = found.row_values.index("b"), found.column_values.index("true")
    expected = [i for i, row in enumerate(rows) if row["category"] == "b" and not row["output"]]
    assert found.all[a, b] == len(expected)
    assert found.kept[a, b] == sum(i >= 100 for i in expected)
    assert found.all.sum() == 200
    with pytest.raises(FilterError):
        queries.cross(View.of(dataset), "category", "category")


def test_pages_follow_the_order(dataset) -> None:
    view = View.of(dataset, "NOT is_empty")
    tokens = dict(enumerate(values(dataset, "total_tokens")))
    kept = [i for i, empty in enumerate(values(dataset, "is_empty")) if not empty]
    expected = sorted(kept, key=lambda i: (-tokens[i], i))
    found = queries.page(view, ["total_tokens", "response"], "total_tokens", True, offset=10, limit=20, snippet=12)
    assert found["row_id"].to_pylist() == expected[10:30]
    assert all(len(text) <= 12 for text in found["response"].to_pylist())
    assert found.column_names == ["row_id", "total_tokens", "response"]
    with pytest.raises(FilterError, match="sorted by 'prompt'"):
        queries.page(view, ["prompt"], order="prompt")


def test_missing_values_sort_last(dataset, rows) -> None:
    for descending in (False, True):
        ids = queries.row_ids(View.of(dataset), "score", descending)
        assert all(rows[i]["score"] is None for i in ids[-40:])


@pytest.mark.parametrize("order", ["row_id", "total_tokens"])
@pytest.mark.parametrize("descending", [False, True])
def test_neighbours(dataset, order: str, descending: bool) -> None:
    view = View.of(dataset, "category = 'c'")
    ids = queries.row_ids(view, order, descending)
    for position in (0, 7, len(ids) - 1):
        previous, following, place = queries.neighbours(view, ids[position], order, descending)
        assert place == position
        assert previous == (ids[position - 1] if position else None)
        assert following == (ids[position + 1] if position + 1 < len(ids) else None)
    assert queries.neighbours(view, 0, order, descending)[2] is None


def test_flags_and_remarks(make_dataset) -> None:
    dataset = make_dataset(['{"prompt": "a", "response": "b", "x": NaN}', '{"prompt": "a\ufffd", "response": " "}'])
    found = {flag.column.name: flag.all for flag in queries.flags(View.of(dataset))}
    assert found["is_empty"] == 1 and found["has_replacement_char"] == 1
    remarks = queries.remarks(View.of(dataset))
    assert remarks and remarks[0][1] == 1 and "NaN" in remarks[0][0]
    assert dataset.query("SELECT x FROM rows WHERE row_id = 0")["x"][0].as_py() is None


def test_duplicate_groups_show_their_first_row(make_dataset) -> None:
    row = {"prompt": "same", "response": "same"}
    dataset = make_dataset([{"prompt": "x", "response": "y"}, row, row, row])
    found = queries.duplicate_groups(View.of(dataset), "exact_group").to_pylist()
    assert found == [{"group": 0, "rows": 3, "row_id": 1, "prompt": "same", "response": "same"}]


def test_values_like_ignores_case(make_dataset) -> None:
    dataset = make_dataset(
        [{"prompt": "p", "response": "r", "topic": t} for t in ("Law", "law & order", "医学", "Law")]
    )
    assert queries.values_like(View.of(dataset), "topic", "LAW") == [("Law", 2), ("law & order", 1)]
    assert queries.values_like(View.of(dataset), "topic", "医") == [("医学", 1)]


def test_masks_are_shared_and_old_ones_go(make_dataset) -> None:
    dataset = make_dataset([{"prompt": f"p{i}", "response": "r"} for i in range(60)])
    assert View.of(dataset, "row_id < 5").where == View.of(dataset, "row_id < 5").where
    for limit in range(60):
        many = " OR ".join([f"row_id = {row}" for row in range(limit)] or ["row_id < 0"])
        assert queries.totals(View.of(dataset, many)).rows_kept == limit
    assert queries.totals(View.of(dataset, "row_id < 5")).rows_kept == 5
    assert queries.totals(View.of(dataset, "search('p59')")).rows_kept == 1


def test_long_text_has_no_distribution(dataset) -> None:
    with pytest.raises(FilterError, match="long text"):
        queries.categories(View.of(dataset), "prompt")
    with pytest.raises(FilterError, match="no column 'nope'"):
        queries.histogram(View.of(dataset), "nope")
