"""Conflicts: answers to one question that cannot all be right, and answers that only differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from explorer.store import Dataset

LONG = (
    "The town lies where two rivers meet, and its market has been held on the same square since the bridge was built. "
)
COLUMNS = ("conflict_group", "conflict_reason", "conflict_odds", "is_multi_sampled")


def told(dataset: Dataset) -> list[dict[str, Any]]:
    sql = f"SELECT {', '.join(COLUMNS)} FROM rows ORDER BY row_id"
    return dataset.query(sql, reads=set(COLUMNS)).to_pylist()


def rows(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"prompt": prompt, "response": response} for prompt, response in pairs]


@pytest.mark.parametrize(
    ("reason", "question", "answers"),
    [
        ("number", "How many apples are left of 12 if Ann eats 5?", ("She has 12 - 5 = 7 apples left.", "#### 8")),
        ("number", "When does the train arrive?", ("It gets in at **11:50**.", "It arrives at 11:35.")),
        ("number", "小明有12个苹果，吃了5个，还剩多少个？", ("答案是7。", "还剩8个。")),
        ("polarity", "Can a landlord keep the deposit?", ("Yes. He may.", "In most places, no. It is yours.")),
        ("option", "Which is a fish?\nA. carp\nB. cow", ("A", "The answer is B.")),
    ],
)
def test_answers_that_cannot_both_be_right(
    shared_dataset: Callable[..., Dataset], reason: str, question: str, answers: tuple[str, str]
) -> None:
    found = told(shared_dataset(rows(*((question, answer) for answer in answers)), f"{reason}{len(question)}.jsonl"))
    assert [row["conflict_group"] for row in found] == [0, 0]
    assert {row["conflict_reason"] for row in found} == {reason}
    assert all(0 < row["conflict_odds"] < 0.5 for row in found)


def test_labels_are_texts_that_several_rows_answer_with(shared_dataset: Callable[..., Dataset]) -> None:
    labels = ("positive", "negative", "neutral")
    reviews = [(f"Review {n}: {'good' * (n % 5 + 1)} value", labels[n % 3]) for n in range(12)]
    pair = [
        ("Review: it works", "positive"),
        ("review: it works!", "Negative."),
        ("Say something.", "Paris"),
        ("Say something.", "Rome"),
    ]
    found = told(shared_dataset(rows(*reviews, *pair), "labels.jsonl"))
    assert [row["conflict_reason"] for row in found] == [None] * 12 + ["label", "label", None, None]


def test_who_stands_alone_is_likelier_wrong(shared_dataset: Callable[..., Dataset]) -> None:
    answers = ["#### 7", "So 7 are left. #### 7", "#### 7.0", "#### 9"]
    found = told(shared_dataset(rows(*(("How many are left?", answer) for answer in answers)), "alone.jsonl"))
    odds = [row["conflict_odds"] for row in found]
    assert odds[0] == odds[1] == odds[2] < odds[3]


@pytest.mark.parametrize(
    "pairs",
    [
        [("How many are left?", "#### 7"), ("How many are left?", "Seven of them: 12 - 5 = 7.\n#### 7")],
        [("What share is it?", "#### 25%"), ("What share is it?", "#### 0.25")],
        [("Pick a random number.", "7"), ("Pick a random number.", "9")],
        [("Write a line about snow.", "It falls."), ("Write a line about snow.", "White is the town.")],
        [("How do I sleep better?", "Go to bed early."), ("How do I sleep better?", "Keep the room dark.")],
        [(f"{LONG * 3} Alice and Bob swap. Who has it?\nA. Alice\nB. Bob", f"{LONG * 2} The answer is (A)."),
         (f"{LONG * 3} Bob and Claire swap. Who has it?\nA. Alice\nB. Bob", f"{LONG * 2} The answer is (B).")],
    ],
)  # fmt: skip
def test_other_words_are_no_conflict(shared_dataset: Callable[..., Dataset], pairs: list[tuple[str, str]]) -> None:
    found = told(shared_dataset(rows(*pairs), f"other{abs(hash(str(pairs)))}.jsonl"))
    assert {row["conflict_group"] for row in found} == {None}


def test_preferences_that_contradict_themselves(shared_dataset: Callable[..., Dataset]) -> None:
    pairs = [("Name a fish.", "A carp.", "A cow."), ("name a fish", "A cow.", "A carp."), ("Name a bird.", "A hen.", "A hen."),
             ("Name a tree.", "An oak.", "A car.")]  # fmt: skip
    data = [{"prompt": p, "chosen": good, "rejected": bad} for p, good, bad in pairs]
    found = told(shared_dataset(data, "preferences.jsonl"))
    assert [row["conflict_group"] for row in found] == [0, 0, 1, None]
    assert {row["conflict_reason"] for row in found[:3]} == {"preference"}
    assert found[2]["conflict_odds"] > found[0]["conflict_odds"]


def test_several_long_answers_to_one_prompt_are_samples(shared_dataset: Callable[..., Dataset]) -> None:
    answers = [f"{word} {LONG * 3} {word}" for word in ("First", "Second", "Third")]
    found = told(shared_dataset(rows(*(("Tell me about the town.", answer) for answer in answers)), "samples.jsonl"))
    assert {row["is_multi_sampled"] for row in found} == {True}
    assert {row["conflict_group"] for row in found} == {None}


def test_other_tools_make_no_copies(shared_dataset: Callable[..., Dataset]) -> None:
    def row(tool: str) -> dict[str, Any]:
        tools = [{"type": "function", "function": {"name": tool, "parameters": {"type": "object", "properties": {}}}}]
        return {
            "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}],
            "tools": tools,
        }

    dataset = shared_dataset([row("one"), row("two"), row("one")], "tools.jsonl")
    found = dataset.query("SELECT exact_group FROM rows ORDER BY row_id", reads={"exact_group"})
    assert found["exact_group"].to_pylist() == [0, None, 0]
