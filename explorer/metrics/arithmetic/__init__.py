"""Arithmetic that can be proven wrong: equations of the answer, evaluated exactly."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from explorer.columns import Column
from explorer.conversation import USER, Conversation
from explorer.metrics.answers import FAULTY_TURNS, Answer
from explorer.metrics.arithmetic.against import against
from explorer.metrics.arithmetic.equations import Equation, equations_of
from explorer.metrics.arithmetic.final import contradiction
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.text.quick import Quick
from explorer.metrics.text.thinking import visible_start

_MOST_TEXT = 100_000  # characters of an answer that are looked at
_MOST_LINE = 4_000  # and of a line
_MOST_EQUATIONS = 500  # of an answer
_MOST_OF_ROW = 5_000  # of all answers of a row; those that come after them are not judged

COLUMNS = (
    Column(
        "wrong_arithmetic",
        "wrong arithmetic",
        "boolean",
        "An equation of numbers in an answer is false, evaluated exactly. Rounded results, changes of unit, code, algebra, other bases "
        "and any notation that is not understood are left alone, so that what is flagged is almost always an error. "
        "Looks at the first 100,000 characters of an answer and 4,000 of a line, at most 500 equations, and at "
        "answers until 5,000 equations of the row are checked.",
        layer="arithmetic",
        group="judgements",
    ),
    Column(
        "contradicts_itself",
        "contradicts its own reasoning",
        "boolean",
        "The number that an answer gives as its result is neither the last result worked out nor found anywhere in the working, or two final answers differ. "
        "Only numbers behind usual marks such as ####, `the answer is` or 答案是 are read, and only where every equation of the working was understood.",
        layer="arithmetic",
        group="judgements",
    ),
    Column(
        "contradicts_reference",
        "contradicts its reference",
        "boolean",
        "The last answer's result differs in value from the one that another field of the row holds to be right, such as final_answer, ground_truth "
        "or 标准答案. Numbers, letters of options, yes and no are compared, where both are stated plainly and the row asks one question; "
        "anything else is left alone.",
        layer="arithmetic",
        group="judgements",
    ),
    Column(
        "n_equations",
        "equations checked",
        "integer",
        "Number of equations of numbers in the trained answers that could be evaluated, true or false.",
        layer="arithmetic",
        group="attributes",
    ),
)

_SIGN = Quick(r"[=≈＝][\s$*~￥¥€£\\({-]{0,8}(?:[\d.(]|\\[dt]?frac|\\boxed|<<|约|about|approx)|等于|\bequals?\s")
_ELSEWHERE = Quick(
    r"binary|binaire|binario|binär|двоичн|\bbase[ -]?\d|hexadecimal|octal|modulo|\bmod\b|\bXOR\b|Boolean|clock|cryptarithm|进制|取余|取模|模运算|时钟|异或|布尔"
    r"|each letter|new operation|operator is defined|定义.{0,6}运算|找规律|matchstick|火柴",
    re.IGNORECASE,
)
_DOUBTED = Quick(
    r"incorrect|\bwrong|\bfalse\b|mistake|\berror|\bclaim|\bjoke|instead of|\bguess|≠|错误|错了|误以为|不对|不等于|不是|并非|等等|\bwait[,.!…]",
    re.IGNORECASE,
)
_SUPPOSED = Quick(
    r"(?:\b(?:if|not|suppose|assume|assuming|(?:suppose|assume|assuming|claim\w{0,3}|says?|said|thinks?|thought|believe[sd]?|suggests?|check|prove|show|such|true|given|imagine|pretend) that)|n't|若|如果|假如|假设|设)\W{0,4}$",
    re.IGNORECASE,
)
_DENIED = Quick(
    r"\W{0,4}(?:is|are|would be|这|是)?\W{0,3}(?:incorrect|wrong|false|not\b|错|不对|不成立)", re.IGNORECASE
)
_TESTED = Quick(
    r"[^\w\n]{0,6}\n{1,3}(?:[-+*/×÷·^=\d\s().,$\\?]{1,60}\n?)?[^\n.]{0,90}?(?:\bnot (?:true|equal|the same|hold|satisf|match)|n't (?:true|equal|hold|match|satisf)|\bfalse\b|≠|不成立|不相等|不等于)",
    re.IGNORECASE,
)
"""What follows an equation that was only tried: the next lines find that it does not hold."""
_MARKED = Quick(r"<<([^<>\n]{1,200})>>")


def _equations(answer: str) -> Iterator[Equation]:
    """Equations of an answer that can be evaluated, outside code and thinking."""
    stop = min(len(answer), _MOST_TEXT)
    at = visible_start(answer)
    fences = _fences(answer, at, stop)
    code = 0
    while (found := _SIGN.search(answer, at, stop)) is not None:
        sign = found.start()
        while code < len(fences) and fences[code][1] <= sign:
            code += 1
        if code < len(fences) and fences[code][0] <= sign:
            at = fences[code][1]
            continue
        begin = max(answer.rfind("\n", at, sign) + 1, at)
        end = answer.find("\n", sign, stop)
        end = stop if end < 0 else end
        if _readable(answer, begin, sign):
            yield from _of_line(answer, begin, min(end, begin + _MOST_LINE))
        at = max(end, found.end())


def _fences(text: str, begin: int, stop: int) -> list[tuple[int, int]]:
    """Places of fenced code."""
    places: list[tuple[int, int]] = []
    at = text.find("```", begin, stop)
    while at >= 0:
        end = text.find("```", at + 3, stop)
        end = stop if end < 0 else end + 3
        places.append((at, end))
        at = text.find("```", end, stop)
    return places


_WORKS = re.compile(
    r"\d[^=\n]{0,80}[-+*/xX×÷−–·%^加减乘除\\⋅)⁰¹²³⁴⁵⁶⁷⁸⁹]|\b(?:plus|minus|times)\b|[-+*/×÷加减乘除]\s?[一二两三四五六七八九十百\d$]|\\frac|frac"
)


def _readable(text: str, begin: int, sign: int) -> bool:
    """Whether anything like a computation stands before the first sign of a line or behind it."""
    return _WORKS.search(text, begin, min(sign + 160, len(text))) is not None


def _of_line(text: str, begin: int, end: int) -> Iterator[Equation]:
    line = text[begin:end]
    if "`" in line:
        line = _blank(line, re.compile(r"`[^`\n]*`"))
    if "<<" in line:
        for mark in _MARKED.finditer(line):
            for equation in equations_of(line, *mark.span(1)):
                yield equation._replace(start=equation.start + begin, end=equation.end + begin)
        line = _blank(line, _MARKED.plain)
    for equation in equations_of(line, 0, len(line)):
        yield equation._replace(start=equation.start + begin, end=equation.end + begin)


def _blank(line: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda found: " " * len(found.group()), line)


class _Judged(NamedTuple):
    """checked, wrong: equations that were evaluated, and those of them that are false. inner, outer: the final answer that
    contradicts its working, or the row's reference.
    """

    checked: int
    wrong: list[Equation]
    inner: tuple[str, int, int] | None
    outer: tuple[str, int, int] | None


def _judge(batch: Batch, answer: Answer, checked_of: Counter[int]) -> _Judged:
    """checked_of: equations of each row that were checked so far, to which this answer's are added."""
    if checked_of[answer.row] >= _MOST_OF_ROW:
        return _Judged(0, [], None, None)
    text = answer.text
    if "=" not in text and "≈" not in text and "＝" not in text and "等于" not in text and "equal" not in text:
        checked: list[Equation] = []
    else:
        checked = list(itertools.islice(_equations(text), _MOST_EQUATIONS))
        checked_of[answer.row] += len(checked)
    wrong = [equation for equation in checked if not equation.true]
    if wrong and _ELSEWHERE.search(answer.question, 0, _MOST_TEXT) is None:
        asked = "".join(answer.question[:_MOST_TEXT].split())
        wrong = [equation for equation in wrong if _meant(asked, text, equation)]
    else:
        wrong = []
    results: list[Fraction] = [equation.result for equation in checked]
    inner = contradiction(text, answer.reasoning, results, [equation.end for equation in checked])
    reference = batch.reference[answer.row]
    return _Judged(len(checked), wrong, inner, _against_reference(batch, answer) if reference else None)


