"""What a run of tokens comes to, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from explorer.metrics.arithmetic.tokens import Token
from explorer.metrics.arithmetic.words import CONNECTING, FUNCTIONS, SHORT_UNITS

_MOST_BITS = 400


class UnreadableError(Exception):
    """The run of tokens is no arithmetic that can be evaluated."""


@dataclass(slots=True)
class Operand:
    """One side of an equation.

    value: what it comes to. added: the same where a percentage that is added or taken away is one of what stands before it.
    first: value of its first term. operators: how many. step: size of the last digit of a single number. percent: ends in %.
    inexact: some operator divides, or a percentage stands in it. decimals: some number has a fractional part.
    share: nothing but a proper fraction or a percentage, which may be one of something else. units: words behind its numbers. pair: dividend and divisor of a bare division.
    """

    value: Fraction
    added: Fraction
    first: Fraction
    operators: int
    step: Fraction
    percent: bool
    inexact: bool
    decimals: bool
    share: bool
    units: list[str] = field(default_factory=list)
    pair: tuple[Fraction, Fraction] | None = None


def is_unit(word: str) -> bool:
    """Whether a word behind a number may be what is counted, rather than a variable or a function."""
    if word.startswith(("/", "\\")):
        return True
    if word.lower() in CONNECTING or (word.lower() in FUNCTIONS and word.lower() != "min"):
        return False
    if word.isascii():
        return len(word) > 2 or word in SHORT_UNITS
    if "\u4e00" <= word[0] <= "\u9fff":
        return not any(char in "的和是为或与吗不若则且得有等于余" for char in word)
    return len(word) > 1


class _Parser:
    def __init__(self, tokens: Sequence[Token], added: bool) -> None:
        self.tokens, self.at, self.added = tokens, 0, added
        self.operators, self.inexact, self.units = 0, False, []
        self.first: Fraction | None = None
        self.step, self.percent, self.depth = Fraction(1), False, 0
        self.pair: tuple[Fraction, Fraction] | None = None

    def kind(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def operator(self, signs: str) -> str:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is None or token.kind != "op" or token.text not in signs.split():
            return ""
        self.at += 1
        self.operators += 1
        return token.text

    def sum(self) -> Fraction:
        total = self.product()
        while sign := self.operator("+ -"):
            right = self.product()
            if self.percent and self.added:
                right *= total
            total = total + right if sign == "+" else total - right
        return total

    def product(self) -> Fraction:
        total = self.power()
        while True:
            if sign := self.operator("* / of"):
                right = self.power()
                if sign == "/" and self.added and self.tight():
                    self.at += 1
                    below = self.power()
                    if not below:
                        raise UnreadableError
                    right /= below
            elif self.kind() in ("(", "frac"):
                if self.tokens[self.at].start != self.tokens[self.at - 1].end and self.kind() == "(":
                    raise UnreadableError
                self.operators += 1
                sign, right = "*", self.power()
            else:
                return total
            if sign == "/":
                if not right:
                    raise UnreadableError
                self.inexact = True
                self.pair = (total, right)
                total /= right
            else:
                total *= right
            if total.numerator.bit_length() + total.denominator.bit_length() > _MOST_BITS:
                raise UnreadableError

    def tight(self) -> bool:
        """Whether a division without blanks follows, so that `28 / 1/5` may be meant as 28 by a fifth."""
        sign, before = self.tokens[self.at : self.at + 1], self.tokens[self.at - 1]
        return bool(sign) and sign[0].kind == "op" and sign[0].text == "/" and sign[0].start == before.end

    def power(self) -> Fraction:
        base = self.term()
        if self.operator("^"):
            braced = self.kind() == "("
            exponent = self.term()
            if exponent.denominator != 1 or abs(exponent) > 64 or (not base and exponent <= 0):
                raise UnreadableError
            if (base.numerator.bit_length() + base.denominator.bit_length()) * abs(exponent) > _MOST_BITS:
                raise UnreadableError
            if not braced and self.kind() == "op" and self.tokens[self.at].text == "^":
                raise UnreadableError
            return base**exponent.numerator
        return base

    def term(self) -> Fraction:
        if self.at >= len(self.tokens):
            raise UnreadableError
        token = self.tokens[self.at]
        self.at += 1
        self.percent = False
        if token.kind == "op" and token.text in "+-":
            value = self.power() if token.text == "+" else -self.power()
        elif token.kind == "num":
            value, self.step = token.value, token.step
            value = self.mixed(value)
        elif token.kind == "(":
            self.depth += 1
            if self.depth > 20:
                raise UnreadableError
            value = self.sum()
            if self.kind() != ")":
                raise UnreadableError
            self.at += 1
            self.percent = False
        elif token.kind == "frac":
            above, below = self.group(), self.group()
            if not below:
                raise UnreadableError
            value, self.inexact = above / below, True
            self.operators += 1
        else:
            raise UnreadableError
        if self.kind() == "%":
            self.at += 1
            self.percent, value, self.inexact = True, value / 100, True
        while self.kind() == "word":
            word = self.tokens[self.at].text
            if not is_unit(word):
                raise UnreadableError
            self.units.append(word)
            self.at += 1
        if self.first is None:
            self.first = value
        return value

    def mixed(self, whole: Fraction) -> Fraction:
        """`2 1/2` and `2又1/2`."""
        rest = self.tokens[self.at : self.at + 4]
        skip = 1 if rest and rest[0].text == "又" else 0
        rest = rest[skip : skip + 3]
        if [t.kind for t in rest] == ["num", "op", "num"] and rest[1].text == "/" and whole.denominator == 1:
            above, below = rest[0].value, rest[2].value
            if 0 < above < below:
                self.at += 3 + skip
                self.inexact = True
                return whole + above / below
        return whole

    def group(self) -> Fraction:
        """The next group in braces, or the single digit that LaTeX takes in its place."""
        if self.kind() != "(":
            raise UnreadableError
        self.at += 1
        value = self.sum()
        if self.kind() != ")":
            raise UnreadableError
        self.at += 1
        return value


def evaluate(tokens: Sequence[Token]) -> Operand:
    """The value of all tokens together; raises `UnreadableError`."""
    plain = _Parser(tokens, added=False)
    value = plain.sum()
    if plain.at != len(tokens):
        raise UnreadableError
    added = value
    if any(token.kind == "%" for token in tokens) or sum(token.text == "/" for token in tokens) > 1:
        added = _Parser(tokens, added=True).sum()
    single = plain.operators == 0
    return Operand(
        value=value,
        added=added,
        first=plain.first if plain.first is not None else value,
        operators=plain.operators,
        step=plain.step if single else Fraction(0),
        percent=plain.percent,
        inexact=plain.inexact,
        share=0 < value <= 1 and _is_share(tokens),
        decimals=any(token.step < 1 for token in tokens),
        units=plain.units,
        pair=plain.pair if plain.operators == 1 else None,
    )


def _is_share(tokens: Sequence[Token]) -> bool:
    kinds = [token.kind for token in tokens]
    return kinds == ["num", "%"] or (kinds == ["num", "op", "num"] and tokens[1].text == "/")
