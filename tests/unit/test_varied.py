"""Points of diversity: told of enough rows, warned of with a reason, and never waited for on a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from explorer import building, diversity, scorecard
from explorer.diversity import ENOUGH
from explorer.scorecard import Card, varied
from explorer.steps import named
from explorer.store import Dataset
from explorer.view import View

Make = Callable[..., Dataset]
IDS = {point.id for point in varied.POINTS}
LONG = "A long answer in words of its own, which says {n} things about {m} of them and then a little more on {k}. "


def rows(count: int, repeated: int = 0, samples: int = 0) -> list[dict[str, Any]]:
    """Rows of prompts of their own; then some with one prompt and a short answer, and some with one prompt and a long one."""
    found = [{"prompt": f"Question {n * 7919}?", "response": f"{n * 104729:x} {n * 31:b}"} for n in range(count)]
    found += [{"prompt": "The same?", "response": f"It is {n}."} for n in range(repeated)]
    return found + [
        {"prompt": "Tell me a story.", "response": (LONG * 5).format(n=n * 17, m=f"{n * 99991:x}", k=n * n)}
        for n in range(samples)
    ]


def told(card: Card) -> dict[str, scorecard.Finding]:
    return {one.point.id: one for one in card.findings if one.point.id in IDS}


def score(dataset: Dataset, **more: Any) -> dict[str, scorecard.Finding]:
    return told(scorecard.score(View.of(dataset), scorecard.shipped(), **more))


def test_few_rows_tell_nothing(make_dataset: Make) -> None:
    found = score(make_dataset(rows(ENOUGH - 1)))
    assert found.keys() == IDS - set(varied.OF_PARTS)
    assert {one.verdict for one in found.values()} == {"unknown"} and str(ENOUGH) in found["vendi"].said


def test_repeated_prompts_warn_and_samples_of_one_do_not(make_dataset: Make) -> None:
    found = score(make_dataset(rows(ENOUGH, repeated=20)))
    prompts = found["distinct_prompts"]
    assert prompts.verdict == "warn" and prompts.measured.value == pytest.approx(201 / 220)
    assert prompts.measured.rows == 19 and not prompts.names_faults
    view = View.of(make_dataset(rows(ENOUGH, repeated=20)))
    assert len(
        told(scorecard.score(view.with_steps([named(prompts.measured.blame, "x")]), scorecard.shipped()))
    ) == len(IDS)
    sampled = score(make_dataset(rows(ENOUGH, samples=20), "b.jsonl"))["distinct_prompts"]
    assert sampled.verdict == "unknown" and "19 are further answers" in sampled.said
    assert found["vendi"].verdict == "unknown" and "map" in found["vendi"].said
    assert found["answer_compression"].verdict == "pass"


def test_canned_answers_warn(make_dataset: Make) -> None:
    canned = [
        {"prompt": f"Question {n}?", "response": f"Sure! Here is the answer: {n}. I hope this helps you!"}
        for n in range(ENOUGH)
    ]
    found = score(make_dataset(canned))
    assert found["self_repetition"].verdict == found["answer_compression"].verdict == "warn"
    assert found["self_repetition"].measured.value == 1


def test_a_page_shows_what_is_known_and_waits_for_nothing(make_dataset: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = make_dataset(rows(ENOUGH))
    assert score(dataset, variety="known") == score(dataset, variety="left out") == {}
    full = score(dataset)
    assert score(dataset, variety="known") == full and score(dataset, variety="left out") == {}
    # Of a whole dataset it is known when that is opened again, and measured anew once its layers are others.
    building.forget()
    again = make_dataset(rows(ENOUGH))
    assert again is not dataset and diversity.known(View.of(again)) == diversity.measure(View.of(dataset))
    assert diversity.known(View.of(again).with_steps([named("row_id < 9", "x")])) is None
    monkeypatch.setattr("explorer.diversity.stored._VERSION", 2)
    building.forget()
    assert diversity.known(View.of(make_dataset(rows(ENOUGH)))) is None
