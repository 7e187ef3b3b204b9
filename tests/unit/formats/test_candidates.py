"""Several answers to one question: which is taken, against which, by what rule."""

from __future__ import annotations

import random
from typing import Any

import pytest

from explorer import formats

from .shorthand import M

B, W = "Io.", "Mars."
Q = "Name a moon."
BEST, WORST = M(("user", Q), ("assistant", B)), M(("user", Q), ("assistant", W))

# (name, row, words of the rule)
PAIRS: list[tuple[str, dict[str, Any], str]] = [
    (
        "scored completions",
        {
            "instruction": Q,
            "completions": [
                {"model": "m", "response": W, "overall_score": "2"},
                {"model": "n", "response": B, "overall_score": 8.5},
            ],
            "correct_answers": ["x"],
        },
        "by overall_score",
    ),
    (
        "ratings by aspect",
        {
            "instruction": Q,
            "completions": [
                {"response": W, "annotations": {"truth": {"Rating": "1"}, "help": {"Rating": "N/A"}}},
                {"response": B, "annotations": {"truth": {"Rating": "5"}, "help": {"Rating": "3"}}},
            ],
        },
        "the mean of their ratings",
    ),
    (
        "accepted answer",
        {"question": Q, "answers": [{"text": W, "is_accepted": False}, {"text": B, "is_accepted": True}]},
        "by is_accepted",
    ),
    (
        "ranks",
        {"prompt": Q, "answers": [{"answer": W, "rank": 2.0}, {"answer": B, "rank": 1.0}], "turns": 1},
        "by rank",
    ),
    ("rewards beside", {"prompt": Q, "responses": [W, B], "rewards": [-0.3, 0.2]}, "by rewards"),
    ("flags beside", {"problem": Q, "generations": [W, B], "correctness": [False, True]}, "by correctness"),
    ("place beside", {"question": Q, "answers": [W, B], "best": 1}, "by best"),
    ("text beside", {"question": Q, "answers": [W, B], "preferred": B}, "by preferred"),
    (
        "id beside",
        {"question": Q, "answers": [{"id": 7, "body": W}, {"id": 8, "body": B}], "accepted_answer_id": 8},
        "by accepted_answer_id",
    ),
    (
        "summaries",
        {"info": {"post": Q}, "summaries": [{"text": W, "policy": "a"}, {"text": B, "policy": "b"}], "choice": 1},
        "by choice",
    ),
    ("lists side by side", {"question": Q, "answers": {"text": [W, B], "score": [1, 9]}}, "by score"),
    ("better id", {"prompt": Q, "response_0": W, "response_1": B, "better_response_id": 1}, "by better_response_id"),
    ("numbered from one", {"prompt": Q, "output_1": W, "output_2": B, "preference": 2}, "by preference"),
    ("weighted", {"instruction": Q, "output_1": W, "output_2": B, "preference": 1.98}, "by preference"),
    ("signed", {"prompt": Q, "response1": B, "response2": W, "overall_preference": -2}, "by overall_preference"),
    (
        "signed, asked in messages",
        {"context": M(("user", Q)), "response1": W, "response2": B, "overall_preference": 3},
        "by overall_preference",
    ),
    ("letters", {"history": Q, "human_ref_A": W, "human_ref_B": B, "labels": 0, "score_A": 3}, "by labels"),
    ("named winner", {"prompt": Q, "response_a": W, "response_b": B, "winner": "model_b"}, "by winner"),
    ("verdict in brackets", {"question": Q, "answer_a": W, "answer_b": B, "verdict": "[[B>>A]]"}, "by verdict"),
    (
        "one flag each",
        {"prompt": Q, "response_a": W, "response_b": B, "winner_model_a": 0, "winner_model_b": 1, "winner_tie": 0},
        "by winner",
    ),
    (
        "scores each",
        {"question": {"full_text": Q}, "answer_0": W, "answer_1": B, "score_0": -1, "score_1": 1},
        "by score",
    ),
    (
        "dialogues",
        {"conversation_a": WORST, "conversation_b": BEST, "winner": "model_b", "model_a": "x", "model_b": "y"},
        "by winner",
    ),
    (
        "models in the middle",
        {"prompt": Q, "model_1_response": B, "model_2_response": W, "winner": "model_1"},
        "by winner",
    ),
    (
        "labelled by name",
        {"prompt": Q, "generation-1": W, "generation-2": B, "preference": "generation-2"},
        "by preference",
    ),
    (
        "in an envelope",
        {
            "fields": {"prompt": Q, "response-1": W, "response-2": B},
            "responses": {"preference": [{"value": "response-2"}]},
        },
        "by preference",
    ),
]


