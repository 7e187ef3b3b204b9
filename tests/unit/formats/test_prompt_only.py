"""Prompts without answers are a kind of their own; answers are found under the names that people give them."""

from __future__ import annotations

from typing import Any

import pytest

from explorer import formats
from explorer.metrics import Batch, Context
from explorer.metrics.checks import CHECKS

from .shorthand import M

CONTEXT = Context("o200k_base", "")

# (row, reference)
WAITING: list[tuple[dict[str, Any], str]] = [
    ({"prompt": M(("user", "q")), "reward_model": {"style": "rule", "ground_truth": "72"}, "data_source": "d"}, "72"),
    ({"prompt": M(("user", "q")), "ability": "math", "extra_info": {"answer": "72", "index": 1}}, "72"),
    ({"prompt": "q", "ground_truth": "72"}, "72"),
    ({"question": "q", "golden_answers": ["x", "y"]}, '["x","y"]'),
    ({"problem": "q", "expected_answer": "72", "problem_type": "has_answer_extracted"}, "72"),
    ({"instruction": "q", "reference_answer": "72"}, "72"),
    ({"messages": M(("system", "s"), ("user", "q")), "reference_answer": {"value": 72}}, '{"value":72}'),
    ({"question": "q", "input_output": '{"inputs":["1"],"outputs":["1"]}', "difficulty": "easy"}, '{"inputs":["1"],"outputs":["1"]}'),
    ({"key": 1, "prompt": "q", "instruction_id_list": ["length"], "kwargs": [{}]}, ""),
    ({"question": "q", "mc1_targets": {"choices": ["x", "y"], "labels": [1, 0]}}, ""),
    ({"custom_id": "1", "method": "POST", "url": "/v1", "body": {"messages": M(("user", "q"))}}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("row", "reference"), WAITING)
def test_a_prompt_waits_for_its_answer(row: dict[str, Any], reference: str) -> None:
    found = formats.decode(row)
    assert found.dialect == "prompt_only"
    assert (found.turns[-1].role, found.turns[-1].text) == ("user", "q")
    assert found.reference == reference


@pytest.mark.parametrize(("row", "reference"), WAITING)
def test_its_answer_is_not_empty(row: dict[str, Any], reference: str) -> None:
    del reference
    values = CHECKS.compute(Batch([formats.decode(row)]), CONTEXT)
    assert [values[name] for name in ("is_empty", "is_prompt_empty", "no_answer", "ends_on_user")] == [
        [False],
        [False],
        [True],
        [False],
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"instruction": "i"},
        {"instruction": "i", "output": None},
        {"question": "q", "answer": None},
        {"prompt": "p", "completion": ""},
        {"messages": M(("user", "q"))},
        {"conversations": []},
    ],
)
def test_an_answer_that_is_missing_stays_empty(row: dict[str, Any]) -> None:
    found = formats.decode(row)
    assert found.dialect != "prompt_only"
    assert CHECKS.compute(Batch([found]), CONTEXT)["is_empty"] == [True]


def test_an_empty_prompt_is_a_fault_even_where_it_waits() -> None:
    found = formats.decode({"prompt": " ", "ground_truth": "1"})
    assert CHECKS.compute(Batch([found]), CONTEXT)["is_prompt_empty"] == [True]


ANSWERED: list[dict[str, Any]] = [
    {"input": "q", "reasoning_content": "hm", "content": "a", "score": 9},
    {"content": "q", "summary": "a"},
    {"Description": "d", "Patient": "q", "Doctor": "a"},
    {"Frage": "q", "Antwort": "a", "Preis": "1,50"},
    {"pregunta": "q", "respuesta": "a"},
    {"Question": "q", "Réponse": "a"},
    {"вопрос": "q", "ответ": "a"},
    {"質問": "q", "回答": "a"},
    {"질문": "q", "답변": "a"},
    {"soru": "q", "cevap": "a"},
    {"السؤال": "q", "الجواب": "a"},
    {"题目": "q", "解答": "a"},
    {"question": "q", "query": "a", "db_id": "concert"},
    {"sql_prompt": "q", "sql": "a", "sql_explanation_notes": "n"},
    {"problem": "q", "generated_solution": "a", "expected_answer": "4"},
    {"instance_id": "x", "problem_statement": "q", "patch": "a", "test_patch": "t"},
    {"question": "q", "solutions": '["a", "b"]', "input_output": "{}"},
    {"chat_completion_input": '[{"role": "user", "content": "q"}]', "generated_answer": "a", "expected_answer": "b"},
    {"prompt": {"user": "q"}, "response": "a"},
    {"prompt": '[{"role": "user", "content": "q"}]', "completion": '[{"role": "assistant", "content": "a"}]'},
]


@pytest.mark.parametrize("row", ANSWERED)
def test_answers_are_found_under_unusual_names(row: dict[str, Any]) -> None:
    assert [(turn.role, turn.text) for turn in formats.decode(row).turns] == [("user", "q"), ("assistant", "a")]


def test_a_switch_and_a_key_are_no_texts() -> None:
    assert formats.decode({"title": "t", "content": "a text"}).dialect == "text"
    assert formats.decode({"author": "Jane", "text": "a text"}).dialect == "text"
