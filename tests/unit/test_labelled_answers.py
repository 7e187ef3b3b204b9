"""Labelled answers: what is cut is a beginning of what was whole, and a changed sum is false."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.answers import cuts, refusals, solutions
from benchmarks.answers.rows import Mirrors


class _Kept(Mirrors):
    """Repositories whose files are given; those that are not hold no rows."""

    def __init__(self, files: dict[str, str]) -> None:
        super().__init__(Path())
        self.text = lambda repository, path: files.get(path.rsplit("/", 1)[-1], _EMPTY)


_EMPTY = json.dumps({"completions": [], "jailbreaks": [], "example": []})
_AQUA = "\n".join(
    json.dumps(
        {
            "question": f"A shelf holds {n} books and gets 14 more. How many are there?",
            "options": ["A)1", "B)2"],
            "rationale": f"The shelf holds {n} at first and 14 are put on it. So there are {n} + 14 = {n + 14} books.",
            "correct": "B",
        }
    )
    for n in range(20, 28)
)


def test_sums_are_as_they_were_or_false() -> None:
    rows = [row.values for row in solutions._sums(solutions._aqua(_Kept({"dev.json": _AQUA, "test.json": ""})))]
    assert {row["label"] for row in rows} == {"wrong_arithmetic", "correct_arithmetic"}
    for row in rows:
        found = solutions._SUM.search(row["response"])
        assert found is not None
        assert solutions._holds(found) == (row["label"] == "correct_arithmetic")


@pytest.mark.parametrize("text", ["x + 3 = 7", "2 + 3 + 4 = 9", "7 - 3 = 4 * 1", "3.5.2 + 1 = 4", "12 / 5 = 2.4x"])
def test_a_sum_that_is_part_of_more_is_left_alone(text: str) -> None:
    assert solutions._SUM.search(text) is None


def test_cut_answers_are_beginnings() -> None:
    said = (
        "Tea is grown on hills. It likes rain and shade. The leaves are picked by hand, and they are dried at once. "
        * 2
    )
    runs = {
        "harmless_baseline_evaluations.json": json.dumps(
            {"completions": [{"prompt": f"Tell {n}", "response": said.strip()} for n in range(16)]}
        )
    }
    (first, *_) = cuts._models(_Kept(runs))
    made = [
        cuts._cut(first[0], kind, cuts.Random(seed))
        for kind in ("any_character", "word_boundary", "sentence_end")
        for seed in range(20)
    ]
    assert all(said.startswith(one) for one in made)
    assert any(one.endswith(".") for one in made) and any(one and one[-1].isalpha() for one in made)


def test_a_run_is_kept_where_setting_and_first_words_agree() -> None:
    runs = {
        "harmless_actadd_evaluations.json": json.dumps(
            {
                "completions": [
                    {
                        "prompt": "Sing",
                        "response": "I cannot sing.assistant\n\nMore",
                        "is_jailbreak_substring_matching": 0,
                    },
                    {"prompt": "Sing", "response": "La la la.", "is_jailbreak_substring_matching": 1},
                ]
            }
        )
    }
    rows = [row.values for row in refusals._runs(_Kept(runs))]
    assert {(row["response"], row["label"]) for row in rows} == {("I cannot sing.", "refusal")}


def test_written_forms_stand_in_one_half_each() -> None:
    halves: dict[str, set[str]] = {}
    for row in refusals._written():
        halves.setdefault(row.values["source"], set()).add(row.half)
    assert len(halves) >= 20 and all(len(half) == 1 for half in halves.values())
