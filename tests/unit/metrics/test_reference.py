"""The answer that a row itself holds to be right: found in its fields, and compared with what the response says."""

from __future__ import annotations

from typing import Any

import pytest

from explorer import formats
from explorer.conversation import Conversation
from explorer.metrics import evidence
from explorer.metrics.arithmetic import ARITHMETIC
from explorer.metrics.arithmetic.against import against
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from tests.growth import assert_linear, repeated

CONTEXT = Context("o200k_base", "")
OPTIONS = "Which city lies on the Tiber?\nA. Oslo\nB. Rome\nC. 12\nD. None"


def chat(question: str, answer: str, /, **more: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}], **more}


def reference(row: Any) -> str:
    return formats.decode(row).reference


REFERENCES: list[tuple[dict[str, Any], str]] = [
    (chat("q", "a", answer="7"), "7"),
    (chat("q", "a", answer=7), "7"),
    (chat("q", "a", answer=7.5), "7.5"),
    (chat("q", "a", answer=True), "true"),
    (chat("q", "a", answer=["7"]), "7"),
    (chat("q", "a", finalAnswer="7"), "7"),
    (chat("q", "a", solution="6 and 1", final_answer="7"), "7"),
    (chat("q", "a", 标准答案="七"), "七"),
    (chat("q", "a", 参考答案=" 七 "), "七"),
    (chat("q", "a", metadata={"id": 3, "ground_truth": "7"}), "7"),
    (chat("q", "a", reward_model={"ground_truth": "7", "style": "rule"}), "7"),
    (chat("q", "a", extra_info={"answer": 7}), "7"),
    (chat("q", "a", label="B"), "B"),
    ({"question": "q", "answer": "working\n#### 7", "ground_truth": "8"}, "8"),
    ({"problem": "q", "solution": "long", "answer": "8"}, "8"),
    # No reference: none there, nothing in it, several answers, ids and classes, or the response itself.
    (chat("q", "a"), ""),
    (chat("q", "a", answer=""), ""),
    (chat("q", "a", answer=None), ""),
    (chat("q", "a", answer=["7", "8"]), ""),
    (chat("q", "a", answer={"text": "7"}), ""),
    (chat("q", "a", label="positive"), ""),
    (chat("q", "a", label=1), ""),
    (chat("q", "a", correct=True), ""),
    (chat("q", "a", answer=" a "), ""),
    (chat("q", "a", answer="a", solution="b"), "b"),
    (chat("q", "a", metadata="ground_truth: 7"), ""),
    (chat("q", "a", metadata={"label": 0, 7: "x"}), ""),
    (chat("q", "a", answer="7" * 30_000), ""),
    ({"question": "q", "answer": "7"}, ""),
    ({"instruction": "q", "output": "7", "label": True}, ""),
]


@pytest.mark.parametrize(("row", "wanted"), REFERENCES)
def test_the_reference_is_a_field_that_is_not_the_response(row: dict[str, Any], wanted: str) -> None:
    assert reference(row) == wanted
    assert reference(row) == wanted, "the same once the shape of the row is known"


def test_a_mapping_leaves_the_other_fields_as_reference() -> None:
    mapping = formats.parse_mapping("prompt=question,response=model_output")
    rows = [{"question": "q", "model_output": "7", "answer": str(n)} for n in (8, 9)]
    assert [one.reference for one in formats.decode_many(rows, mapping)] == ["8", "9"]


def test_the_second_best_format_finds_it_too() -> None:
    rows = [{"messages": [], "instruction": "q", "output": "7", "ground_truth": str(n)} for n in (8, 9)]
    assert [one.reference for one in formats.decode_many(rows)] == ["8", "9"]


def test_hostile_fields_are_no_reference() -> None:
    rows: list[Any] = [
        chat("q", "a", **{"answer" * 2_000: "7"}),
        chat("q", "a", metadata={"answer" + str(n): n for n in range(5_000)}),
        chat("q", "a", metadata={"answer": {"answer": {"answer": "7"}}}),
        chat("q", "a", answer=float("nan")),
        chat("q", "a", answer=10**400),
        chat("q", "a", answer="\ud800"),
        {"answer": "7"},
        {"answer": "7", 3: "x"},
    ]
    for one in formats.decode_many(rows):
        assert isinstance(one.reference, str)
        ARITHMETIC.compute(Batch([one]), CONTEXT)


