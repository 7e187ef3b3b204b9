"""Templates: the fixed part of prompts, and nothing that only looks like one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.store import Dataset

Make = Callable[..., Dataset]


def _groups(dataset: Dataset) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    sql = 'SELECT "prompt_template" AS template, "template_group", row_id FROM rows WHERE "template_group" IS NOT NULL ORDER BY row_id'
    for row in dataset.query(sql).to_pylist():
        found.setdefault(row["template"], []).append(row["row_id"])
    return found


def _rows(*prompts: str) -> list[dict[str, Any]]:
    return [{"prompt": prompt, "completion": f"Answer {i}."} for i, prompt in enumerate(prompts)]


_FILMS = (
    "a slow but lovely film about bees",
    "two hours of noise",
    "the best thing I saw this year",
    "not for children",
)


def test_a_fixed_beginning_is_a_template(make_dataset: Make) -> None:
    dataset = make_dataset(
        _rows(
            *(
                f"Classify the sentiment of the following review as positive or negative.\n\nReview: {film}."
                for film in _FILMS
            ),
            "Tell me how a bicycle stays upright when it moves.",
            "Name five rivers that flow into the Black Sea, please.",
        )
    )
    (text, rows), *others = _groups(dataset).items()
    assert not others and rows == [0, 1, 2, 3]
    assert text.startswith("Classify the sentiment of the following review") and text.endswith("…")


def test_a_fixed_end_is_a_template(make_dataset: Make) -> None:
    passages = (
        "Bees live in hives.",
        "Rain fell all day in May.",
        "Copper conducts heat well.",
        "The bridge was built in 1902.",
    )
    dataset = make_dataset(
        _rows(*(f"{text}\n\nWhat is the main statement of this text, in one short sentence?" for text in passages))
    )
    groups = _groups(dataset)
    assert list(groups.values()) == [[0, 1, 2, 3]]
    assert next(iter(groups)).startswith("… ")


def test_chinese_templates(make_dataset: Make) -> None:
    films = ("情节拖沓，演员也不认真", "今年看过的最好的电影", "画面很美但是故事一般", "孩子看了都说好")
    dataset = make_dataset(
        _rows(
            *(f"判断下面这条评论的情感倾向是正面还是负面：{film}" for film in films),
            "请介绍一下长江的源头在哪里以及它流经哪些省份",
        )
    )
    assert list(_groups(dataset).values()) == [[0, 1, 2, 3]]


def test_digits_and_case_do_not_count(make_dataset: Make) -> None:
    dataset = make_dataset(
        _rows(
            *(
                f"{word} number {i} of the list that was sent to us: {film}"
                for i, (word, film) in enumerate(zip(("Item", "item", "ITEM", "Item"), _FILMS, strict=True))
            )
        )
    )
    assert list(_groups(dataset).values()) == [[0, 1, 2, 3]]


def test_copies_of_one_prompt_are_no_template(make_dataset: Make) -> None:
    dataset = make_dataset(_rows(*["Classify the sentiment of the following review as positive: great film."] * 6))
    assert not _groups(dataset)


def test_ordinary_openings_are_no_template(make_dataset: Make) -> None:
    dataset = make_dataset(
        _rows(
            "What is the difference between a crow and a raven?",
            "What is the difference between jam and marmalade?",
            "What is the difference between a lake and a sea?",
            "Write a poem about rain.",
            "Write a poem about snow.",
            "Write a poem about wind.",
        )
    )
    assert not _groups(dataset)


def test_the_longest_shared_part_wins(make_dataset: Make) -> None:
    long = "Read the text below and list every city that it mentions, one on each line, in order of appearance."
    dataset = make_dataset(
        _rows(
            *(f"{long} Text: {film}" for film in _FILMS),
            *(f"Read the text below and list every city that is a capital: {film}" for film in _FILMS),
        )
    )
    groups = _groups(dataset)
    assert sorted(groups.values()) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_no_rows_and_no_prompts(make_dataset: Make) -> None:
    assert "template_group" in make_dataset(["nothing"]).columns
    assert not _groups(
        make_dataset([{"text": f"Plain text number {i} without any prompt at all."} for i in range(6)], "b.jsonl")
    )