@pytest.mark.parametrize(("row", "rule"), [case[1:] for case in PAIRS], ids=[case[0] for case in PAIRS])
def test_the_best_and_the_worst_are_a_pair_by_a_rule(row: dict[str, Any], rule: str) -> None:
    found = formats.decode(row)
    assert [(turn.role, turn.text) for turn in found.turns] == [("user", Q), ("assistant", B)]
    assert found.dialect == "preference"
    assert found.rejected == W
    assert any(rule in note for note in found.notes), found.notes
    assert found.sure


def test_answers_beyond_two_stay_a_column() -> None:
    row = {"prompt": Q, "responses": ["b", "c", "a"], "scores": [2, 1, 3]}
    found = formats.decode(row)
    assert (found.turns[-1].text, found.rejected) == ("a", "c")
    assert "responses" not in found.consumed
    row = {
        "prompt": Q,
        "response_1": "a",
        "response_2": "b",
        "response_3": "c",
        "score_1": 3,
        "score_2": 2,
        "score_3": 1,
    }
    found = formats.decode(row)
    assert (found.turns[-1].text, found.rejected) == ("a", "c")
    assert found.consumed == {"prompt", "response_1", "response_3"}


@pytest.mark.parametrize(
    "row",
    [
        {"prompt": Q, "response_a": B, "response_b": W, "winner": "tie"},
        {"prompt": Q, "response_1": B, "response_2": W, "preference_strength": 0},
        {"prompt": Q, "responses": [B, W], "scores": [1, 1]},
        {"question": Q, "answers": [B, W]},
        {"question": Q, "answer": [B, W]},
    ],
)
def test_what_is_as_good_is_no_pair(row: dict[str, Any]) -> None:
    found = formats.decode(row)
    assert found.turns[-1].text == B
    assert found.rejected is None
    assert any("the first is read" in note for note in found.notes)


@pytest.mark.parametrize(
    "row",
    [
        {"instruction": Q, "input": "", "output": [B, W]},
        {"question": Q, "answer": [BEST, WORST]},
        {"prompt": Q, "response_1": B, "response_2": W},
    ],
)
def test_order_alone_is_never_sure(row: dict[str, Any]) -> None:
    found = formats.decode(row)
    assert (found.turns[-1].text, found.rejected, found.sure) == (B, W, False)


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        ({"question": Q, "opa": "x", "opb": "y", "answer": "B"}, "B"),
        ({"question": Q, "choices": ["x", "y"], "answer": "x"}, "x"),
        ({"message_1": Q, "message_2": B}, B),
        ({"problem": Q, "solution": B, "generations": [W, W], "correctness": [True, True]}, B),
        ({"messages": BEST, "responses": [W, "z"], "scores": [1, 2]}, B),
        ({"question": Q, "best_answer": B, "correct_answers": [B, W]}, B),
        ({"question": Q, "answers": [{"text": B}]}, B),
        ({"question": Q, "solutions": '["Io."]'}, B),
        ({"prompt": Q, "chosen": B, "rejected": W, "responses": ["x", "y"], "scores": [1, 2]}, B),
    ],
)
def test_what_is_no_choice_between_answers(row: dict[str, Any], answer: str) -> None:
    assert formats.decode(row).turns[-1].text == answer


def _mutations(value: Any, chance: random.Random) -> Any:
    if chance.random() < 0.15:
        return chance.choice([None, 0, -1, True, "", "x", "tie", [], {}, [None], [[]], [1, 2], float("nan"), 10**400])
    if isinstance(value, dict):
        return {key: _mutations(item, chance) for key, item in value.items() if chance.random() > 0.05}
    return [_mutations(item, chance) for item in value] if isinstance(value, list) else value


def test_no_damaged_choice_raises() -> None:
    chance = random.Random(3)
    for _, row, _ in PAIRS:
        for _ in range(150):
            found = formats.decode(_mutations(row, chance))
            assert all(isinstance(turn.text, str) for turn in found.turns)