def _meant(asked: str, answer: str, equation: Equation) -> bool:
    """Whether a false equation is asserted in ordinary numbers, rather than quoted or counted in another way.

    asked: the question without white space.
    """
    if _ELSEWHERE.search(answer[max(equation.start - 200, 0) : equation.end + 200]):
        return False
    low = max(equation.start - 120, 0)
    begin = max(low, *(answer.rfind(stop, low, equation.start) for stop in ("\n", ". ", "。", "；")))
    if _DOUBTED.search(answer, begin, equation.start) or _SUPPOSED.search(answer[begin : equation.start]):
        return False
    if _DENIED.match(answer, equation.end) or _TESTED.match(answer, equation.end):
        return False
    quoted = "".join(answer[equation.start : equation.end].split())
    return quoted not in asked


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return f"{value.numerator:,}" if abs(value) < 10**24 else "a different number"
    return f"{float(value):.6g}" if abs(value) < 10**24 else "a different number"


def compute(batch: Batch, context: Context) -> Values:
    """Checks of one batch."""
    del context
    checked_of = Counter[int]()
    judged = batch.answers.judge(lambda answer: _judge(batch, answer, checked_of))
    return {
        "wrong_arithmetic": judged.any(lambda one: bool(one.wrong)),
        "contradicts_itself": judged.any(lambda one: one.inner is not None),
        "contradicts_reference": judged.any(lambda one: one.outer is not None),
        "n_equations": judged.total(lambda one: one.checked),
        FAULTY_TURNS: judged.faulty_turns(lambda one: bool(one.wrong or one.inner or one.outer)),
    }


def _against_reference(batch: Batch, answer: Answer) -> tuple[str, int, int] | None:
    """What `against` finds in the response of a row that asks one question: of several, nobody knows which the reference answers."""
    conversation = batch.conversations[answer.row]
    if sum(turn.role == USER for turn in conversation.turns) != 1 or answer.turn != conversation.answer_index():
        return None
    return against(answer.question, answer.text, batch.reference[answer.row])


def explain(conversation: Conversation) -> list[Evidence]:
    """The false equations, and the final answers that do not follow."""
    batch = Batch([conversation])
    checked_of = Counter[int]()
    found: list[Evidence] = []
    for answer in batch.answers:
        _, wrong, inner, outer = _judge(batch, answer, checked_of)
        found += [
            Evidence("wrong_arithmetic", f"False: the left side is {_number(e.value)}.", answer.turn, e.start, e.end)
            for e in wrong[:50]
        ]
        if inner is not None:
            found.append(Evidence("contradicts_itself", *inner[:1], answer.turn, *inner[1:]))
        if outer is not None:
            found.append(Evidence("contradicts_reference", *outer[:1], answer.turn, *outer[1:]))
    return found


ARITHMETIC = Metric("arithmetic", 7, COLUMNS, compute, explain=explain, by_turn=True)
