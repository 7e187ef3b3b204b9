"""Diversity in numbers: what repeats is told, the same way every time, of the kept rows alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from explorer import building, diversity
from explorer.building import shipped
from explorer.cli import main
from explorer.errors import BuildCancelled
from explorer.passes import MAP
from explorer.progress import Progress
from explorer.store import Cache, Dataset
from explorer.view import View
from tests.conftest import SAMPLE

Make = Callable[..., Dataset]


def rows() -> list[dict[str, Any]]:
    canned = [
        {"prompt": f"Question {n}?", "response": f"Sure! Here is the answer: {n * 7919}. Hope this helps you!"}
        for n in range(30)
    ]
    chinese = [{"prompt": f"问题{n}", "response": f"当然可以，下面是答案{n * 31}的详细说明"} for n in range(6)]
    free = [{"prompt": f"p {n * n}", "response": f"{n * 104729:x} {n * 7:b} {n * 99991:o} {n}"} for n in range(1, 30)]
    return [*canned, *chinese, *free, {"prompt": "p 1", "response": ""}]


def test_openings_and_endings_that_many_share_are_listed(make_dataset: Make) -> None:
    found = diversity.measure(View.of(make_dataset(rows())))
    assert found.openings[0] == ("Sure! Here is the", 30) and found.endings[0] == ("Hope this helps you!", 30)
    assert ("当然可以，下面是", 6) in found.openings
    assert found.self_repetition == pytest.approx(36 / 65)
    assert found.distinct_prompts == pytest.approx(65 / 66)
    assert (found.vendi, found.novelsum, found.coverage) == (None, None, None)


def test_what_is_dropped_does_not_count(make_dataset: Make) -> None:
    view = View.of(make_dataset(rows()))
    free = diversity.measure(view.focused("row_id >= 0").with_steps([step("response LIKE 'Sure%'")]))
    assert free.rows == 36 and [one.text for one in free.openings] == ["当然可以，下面是"]
    whole = diversity.measure(view)
    assert whole.answer_compression is not None and free.answer_compression is not None
    assert whole.answer_compression > free.answer_compression > 1
    nothing = diversity.measure(view.with_steps([step("TRUE")]))
    assert nothing.rows == 0 and nothing.answer_compression is None and nothing.as_dict()["openings"] == []


def step(where: str) -> Any:
    from explorer.steps import named

    return named(where, "gone")


def test_figures_of_the_sample_are_the_same_every_time(cache: Cache) -> None:
    shipped.prepare(cache, [SAMPLE])
    building.run(cache, [SAMPLE])
    dataset = building.run(cache, [SAMPLE], layers=[MAP.name])
    view = View.of(dataset, by_hand=False)
    found = diversity.measure(view)
    assert found.coverage == 1 and found.vendi is not None and 20 < found.vendi < 130
    fewer = diversity.measure(view.with_steps([step("map_topic = (map_topic) AND row_id % 3 > 0")]))
    assert fewer.coverage is not None and 0.5 < fewer.coverage < 1
    building.forget()
    again = building.run(cache, [SAMPLE], layers=[MAP.name])
    assert diversity.measure(View.of(again, by_hand=False)) == found


def test_measuring_can_be_cancelled(make_dataset: Make) -> None:
    def stop(progress: Progress) -> None:
        raise BuildCancelled("Stopped.")

    view = View.of(make_dataset(rows()))
    with pytest.raises(BuildCancelled):
        diversity.measure(view, stop)
    assert diversity.measure(view).rows == 66


def test_stats_tells_them(make_dataset: Make, capsys: pytest.CaptureFixture[str]) -> None:
    dataset = make_dataset(rows())
    assert main(["stats", dataset.files[0].path, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["diversity"]
    assert told["openings"][0] == {"text": "Sure! Here is the", "rows": 30}
    assert set(diversity.HELP) <= told.keys()
    assert main(["stats", dataset.files[0].path, "--all"]) == 0
    assert "Hope this helps you!" in capsys.readouterr().out
