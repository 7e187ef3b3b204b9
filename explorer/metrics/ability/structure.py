"""Signs of an ability that need no words: the shape of a prompt and of its answer, in any language."""

from __future__ import annotations

import re
from collections.abc import Callable

from explorer.metrics.ability.features import Reading
from explorer.metrics.text.quick import Quick

_BLANK = Quick(r"_{3,}|（\s{1,10}）|\(\s{2,10}\)|\[\s?blank\s?\]|\bBLANK\b")
_BLANK_MARKS = ("___", "（ ", "（　", "(  ", "blank", "BLANK")
_MATHS = Quick(r"[=+×÷^√∫∑]|\d\s?[*/-]\s?\d|\\frac|\\sqrt|\$[^$\n]{1,40}\$|\d\s?%")
_SIGNS = ("=", "+", "-", "/", "*", "%", "$", "×", "÷", "^", "√", "∫", "∑", "\\frac", "\\sqrt")
_SUM = Quick(r"[0-9] ?[*/+×÷^-] ?[0-9]")
_NUMBER = re.compile(r"[0-9](?<![\w.].)[0-9,.]*")  # begins with a digit and then looks back: so a search skips the rest
_STARS = Quick(
    r"[1-5] ?stars?\b|(?:very |mostly )?(?:positive|negative|neutral)\W?$|[0-5]星|(?:正|负|中)[面性]", re.IGNORECASE
)
_YES_NO = frozenset(("yes", "no", "true", "false", "是", "否", "对", "错", "不是", "正确", "错误"))
_FEW_NUMBERS = 3
_PROGRAM = Quick(
    r"\s{0,9}(?:SELECT\b[^\n]{1,400}\bFROM\b|INSERT INTO\b|CREATE TABLE\b|UPDATE \w+ SET\b|#include\b|#!/|def \w+\(|from [\w.]+ import\b|import [\w.]+\n|public (?:static|class)\b)"
)


def is_program(answer: str) -> bool:
    """Whether an answer is a program and nothing else: then that was asked for, whatever the question sounds like."""
    return _PROGRAM.match(answer) is not None


ASKED, ASKED_OF_TEXT = "asked", "asked of a text"
"""No abilities: a question mark at the end of the first or last line, without and with a given text."""


def score(reading: Reading) -> dict[str, float]:
    """Ability -> weight of what the shapes of question and answer say."""
    totals: dict[str, float] = {}

    def add(label: str, weight: float) -> None:
        totals[label] = totals.get(label, 0.0) + weight

    question, answer = reading.question, reading.answer
    if not question.strip():
        return totals
    short = reading.short_answer
    _exam(reading, add)
    if reading.question_code:
        add("programming", 1.6)
    if reading.answer_code and "```" in answer and not reading.question_code:
        add("programming", 1.8 if answer.lstrip().startswith("```") or answer.count("```") >= 2 else 1.0)
    elif reading.answer_code:
        add("programming", 5.0 if is_program(answer) else 1.0)
    # A text in one piece, with its question at the end.
    closing = len(question) >= 350 and "\n" not in question.strip() and question.rstrip()[-1] in "?？"
    asks = (
        "?" in reading.last_line or "？" in reading.last_line or "?" in reading.first_line or "？" in reading.first_line
    )
    if len(question) < 1500 and not reading.question_code:
        numbers = 0 if not any(digit in question for digit in "1234567") else len(_NUMBER.findall(question))
        if question.count("$") >= 4 or "\\frac" in question or "\\[" in question:
            add("math_reasoning", 1.3)
        elif numbers >= 2 and any(map(question.__contains__, _SIGNS)) and _MATHS.search(question):
            add("math_reasoning", 1.0)
        if numbers >= 2 and len(question) < 80 and _SUM.search(question):
            add("math_reasoning", 1.2)
        if numbers >= _FEW_NUMBERS and asks and len(question) < 1200:
            add("math_reasoning", 0.8)
    if asks and not reading.question_code:
        add(ASKED_OF_TEXT if closing or (len(reading.given) >= 200 and len(question) >= 350) else ASKED, 1.1)
    if short and _STARS.match(answer.strip()):
        add("sentiment", 1.5)
    if short and len(question) >= 250 and reading.has_given:
        bare = answer.strip().strip(".").lower()
        if asks and len(bare) > 3 and bare in question.lower():
            add("closed_qa", 1.5)
    return totals


def _exam(reading: Reading, add: Callable[[str, float], None]) -> None:
    """Answer options, blanks, and answers that name an option."""
    if reading.options >= 3 and not reading.question_code:
        bare = reading.answer.strip()[:3]
        letter = bool(bare) and bare[0] in "ABCDEFGH（(" and not bare[1:2].isalpha()
        add("objective_exam", 2.6 if letter else 1.8 if "?" in reading.question or "？" in reading.question else 1.0)
    if 3 <= reading.bullets <= 8:
        bare = reading.answer.strip().lower()
        listed = [line[1:].strip().lower() for line in reading.lines if line[0] in "-*•·"]
        if bare and bare in listed:
            add("objective_exam", 3.0)
        elif len(reading.question) < 800 and not reading.answer and max(map(len, listed), default=0) < 40:
            add("objective_exam", 1.2)
    question = reading.question
    if any(mark in question for mark in _BLANK_MARKS) and _BLANK.search(question):
        add("objective_exam", 1.4)
    if reading.short_answer and reading.answer.strip().strip(".。").lower() in _YES_NO:
        add("objective_exam", 0.3)
