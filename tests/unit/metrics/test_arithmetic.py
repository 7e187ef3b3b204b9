"""Arithmetic that can be proven wrong, and what has to be left alone."""

from __future__ import annotations

import pytest

from explorer.conversation import Conversation, Turn
from explorer.metrics import arithmetic
from explorer.metrics.answers import FAULTY_TURNS
from explorer.metrics.arithmetic import ARITHMETIC
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from tests.growth import assert_linear, repeated

CONTEXT = Context("o200k_base", "")


def conversation(answer: str, question: str = "How many?") -> Conversation:
    return Conversation("alpaca", (Turn("user", question), Turn("assistant", answer)))


def judged(answer: str, question: str = "How many?") -> dict[str, object]:
    values = ARITHMETIC.compute(Batch([conversation(answer, question)]), CONTEXT)
    return {name: column[0] for name, column in values.items()}


TRUE = (
    "She paid 3 * 4 = 12 dollars.",
    "$3 x 4 = $12",
    "3 apples + 4 apples = 7 apples",
    "20% of 50 = 10",
    "50*20% = 10",
    "100 + 20% = 120",
    "1/4 = 25%",
    "1,234 + 1 = 1,235",
    "10/3 = 3.33",
    "10 / 3 ≈ 3",
    "2/3 = 0.667",
    "2 1/2 + 1/2 = 3",
    "2 + 3 = 5 = 10 / 2",
    "<<3*4=12>>12",
    "He has 3*4=<<3*4=12>>12 pens",
    r"$\frac{1}{2} \times 10 = 5$",
    r"$2^{3} \cdot 2 = 16$",
    "2**10 = 1024",
    "7÷2=3……1",
    "7 / 2 = 3 R 1",
    "三加四等于七",
    "3万×2=6万",
    "5元×3=15元",
    "小明有 12÷4=3 个苹果",
    "(1 + 2) × 3 = 9",
    "3 plus 4 equals 7",
    "28 / 1/5 = 28 * 5",
    "1.05¹⁰ ≈ 1.63",
    "12 million + 3 million = 15 million",
    "5 - 8 = -3",
    "- 3 + 4 = 7",
    "**6 × 7 = 42**",
    r"6 \times 7 = \boxed{42}",
    "$5/hour * 3 hours = $15",
)

FALSE = (
    "He has 5 classes so that's 2*5 = 9 pages of notes.",
    "The second one had a wait time of 20/2=11 minutes.",
    "There were 36-16=50 without pre-printed badges.",
    "Use length * width which is 120 * 120 = 14800 square inches.",
    "Together they catch 3+2=-5 fish.",
    "That leaves 42 - 2 = 41 feet. 5 feet are for each boat.",
    "（1）12+5=18（人）",
    r"We get 3 + 4 = 8 \\ y = 3",
    r"\[5+6=12\implies x=2\]",
    r"The angle is $180 - 60 = 110^\circ$.",
    "We see that 3 + 4 = 8.",
    "这不是偶数。所以3+4=8",
    "She then has:\n\n3 * 4 = 13\n\nThe rest is not hers.",
    "She paid 3 * 4 = 13 dollars.",
    "$3 x 4 = $14",
    "3 apples + 4 apples = 8 apples",
    "20% of 50 = 11",
    "1,234 + 1 = 1,236",
    "10/3 = 3.34",
    "2 1/2 + 1/2 = 4",
    "2 + 3 = 5 = 12 / 2",
    "<<3*4=13>>13",
    r"$\frac{1}{2} \times 10 = 6$",
    "7÷2=3……2",
    "三加四等于八",
    "3万×2=7万",
    "5元×3=16元",
    "一共有$3\\times 4=13$（个）．",
    "还剩20-5=14（本）",
    "还剩$20-5=14$ 天．",
    "小明有 12÷4=4 个苹果",
    "（1＋2）×3＝10",
    "3 plus 4 equals 8",
    "for a total of 15 + 30 = 46 litres",
    "If he eats 4 a day, he eats 4 * 7 = 30 a week.",
    "1.05¹⁰ ≈ 1.93",
    r"6 \times 7 = \boxed{43}",
)
UNREAD = (
    "60 is a quarter more than it was, so 60 = 100% + 25%.",
    "She claims that 3 + 4 = 8.",
    "两倍的时间：(3)12 = 37",
    r"10092 = 2^2 \\ * 3",
    "It takes 2 times of 20/2=30",
    r"Subtracting 4 gives $-11 = -15+4$",
    "Suppose the angle is right. Then:\n\n6 * 6 + 6 * 6 = 81\n\n72 = 81 (not true)",
    "With x = 2 and y = 1 we get:\n\n3(2) + 4(1) = 9\n\nThe left side is 10, which is not equal to the right side.",
    "2x + 3 = 7",
    "x + 3 = 7",
    "From 2020-2021 = one year",
    "1/2 hour = 30 minutes",
    "2 hours * 60 = 7200 seconds",
    "3 weeks = 21 days",
    "```python\nx = 1 + 1 == 3\n1 + 1 = 3\n```",
    "Write `1 + 1 = 3` here.",
    "In binary, 1 + 1 = 10.",
    "在二进制中 1 + 1 = 10。",
    "It is wrong that 1 + 1 = 3.",
    "1 + 1 = 3 is incorrect.",
    "5! + 1 = 121",
    "sin(30) + 1 = 1.5",
    r"\binom{7}{4} = 35",
    r"a_1 + 2 = 7",
    "10:30 + 2 = 12:30",
    "half of 3 + 4 = 5",
    "3 boxes = 3 * 12 pens",
    "format {0} + {1} = {2}",
    "$350 000 x 5/100 = $17 500",
    "速度 × 3 = 12",
    "speed + 3 = 12",
    "1/4 is equal to $15",
    "3 + 4 = 7x",
    "3 + 4 = 5(x + 1)",
    "1/0 = 5",
    "9^99999999 = 1",
)


