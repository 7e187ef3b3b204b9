"""Equations of a line: the two sides of each equals sign, and whether they agree."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from explorer.metrics.arithmetic.sides import left_side, right_side
from explorer.metrics.arithmetic.tokens import Token, tokens_of
from explorer.metrics.arithmetic.values import Operand, UnreadableError, evaluate
from explorer.metrics.arithmetic.words import DIMENSION, RATIOS


class Equation(NamedTuple):
    """One that could be evaluated. start, end: in the text. result: what stands on the right. value: what the left comes to."""

    start: int
    end: int
    true: bool
    value: Fraction
    result: Fraction


def equations_of(line: str, begin: int, stop: int) -> Iterator[Equation]:
    """The equations between `begin` and `stop` that are written in a notation which is understood."""
    tokens = tokens_of(line, begin, stop)
    before = -1
    for index, token in enumerate(tokens):
        if token.kind not in ("eq", "about"):
            continue
        equation = _equation(line, tokens, before, index)
        before = index
        if equation is not None:
            yield equation


def _equation(line: str, tokens: list[Token], before: int, index: int) -> Equation | None:
    try:
        first = left_side(line, tokens, before + 1, index)
        second, last, about = right_side(line, tokens, index + 1)
        left, right = evaluate(tokens[first:index]), evaluate(tokens[second:last])
        if not left.operators and (not right.operators or left.units):
            return None
        if (
            not left.operators
            and first
            and tokens[first - 1].kind == "word"
            and tokens[first - 1].end == tokens[first].start
        ):
            return None
        if left.share and abs(right.value) > 1:
            return None
        if right.percent and right.operators and not left.operators and not left.percent:
            return None  # 48 = 100 % + 20 %: parts of a whole that the line does not name
        remainder = _remainder(tokens, left, right, last)
        true = _agree(left, right, about or tokens[index].kind == "about") if remainder is None else remainder
        if not true and (_converts(line, tokens, left, right, first, last) or _signless(tokens, first, index, right)):
            return None
    except UnreadableError:
        return None
    return Equation(tokens[first].start, _end(tokens, last), true, left.value, right.value)


def _end(tokens: list[Token], last: int) -> int:
    """Where the right side ends, without the words behind its last number."""
    while tokens[last - 1].kind == "word":
        last -= 1
    return tokens[last - 1].end


def _agree(left: Operand, right: Operand, about: bool) -> bool:
    if not left.operators:
        left, right = right, left
    wanted = {left.value, left.added}
    given = {right.value, right.added, right.first} if right.operators else {right.value, right.added}
    if right.percent:
        given |= {right.value * 100, right.added * 100}
    elif left.percent:
        wanted |= {left.value * 100, left.added * 100}
    if wanted & given:
        return True
    return any(_near(a, b, left, right, about) for a in wanted for b in given)


def _near(exact: Fraction, given: Fraction, left: Operand, right: Operand, about: bool) -> bool:
    """Whether a result is the rounded or cut form of the exact value."""
    gap = abs(exact - given)
    if (about and gap <= abs(exact) / 20) or gap * 10**9 < abs(exact):
        return True
    if right.operators:
        return (left.inexact or right.inexact) and gap * 100 <= abs(exact) and (right.decimals or left.decimals)
    step = right.step / 100 if right.percent and abs(given) == abs(right.value) else right.step
    cut = abs(given) <= abs(exact) or step >= 1
    if gap >= step or (gap * 2 > step and not cut):
        return False
    if step >= 1:
        return left.inexact or exact.denominator > 1 or about
    return exact % step != 0


def _remainder(tokens: list[Token], left: Operand, right: Operand, last: int) -> bool | None:
    """`7 ÷ 2 = 3 …… 1` in its usual spellings, None where there is no remainder; raises where a remainder is written that is not understood."""
    rest = tokens[last : last + 8]
    while rest and (
        rest[0].text in ("…", ".", "·", "⋯", ",", "，", "(", "（", "with", "and", "a") or rest[0].text == "\\"
    ):
        dots = rest.pop(0)
        if dots.text in ("…", ".", "⋯") and (not rest or rest[0].kind == "num"):
            break
        if not rest:
            return None
    named = bool(rest) and rest[0].text.lower() in (
        "r",
        "rem",
        "remainder",
        "余",
        "余数",
        "余数是",
        "余数为",
        "cdots",
        "dots",
        "ldots",
    )
    if named:
        rest = rest[1:]
    dotted = tokens[last : last + 1] and tokens[last].text in ("…", "⋯", "·", ".")
    if dotted and tokens[last].text == "." and tokens[last + 1 : last + 2] and tokens[last + 1].kind == "num":
        dotted = False  # a sentence ends, and the next one begins with a number
    if not (named or dotted) or not rest or rest[0].kind != "num":
        return None
    if left.pair is None:
        raise UnreadableError
    dividend, divisor = left.pair
    return right.value * divisor + rest[0].value == dividend


def _converts(line: str, tokens: list[Token], left: Operand, right: Operand, first: int, last: int) -> bool:
    """Whether the two sides may be one quantity in two units."""
    del last
    here = {DIMENSION[w]: w for w in _names(right.units)}
    there = {(DIMENSION[w], w) for w in _names(left.units)}
    if "$" in line[max(tokens[first].start - 3, 0) : tokens[first].end] and "cents" in right.units:
        return True
    if any(number in here and here[number].rstrip("s") != word.rstrip("s") for number, word in there):
        return True
    if (
        len(
            {
                word.rstrip("s")
                for number, word in there
                if any(o == number and w.rstrip("s") != word.rstrip("s") for o, w in there)
            }
        )
        > 1
    ):
        return True
    if not (here or there) or not left.value or not right.value:
        return False
    ratio = abs(left.value / right.value)
    return ratio in RATIOS or 1 / ratio in RATIOS


def _names(units: list[str]) -> list[str]:
    found = []
    for unit in units:
        word = unit.lstrip("/ ") if unit.startswith("/") else unit
        if word.startswith("\\"):
            word = word[word.find("{") + 1 : -1].strip()
        word = word if word in DIMENSION else word.lower()
        if word in DIMENSION:
            found.append(word)
    return found


def _signless(tokens: list[Token], first: int, index: int, right: Operand) -> bool:
    """Whether the line's dash before the left side was a sign after all."""
    if first == 0 or tokens[first - 1].text != "-":
        return False
    try:
        return evaluate(tokens[first - 1 : index]).value == right.value
    except UnreadableError:
        return False
