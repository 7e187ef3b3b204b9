"""Figures among those of known datasets, and of the user's own earlier ones."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from explorer import norms, scorecard
from explorer.cli import main
from explorer.norms import Place
from explorer.store import Dataset
from explorer.view import View

Make = Callable[..., Dataset]


def rows(refused: int, of: int = 40) -> list[dict[str, str]]:
    said = "I'm sorry, but as an AI language model I cannot help with that."
    return [
        {
            "prompt": f"What is {n} times {n}, spelt out?",
            "response": said if n < refused else f"It is {n * n} in words.",
        }
        for n in range(of)
    ]


def test_the_shipped_table_holds_figures_and_no_text() -> None:
    held = json.loads(norms.KNOWN.read_text("utf-8"))["datasets"]
    assert len(held) >= 30 and len({one["name"] for one in held}) == len(held)
    points = {point.id for point in scorecard.POINTS}
    for one in held:
        assert set(one) == {"name", "licence", "rows", "figures"} and one["rows"] >= norms.FEWEST
        assert all(type(value) is float for value in one["figures"].values())
        assert one["figures"].keys() <= points | {
            "distinct_prompts", "prompt_compression", "answer_compression", "self_repetition",
        }  # fmt: skip


def test_a_figure_is_placed_among_the_known_ones(make_dataset: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(norms, "shipped", lambda: ({"refused": 0.0}, {"refused": 0.25}, {"refused": 0.9}, {"cot": 1.0}))
    view = View.of(make_dataset(rows(10)))
    found = norms.of_view(view, scorecard.score(view, scorecard.shipped()))
    assert found["refused"] == Place(1, 1, 3) and found["refused"].percentile == 50
    assert "size" not in found and "answer_compression" not in found


def test_earlier_datasets_of_the_user_count(make_dataset: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(norms, "shipped", tuple)

    def placed(refused: int, name: str, where: str = "") -> dict[str, Place]:
        view = View.of(make_dataset(rows(refused), name), where)
        return norms.of_view(view, scorecard.score(view, scorecard.shipped()))

    assert placed(4, "a.jsonl") == {}
    assert placed(8, "b.jsonl")["refused"] == Place(1, 0, 1)
    assert placed(8, "b.jsonl")["refused"] == Place(1, 0, 1)  # not itself
    placed(30, "c.jsonl", "row_id < 35")  # a part of one is none of them
    assert placed(2, "d.jsonl")["refused"] == Place(0, 0, 2)


def test_few_rows_are_not_remembered(make_dataset: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(norms, "shipped", tuple)
    for name in ("a.jsonl", "b.jsonl"):
        view = View.of(make_dataset(rows(2, 20 + len(name)) if name == "a.jsonl" else rows(3, 12), name))
        norms.of_view(view, scorecard.score(view, scorecard.shipped()))
    assert norms.earlier(make_dataset(rows(1, 50), "c.jsonl")) == []


def test_stats_tells_the_place(make_dataset: Make, capsys: pytest.CaptureFixture[str]) -> None:
    dataset = make_dataset(rows(39))
    assert main(["stats", dataset.files[0].path, "--json"]) == 0
    place = json.loads(capsys.readouterr().out)["norms"]["refused"]
    assert place["below"] + place["same"] == place["of"] >= 20 and place["percentile"] > 90
