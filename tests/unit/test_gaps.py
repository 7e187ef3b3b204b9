"""A dataset beside a reference: what is missing, what is thin, how many rows would even it out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer import building, gaps
from explorer.building import Options
from explorer.charts import gaps as charts
from explorer.cli import main
from explorer.errors import BuildCancelled
from explorer.gaps.verdicts import judge, to_add
from explorer.progress import Progress
from explorer.queries.map_points import Centre
from explorer.store import Cache, Dataset
from explorer.view import View

LAYERS = ["tokens", "ability", "language", "domain"]
COOKING = [f"How do I cook {dish} for {n} people?" for dish in ("rice", "soup", "beans", "fish") for n in range(2, 14)]
CODE = [
    f"Write a Python function that {task} {n} times."
    for task in ("sorts a list", "reads a file", "counts words", "parses a date")
    for n in range(2, 14)
]
CHINESE = [
    f"请用中文写一首关于{what}的诗，一共{n}行。" for what in ("春雨", "大海", "故乡", "月亮") for n in range(2, 14)
]


@pytest.fixture
def make(cache: Cache, jsonl: Callable[..., Path]) -> Callable[[list[str], str], Dataset]:
    def made(prompts: list[str], name: str) -> Dataset:
        rows: list[Any] = [{"prompt": text, "response": "Here it is."} for text in prompts]
        path = jsonl(rows or [""], f"{name}.jsonl")  # a blank line is no row
        return building.run(cache, [path], Options(), LAYERS)

    return made


def test_verdicts() -> None:
    assert judge(0, 100, 10, 100) == "missing"
    assert judge(0, 0, 10, 100) == "missing"
    assert judge(2, 100, 10, 100) == "thin"
    assert judge(5, 100, 10, 100) == "even"
    assert judge(0, 100, 2, 100) == "even"  # two rows are no sign of anything
    assert judge(0, 100, 4, 10_000) == "even"  # nor is a share that small
    assert to_add(0, 100, 50, 100) == 100  # 100 of 200 are half
    assert to_add(50, 100, 50, 100) == 0
    assert to_add(0, 0, 5, 100) == 5  # no row here: those of the reference
    assert to_add(3, 10, 7, 7) == 4  # the reference has nothing else: half of 14
    assert to_add(0, 1_000, 999, 1_000) == 1_000  # not a million


def test_a_kind_that_is_missing_is_found(make: Callable[[list[str], str], Dataset]) -> None:
    here, there = make(COOKING, "here"), make(COOKING[:20] + CODE, "there")
    joint = gaps.draw(here, there)
    assert joint.here == len(COOKING) and len(joint.flat) == len(joint.starts) == len(COOKING) + 20 + len(CODE)
    assert np.isfinite(joint.flat).all()
    found = gaps.measure(View.of(here), joint)
    lacking = gaps.lacking_rows(joint, {gap.number for gap in found.lacking})
    assert len(set(lacking) & set(range(20, 20 + len(CODE)))) > 0.9 * len(CODE)
    assert len(set(lacking) & set(range(20))) <= 2
    assert {gap.verdict for gap in found.lacking} == {"missing"}
    assert all(joint.starts[place].startswith("Write a Python") for gap in found.lacking for place in gap.samples[:1])
    (ability,) = [gap for gap in gaps.label_gaps(View.of(here), View.of(there), "ability") if gap.verdict != "even"]
    assert (ability.value, ability.verdict, ability.there) == ("programming", "missing", len(CODE))
    assert ability.to_add == to_add(0, len(COOKING), len(CODE), 20 + len(CODE))
    ((value, words),) = gaps.label_sentences([ability], "ability")
    assert value == "programming" and "this dataset nothing" in words
    assert gaps.cluster_sentences(found.clusters)


def test_the_same_rows_lack_nothing(make: Callable[[list[str], str], Dataset]) -> None:
    here = make(COOKING + CODE, "here")
    joint = gaps.draw(here, here)
    found = gaps.measure(View.of(here), joint)
    assert not found.lacking and found.coverage > 0.99
    assert gaps.is_drawn(here, here)
    again = gaps.drawn(here, here)
    assert again is not None and again.names == joint.names and np.array_equal(again.flat, joint.flat)


def test_a_filter_opens_a_gap(make: Callable[[list[str], str], Dataset]) -> None:
    here = make(COOKING + CODE, "here")
    joint = gaps.draw(here, here)
    view = View.of(here, f"row_id < {len(COOKING)}")
    found = gaps.measure(view, joint)
    assert found.kept[: joint.here].sum() == len(COOKING) and found.kept[joint.here :].all()
    assert found.lacking and all("python" in joint.starts[gap.samples[0]].lower() for gap in found.lacking)
    assert not gaps.measure(View.of(here, "row_id < 0"), joint).likeness.any()


@pytest.mark.parametrize(
    ("ours", "theirs"), [([], ["one"]), (["one"], []), ([], []), (["a"], ["b"]), (["x"] * 3, [""])]
)
def test_a_few_rows(make: Callable[[list[str], str], Dataset], ours: list[str], theirs: list[str]) -> None:
    here, there = make(ours, "here"), make(theirs, "there")
    joint = gaps.draw(here, there)
    found = gaps.measure(View.of(here), joint)
    assert len(joint.row_id) == len(ours) + len(theirs) and not found.lacking


def test_nothing_is_kept_of_a_comparison_that_was_stopped(make: Callable[[list[str], str], Dataset]) -> None:
    here, there = make(COOKING, "here"), make(CODE, "there")

    def stop(progress: Progress) -> None:
        if progress.done:
            raise BuildCancelled("Stopped.")

    with pytest.raises(BuildCancelled):
        gaps.draw(here, there, stop)
    assert not gaps.is_drawn(here, there)


def test_the_command(jsonl: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    def write(prompts: list[str], name: str) -> str:
        answers = [
            "Put it into a pot with water and wait." if text.isascii() else "春天的雨落在安静的山上。"
            for text in prompts
        ]
        return str(jsonl([{"prompt": p, "response": r} for p, r in zip(prompts, answers, strict=True)], name))

    command = ["gaps", write(COOKING, "a.jsonl"), "--reference", write(COOKING[:10] + CHINESE, "b.jsonl"), "--quiet"]
    assert main([*command, "--json"]) == 0
    facts: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert facts["rows"] == {"here": len(COOKING), "there": 10 + len(CHINESE)}
    assert [gap["value"] for gap in facts["language"] if gap["verdict"] == "missing"] == ["zh"]
    assert any(gap["verdict"] == "missing" for gap in facts["clusters"])
    assert main(command) == 0
    assert "missing" in capsys.readouterr().out
    assert main(["gaps", command[1], "--reference", "/no/such/file.jsonl", "--quiet"]) == 2
    capsys.readouterr()
    target = Path(command[1]).with_name("to_add.jsonl")
    assert main([*command, "--out", str(target), "--json"]) == 0
    count = json.loads(capsys.readouterr().out)["written"]["rows"]
    added = target.read_bytes().splitlines(keepends=True)
    assert len(added) == count > 0.9 * len(CHINESE)
    assert set(added) <= set(Path(command[3]).read_bytes().splitlines(keepends=True))
    again = target.with_name("again.jsonl")
    assert main(["export", "--recipe", f"{target}.recipe.json", "--out", str(again), "--quiet"]) == 0
    assert again.read_bytes() == target.read_bytes()


def test_figures_hold_hostile_names() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    flat = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 0.5]], dtype=np.float32)
    lacking = np.array([False, True, False])
    drawn = charts.together(
        flat, 1, np.ones(3, bool), [hostile] * 3, lacking, [Centre(hostile, 1.0, 0.5, 3, 3)], "light"
    )
    bars = charts.pairs("ability", [hostile, "b"], [0.5, 0.0], [0.1, 0.2], "dark")
    for figure in (drawn, bars):
        shown = json.dumps(
            [figure.to_dict()["layout"], [trace.get("text") for trace in figure.to_dict()["data"]]], default=str
        )
        assert "<img" not in shown
    assert [trace.name for trace in drawn.data] == [
        "this dataset · 1",
        "reference, in groups that are here · 1",
        "reference, in groups that lack · 1",
    ]
