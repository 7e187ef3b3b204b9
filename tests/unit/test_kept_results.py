"""Answers that are kept: as long as what they were computed from, and never under a name that another state bears."""

from __future__ import annotations

from pathlib import Path

from explorer import building, scorecard
from explorer.store import Cache, Dataset
from explorer.ui.parts.cached import ask
from explorer.view import View

from ..conftest import SAMPLE


def _opened(cache: Cache, source: Path) -> Dataset:
    found = building.opened(cache, building.resolve(str(source)))
    assert found is not None
    return found


def _verdicts(dataset: Dataset) -> dict[scorecard.Verdict, int]:
    card = ask(scorecard.score, View.of(dataset), scorecard.shipped("general"))
    return dict(card.tally)


def test_a_verdict_on_half_a_build_is_not_given_for_the_whole(cache: Cache) -> None:
    """As after more than six datasets: the one that was read while it was built is closed, and opened again."""
    building.run(cache, building.resolve(str(SAMPLE)), layers=("tokens",))
    half = _opened(cache, SAMPLE)
    assert not half.complete
    early, key = _verdicts(half), View.of(half).key
    building.run(cache, building.resolve(str(SAMPLE)))
    building.forget()
    whole = _opened(cache, SAMPLE)
    assert whole.complete
    right = dict(scorecard.score(View.of(whole), scorecard.shipped("general")).tally)
    assert early != right  # or the test says nothing
    assert _verdicts(whole) == right
    assert View.of(whole).key != key


def test_what_is_kept_goes_as_soon_as_there_is_more(cache: Cache) -> None:
    building.run(cache, building.resolve(str(SAMPLE)), layers=("tokens",))
    half = _opened(cache, SAMPLE)
    calls: list[str] = []
    for _ in range(2):
        half.kept_result("rows", lambda: calls.append(half.state))
    assert len(calls) == 1  # pages are drawn again and again while data is judged
    building.run(cache, building.resolve(str(SAMPLE)))
    half.refresh()
    half.kept_result("rows", lambda: calls.append(half.state))
    assert len(calls) == 2 and calls[0] != calls[1]


def test_the_same_layers_have_the_same_name_in_another_object(cache: Cache) -> None:
    building.run(cache, building.resolve(str(SAMPLE)))
    first = View.of(_opened(cache, SAMPLE)).key
    building.forget()
    assert View.of(_opened(cache, SAMPLE)).key == first


def test_what_changed_while_it_was_counted_is_not_kept(cache: Cache) -> None:
    building.run(cache, building.resolve(str(SAMPLE)))
    dataset = _opened(cache, SAMPLE)

    def count() -> int:
        dataset.state += "'"  # as when a map arrives
        return 1

    dataset.kept_result("rows", count)
    calls: list[int] = []
    dataset.kept_result("rows", lambda: calls.append(1))
    assert calls
