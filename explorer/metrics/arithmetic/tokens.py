"""A line of text as the tokens that arithmetic is made of."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from explorer.metrics.arithmetic.words import OPERATORS, SCALES


class Token(NamedTuple):
    """kind: num, op, eq, about, (, ), %, word, frac, cut (ends a phrase) or odd (not to be read). places: decimals written."""

    kind: str
    text: str
    start: int
    end: int
    value: Fraction = Fraction(0)
    step: Fraction = Fraction(1)


_TOKEN = re.compile(
    r"(?P<skip>\*\*(?!(?<=[\d)]..)[\d(]|(?<=[\d)]\s..)\s\d)|[\s$€£¥￥\u00a0\u200b]+|\\[,;:! ]|\\(?:left|right|quad|boxed|displaystyle|[()\[\]$])|\^\{?\\circ\}?|US(?=\$))"
    r"|(?P<about>≈|≒|\\approx|=~|~=|约等于|大约等于|约为)"
    r"|(?P<eq>(?:is\s)?equals?(?:\sto)?\b|等于|＝|(?<![=!<>:+*/%|&^~-])=(?![=>~]))"
    r"|(?P<num>(?:[0-9]{1,3}(?:(?:[,，]|,\\!|\{,\})[0-9]{3})+(?![0-9])|[0-9]{1,30})(?:\.[0-9]{1,30})?|\.[0-9]{1,30})"
    r"|(?P<han>[零〇一二两三四五六七八九十百千万亿]{1,12}(?=[加减乘除等于\s+×÷=＝-]|$|[。，,！？]))"
    r"|(?P<op>\*\*|[+\-−–－＋*×÷⋅·∙^]|\\times|\\cdot|\\div|/(?!\s?[^\W\d_]{2})|∕|⁄|multiplied\sby|divided\sby"
    r"|(?:plus|minus|times|of)\b|加上|减去|乘以|除以|加|减|乘|(?<=[\d)\s])[xX](?=[\s$]{0,2}[\d($.]))"
    r"|(?P<per>/\s?(?:[A-Za-z]{1,20}|[\u4e00-\u9fff]{1,4}))"
    r"|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})"
    r"|(?P<frac>\\[dt]?frac)"
    r"|(?P<text>\\(?:text|mathrm|textbf|mbox)\{[^{}\n]{0,40}\})"
    r"|(?P<open>[(（\[{])|(?P<close>[)）\]}])"
    r"|(?P<percent>\\?%|％|percent\b)"
    r"|(?P<word>[A-Za-z]{1,40}[²³]?|[\u4e00-\u9fff]{1,40}|[^\W\d_]{1,40})"
    r"|(?P<cut>\\\\(?=\s+[A-Za-z&\d(\\]|\s*$|\[)|\\(?:implies|Rightarrow|rightarrow|iff|qquad)(?![a-zA-Z])|[,，;；:：。?？、\"“”]|[.．](?!\d))"
    r"|(?P<odd>.)",
    re.DOTALL,
)
_SIGN = {"−": "-", "–": "-", "－": "-", "＋": "+", "×": "*", "÷": "/", "⋅": "*", "·": "*", "∙": "*", "∕": "/", "⁄": "/"}
_SIGN |= {"\\times": "*", "\\cdot": "*", "\\div": "/", "x": "*", "X": "*", "**": "^"}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_HAN_SCALE = re.compile(r"[十百千]?[万亿]+(?!分)")
_SCALE = re.compile(r"\s?(hundred|thousand|million|billion|trillion)\b")
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2} | {c: n for n, c in enumerate("三四五六七八九", 3)}


def han_value(text: str) -> Fraction | None:
    """The value of a Chinese numeral, None for one that is not well formed enough to be sure."""
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in "十百千":
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        else:
            total = (total + section + digit) * (10**4 if char == "万" else 10**8)
            section = digit = 0
    return Fraction(total + section + digit)


def _number(line: str, start: int, text: str) -> Token:
    end = start + len(text)
    plain = "".join(char for char in text if char in "0123456789.")
    step = Fraction(1, 10 ** len(plain.partition(".")[2]))
    value = Fraction(plain if plain[0] != "." else "0" + plain)
    found = _HAN_SCALE.match(line, end) or _SCALE.match(line, end)
    if found and (scale := SCALES.get(found.group().strip())):
        return Token("num", text, start, found.end(), value * scale, step * scale)
    return Token("num", text, start, end, value, step)


def tokens_of(line: str, begin: int, stop: int) -> list[Token]:
    """Tokens of `line[begin:stop]`; white space and currency signs are left out."""
    tokens: list[Token] = []
    add = tokens.append
    at = begin
    while at < stop:
        found = _TOKEN.match(line, at, stop)
        if found is None:
            break
        kind, text, start, at = found.lastgroup or "odd", found.group(), at, found.end()
        if kind == "skip":
            continue
        if kind == "num":
            token = _number(line, start, text)
            at = min(token.end, stop)
            glued = tokens[-1] if tokens and tokens[-1].end == start else None
            if glued and (glued.text == "_" or (glued.kind == "word" and not "\u4e00" <= glued.text[0] <= "\u9fff")):
                token = Token("odd", text, start, token.end)
            add(token)
        elif kind == "raised":
            add(Token("op", "^", start, start))
            add(Token("num", text, start, at, Fraction(int(text.translate(_RAISED)))))
        elif kind == "han":
            value = han_value(text)
            add(Token("num", text, start, at, value) if value is not None else Token("word", text, start, at))
        elif kind == "op":
            add(Token("op", _SIGN.get(text) or OPERATORS.get(text) or " ".join(text.split()), start, at))
            if tokens[-1].text in OPERATORS:
                tokens[-1] = Token("op", OPERATORS[tokens[-1].text], start, at)
        elif kind == "open" and text == "{" and not ("\\" in line or "^{" in line):
            add(Token("odd", text, start, at))
        elif kind == "open":
            add(Token("(", text, start, at))
        elif kind == "close":
            add(Token(")", text, start, at))
        elif kind == "percent":
            add(Token("%", text, start, at))
        elif kind in ("per", "text"):
            add(Token("word", text, start, at))
        else:
            add(Token(kind, text, start, at))
    return tokens