@pytest.mark.parametrize("answer", TRUE)
def test_true_equations_are_checked_and_pass(answer: str) -> None:
    found = judged(answer)
    assert found["wrong_arithmetic"] is False
    assert found["n_equations"] >= 1  # type: ignore[operator]


@pytest.mark.parametrize("answer", FALSE)
def test_false_equations_are_found(answer: str) -> None:
    assert judged(answer)["wrong_arithmetic"] is True


@pytest.mark.parametrize("answer", UNREAD)
def test_other_notation_is_left_alone(answer: str) -> None:
    assert judged(answer)["wrong_arithmetic"] is False


def test_an_equation_of_the_question_is_quoted() -> None:
    assert judged("The pattern 2 + 3 = 10 continues.", "If 2+3=10, what is 7+2?")["wrong_arithmetic"] is False


def test_thinking_is_not_judged() -> None:
    assert judged("<think>1 + 1 = 3, no</think>1 + 1 = 2")["wrong_arithmetic"] is False


CONTRADICTING = (
    "She has 3 * 4 = 12 pens.\n#### 15",
    "她有 3×4=12 支笔。\n答：15",
    "3 * 4 = 12. The answer is 17.",
    "3 * 4 = 12. The answer is 12.\n#### 19",
)
AGREEING = (
    "She has 3 * 4 = 12 pens.\n#### 12",
    "她有 3×4=12 支笔。\n答：12支",
    "10 / 4 = 2.5\n#### 3",
    "x = 3 * y\n3 * 4 = 12\n#### 15",
    "#### 15",
    r"3 * 4 = 12, so $x = 12 + 3 = \boxed{15}$",
)


@pytest.mark.parametrize("answer", CONTRADICTING)
def test_a_final_answer_from_nowhere(answer: str) -> None:
    assert judged(answer)["contradicts_itself"] is True


@pytest.mark.parametrize("answer", AGREEING)
def test_a_final_answer_that_follows(answer: str) -> None:
    assert judged(answer)["contradicts_itself"] is False


def test_evidence_agrees_with_the_flags() -> None:
    for answer in (*TRUE, *FALSE, *UNREAD, *CONTRADICTING, *AGREEING, ""):
        row = conversation(answer)
        flags = {name for name, value in judged(answer).items() if value is True}
        evidence = ARITHMETIC.explain(row) if ARITHMETIC.explain else []
        assert {found.column for found in evidence} == flags
        assert all(found.turn == 1 and 0 <= found.start < found.end <= len(answer) for found in evidence)


def test_evidence_marks_the_equation() -> None:
    answer = "First.\nThen 3 * 4 = 13 pens."
    assert ARITHMETIC.explain is not None
    [found] = ARITHMETIC.explain(conversation(answer))
    assert answer[found.start : found.end].startswith("3 * 4 = 13")
    assert "12" in found.said


@pytest.mark.parametrize(
    "unit",
    ["a", "1+", "((((", "\n", "```", "1=", "1+1=3\n", "(1+", "\\frac{", "五", "1 x", "<<1=", "`", "####1", "\0", "²"],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    assert_linear(repeated(unit), lambda text: judged(text, unit * 1000), 200_000)


def test_rows_without_an_answer() -> None:
    rows = [
        Conversation("x", ()),
        Conversation("x", (Turn("user", "1+1=3"),)),
        Conversation("x", (Turn("assistant", "1+1=3"),)),
    ]
    values = ARITHMETIC.compute(Batch(rows), CONTEXT)
    assert values["wrong_arithmetic"] == [False, False, True]


def test_the_answers_of_a_row_share_what_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arithmetic, "_MOST_OF_ROW", 30)
    turns = [Turn("user", "Add them."), Turn("assistant", "1 + 1 = 3\n2 + 2 = 4\n")]
    found = ARITHMETIC.compute(
        Batch([Conversation("x", tuple(turns * answers)) for answers in (10, 15, 400)]), Context("", "")
    )
    assert list(found["n_equations"]) == [20, 30, 30]
    assert [len(places or ()) for places in found[FAULTY_TURNS]] == [10, 15, 15]
    assert len(arithmetic.explain(Conversation("x", tuple(turns * 400)))) == 15