CONTRADICTING = [
    ("", "The answer is 42 apples.", "41"),
    ("", "So she pays 3 dollars.\n#### 42", "#### 43"),
    ("", "Hence $\\boxed{\\frac{3}{4}}$.", "We get \\boxed{\\frac{1}{4}}."),
    ("", "$\\boxed{1200}$", "1,300"),
    ("", "\\boxed{12\\text{ cm}}", "13 cm"),
    ("", "**Answer:** 12", "13"),
    ("", "Step by step.\nA: 12", "A long way.\nA: 13"),
    ("", "12", "13"),
    ("", "答案是三百二十元。", "321"),
    ("", "所以一共花了 12 元。\n答：一共12元。", "15元"),
    ("", "因此故选：C。", "B"),
    ("", "【答案】ACD", "AC"),
    ("", "B. Because it is.", "C"),
    ("", "Yes, it is.", "no"),
    ("", "No.", "True"),
    ("", "是的。", "否"),
    ("", "<think>The answer is 7.</think>The answer is 8.", "7"),
    (OPTIONS, "The correct answer is (A).", "Rome"),
    (OPTIONS, "The correct answer is (A) Oslo.", "B"),
    (OPTIONS, "The correct answer is C.", "13"),
]
AGREEING = [
    ("", "The answer is 42 apples.", "42"),
    ("", "The answer is $1,000.00.", "1000 dollars"),
    ("", "\\boxed{\\frac{3}{4}}", "0.75"),
    ("", "\\boxed{\\frac{3}{4}}", "75%"),
    ("", "The answer is 3.33.", "10/3"),
    ("", "The answer is 1 1/2.", "1.5"),
    ("", "答案是三百二十。", "320"),
    ("", "答案是3万。", "30000"),
    ("", "故选C。", "C"),
    ("", "选A和C", "AC"),
    ("", "是的。", "true"),
    ("", "The answer is 5. No, the answer is 6.", "5"),
    (OPTIONS, "The correct answer is (B) Rome.", "Rome"),
    (OPTIONS, "The correct answer is C.", "12"),
]
SILENT = [
    ("", "The answer is 3x.", "5"),
    ("", "The answer is 3 or 4.", "5"),
    ("", "The answer is 5, 6 and 7.", "9"),
    ("", "The answer is $2\\pi$.", "6"),
    ("", "The answer is 3:30.", "5"),
    ("", "The answer is 10^5.", "7"),
    ("", "The answer is 1.5 hours.", "90"),
    ("", "The answer is 2 dozen.", "24 eggs"),
    ("", "(a) \\boxed{3} (b) \\boxed{4}", "5"),
    ("", "First the answer is 3, then the answer is 4.", "5"),
    ("", "If the answer is 3, why is the sky blue?", "5"),
    ("", "The answer is not 3.", "5"),
    ("", "The answer is a dog.", "A"),
    ("", "A dog is an animal.", "B"),
    ("", "答案：B类", "C"),
    ("", "所以选项A、B、C、D都不正确。【答案】无正确答案", "D"),
    ("", "【答案】题目有误", "C"),
    ("", "It is Rome.", "Oslo"),
    ("", "The answer is Rome.", "Oslo"),
    ("", "She has 12 apples.", "13"),
    ("", "7", "A note on how this was graded, in some words."),
    ("", "7", ""),
    ("", "", "7"),
    (OPTIONS, "9", "1"),
]


@pytest.mark.parametrize(("question", "answer", "gold"), CONTRADICTING)
def test_another_final_answer(question: str, answer: str, gold: str) -> None:
    found = against(question, answer, gold)
    assert found is not None
    assert answer[found[1] : found[2]].strip()


@pytest.mark.parametrize(("question", "answer", "gold"), AGREEING)
def test_the_same_answer_written_differently(question: str, answer: str, gold: str) -> None:
    assert against(question, answer, gold) is None


@pytest.mark.parametrize(("question", "answer", "gold"), SILENT)
def test_what_cannot_be_read_is_left_alone(question: str, answer: str, gold: str) -> None:
    assert against(question, answer, gold) is None


def test_the_flag_and_its_evidence() -> None:
    one = formats.decode(chat("How many?", "3 + 4 = 7, so the answer is 7.", final_answer="8"))
    values = ARITHMETIC.compute(Batch([one]), CONTEXT)
    assert values["contradicts_reference"] == [True]
    [found] = evidence(one, ["contradicts_reference"])
    assert one.turns[found.turn].text[found.start : found.end] == "7"
    assert "says 8" in found.said


def test_a_dialogue_of_several_questions_is_left_alone() -> None:
    row = {"messages": [{"role": r, "content": t} for r, t in (("user", "1?"), ("assistant", "1"), ("user", "2?"))]}
    row["messages"].append({"role": "assistant", "content": "The answer is 2."})
    one = formats.decode({**row, "answer": "1"})
    assert one.reference == "1"
    assert ARITHMETIC.compute(Batch([one]), CONTEXT)["contradicts_reference"] == [False]


@pytest.mark.parametrize(
    "unit", ["the answer is ", "\\boxed{", "####", "答案是", "(A, ", "A,", "1,", "{", "B. x ", "\n"]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def read(text: str) -> None:
        against(text, text + "7", text[: len(text) // 10])
        against("", text, "7")

    assert_linear(repeated(unit), read, 200_000)


def test_rows_without_a_reference_are_never_flagged() -> None:
    rows = [Conversation("x", ()), formats.decode(chat("q", "The answer is 7."))]
    assert ARITHMETIC.compute(Batch(rows), CONTEXT)["contradicts_reference"] == [False, False]
