"""Where faults sit: the column whose values differ most in their rates, and none where chance could explain it."""

from __future__ import annotations

import pytest

from explorer import queries
from explorer.queries.telling import most_telling
from explorer.store import Dataset
from explorer.view import View

FAULTS = ("is_empty", "is_refusal")


@pytest.fixture(scope="module")
def dataset(shared_dataset) -> Dataset:
    """300 rows. maker: half of b's answers are empty, none of a's; `rare` has more still, in too few rows. noise: says nothing."""
    rows = []
    for i in range(300):
        maker = "rare" if i % 30 == 29 else "it's b" if i % 3 == 0 else "a"
        empty = maker == "rare" or (maker == "it's b" and i % 2 == 0)
        rows.append(
            {
                "prompt": f"Tell me about thing number {i} in a few words.",
                "response": "" if empty else f"Thing number {i} is made of wood and of stone.",
                "maker": maker,
                "noise": None if i % 7 == 0 else "xyz"[(i // 3) % 3],
            }
        )
    return shared_dataset(rows)


def rate(dataset: Dataset, where: str) -> float:
    return (
        queries.totals(View.of(dataset, f"({where}) AND is_empty")).rows_kept
        / queries.totals(View.of(dataset, where)).rows_kept
    )


def test_the_column_with_the_largest_spread_is_found(dataset: Dataset) -> None:
    told = most_telling(View.of(dataset), ("noise", "maker"), FAULTS)
    assert told is not None
    assert (told.column, told.fault, told.high, told.low) == ("maker", "is_empty", "it's b", "a")
    assert told.high_rate == pytest.approx(rate(dataset, "maker = 'it''s b'")) and told.low_rate == 0.0
    assert told.spread == told.high_rate


def test_values_with_few_rows_do_not_count(dataset: Dataset) -> None:
    few = most_telling(View.of(dataset), ("maker",), FAULTS, least=5)
    assert few is not None and (few.high, few.high_rate) == ("rare", 1.0)
    assert most_telling(View.of(dataset), ("maker",), FAULTS, least=150) is None  # one value alone has so many


def test_what_chance_explains_is_nothing(dataset: Dataset) -> None:
    view = View.of(dataset)
    assert most_telling(view, ("noise",), FAULTS) is None
    assert most_telling(view, ("dialect",), FAULTS) is None
    assert most_telling(view, (), FAULTS) is None and most_telling(view, ("maker",), ()) is None
    assert most_telling(View.of(dataset, "NOT is_empty"), ("maker",), FAULTS) is None
