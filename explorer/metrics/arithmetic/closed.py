"""Closed answers: a number, the letter of an option, yes or no. What is none of these is not read."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal, NamedTuple

from explorer.metrics.arithmetic.tokens import han_value
from explorer.metrics.arithmetic.words import SCALES, SHORT_UNITS

LONGEST = 120  # characters of a text that may be a closed answer

Kind = Literal["number", "option", "truth"]


class Closed(NamedTuple):
    """One answer.

    number: its value; step: size of its last digit, 0 where it is exact (a fraction). percent: written with a sign of it.
    letters: of the options, sorted. truth: "yes" or "no", "true" or "false". unit: words behind a number, in lower case.
    start, end: characters of the text that it was read from.
    """

    kind: Kind
    start: int
    end: int
    number: Fraction = Fraction(0)
    step: Fraction = Fraction(0)
    percent: bool = False
    letters: str = ""
    truth: str = ""
    unit: str = ""


_OPEN = r"(?:[\s$*_`~\"“'‘:：,，]|\\\(|\\\[|\\[,;! ]|\\(?:text|mathrm|textbf|mathbf|boxed|rm)\{|\\displaystyle\s|=|(?:一共|总共|还剩下?|剩下?|共)有?)*"
_DIGITS = r"(?:\d{1,3}(?:(?:[,，]|,\\!|\\,|\{,\})\d{3}){1,8}(?!\d)|\d{1,24})(?:\.\d{1,18})?|\.\d{1,18}"
_NUMBER = re.compile(
    r"(?P<sign>[-−–+]\s?)?(?:US)?(?:\\?\$|[€£¥￥])?\s?(?P<sign2>[-−])?"
    r"(?:\\[dt]?frac\{\s?(?P<top>-?\d{1,12})\s?\}\{\s?(?P<bottom>\d{1,12})\s?\}"
    r"|(?:(?P<whole>\d{1,9})(?:\s|\\ )(?=\d{1,6}/\d))?(?P<over>\d{1,12})\s?/\s?(?P<under>\d{1,12})(?![\d/.])"
    r"|(?P<plain>" + _DIGITS + r")"
    r"|(?P<han>[零〇一二两三四五六七八九十百千万亿]{1,12}))"
)
_SCALE = re.compile(r"\s?(hundred|thousand|million|billion|trillion)\b|\s?([十百千]?[万亿])")
_TAIL = re.compile(r"\s?(?P<percent>\\?%|％|percent\b|per cent\b)?")
_CLOSING = r"(?:[\s$*_`~\"”'’})\]）】]|\\\)|\\\])*"
_STOP = re.compile(_CLOSING + r"(?:$|\n|[.。!！;；?？(（](?!\d)|[,，、](?!\s?[-$\d]))")
_UNIT = re.compile(
    r"(?:[\s$*_~}]|\\\)|\\[,;! ]|\\(?:text|mathrm|textbf|mbox|rm)\s?\{|\^\s?\{?\\circ)*"
    r"(?P<unit>°[CF]?|(?:[A-Za-z²³/.]{1,20}|\s(?!(?:and|or|to|but|times|if|when|more|less|plus|minus|out)\b)[A-Za-z²³/]{1,20}){1,6}|[\u4e00-\u9fff]{1,8})?"
    r"(?:\^\s?\{?[23]\}?)?"
)
_NO_UNIT = re.compile(
    r"^\s*(?:and|or|to|but|times|if|when|more|less|plus|minus|out|x|y|n|k|a|b|c|i|e|pi|sqrt|am|pm|a\.m|p\.m|st|nd|rd|th|th\s.*|s)\b"
    r"|[和或与及到至加减乘除倍比点时分号且第另]|^[年月日]",
    re.IGNORECASE,
)
_OPTIONS = re.compile(
    r"[(（\[【]?(?:[Oo]ption |选项)?[(（]?([A-J](?:\s?(?:[,，、/&和与]|and)?\s?[A-J]){0,9})(?![A-Za-z0-9'’\u4e00-\u9fff])"
)
_AFTER_OPTION = re.compile(_CLOSING + r"(?:$|\n|[.。:：,，;；、!！?？(（-]|(?<=[)）\]】}*$])\s)")
_TRUTH = re.compile(
    r"(?P<yes>yes|是的?|对的?|正确|√)|(?P<no>no|不是|否|不对|错误?的?|不正确|×)|(?P<true>true)|(?P<false>false)",
    re.IGNORECASE,
)
_AFTER_TRUTH = re.compile(_CLOSING + r"(?:$|\n|[.。!！,，;；])")
_OPENING = re.compile(_OPEN)
_SHORT = frozenset(unit.lower() for unit in SHORT_UNITS) | frozenset("m g l h s v w j n f° c°".split())
_LETTER = re.compile("[A-J]")
_WIDE = str.maketrans("０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪ．％－／", "0123456789ABCDEFGHIJ.%-/")


def read(text: str, start: int = 0, end: int | None = None) -> Closed | None:
    """The closed answer that begins at `start`, with nothing behind it in its sentence but a unit; None elsewhere."""
    end = min(len(text) if end is None else end, start + LONGEST)
    said = text[start:end].translate(_WIDE)
    if not said.strip():
        return None
    opening = _OPENING.match(said)
    at = opening.end() if opening is not None else 0
    found = _option(said, at) or _truth(said, at) or _number(said, at)
    return found._replace(start=found.start + start, end=found.end + start) if found is not None else None


def _option(said: str, at: int) -> Closed | None:
    found = _OPTIONS.match(said, at)
    if found is None or not _AFTER_OPTION.match(said, found.end()):
        return None
    letters = _LETTER.findall(found.group(1))
    return Closed("option", found.start(1), found.end(1), letters="".join(sorted(set(letters))))


def _truth(said: str, at: int) -> Closed | None:
    found = _TRUTH.match(said, at)
    if found is None or not _AFTER_TRUTH.match(said, found.end()):
        return None
    return Closed("truth", found.start(), found.end(), truth=str(found.lastgroup))


def _number(said: str, at: int) -> Closed | None:
    found = _NUMBER.match(said, at)
    if found is None:
        return None
    value, step = _value(found)
    if value is None:
        return None
    end = found.end()
    scale = _SCALE.match(said, end) if not found["han"] else None
    if scale is not None:
        factor = SCALES.get(scale[1] or scale[2])
        if factor is None:
            return None
        value, step, end = value * factor, step * factor, scale.end()
    if (found["sign"] or "+").strip() in "-−–" or found["sign2"]:
        value = -value
    tail = _TAIL.match(said, end)
    percent = tail is not None and tail["percent"] is not None
    if percent and tail is not None:
        end = tail.end()
    unit = ""
    if not _STOP.match(said, end):
        behind = _UNIT.match(said, end)
        if behind is None or _NO_UNIT.search(behind["unit"] or "") or not _STOP.match(said, behind.end()):
            return None
        unit = (behind["unit"] or "").strip(" .").lower()
        if unit and not _may_be_unit(unit):
            return None
    return Closed("number", found.start(), end, value, step, percent, unit=unit)


def _may_be_unit(unit: str) -> bool:
    """Whether words behind a number name what is counted: one or two letters are as often variables."""
    first = unit.replace("/", " ").split(" ")[0] if unit.isascii() else unit
    return len(first) > 2 or not first.isalpha() or not first.isascii() or first in _SHORT


def _value(found: re.Match[str]) -> tuple[Fraction | None, Fraction]:
    """(value, size of its last digit; 0 for a fraction). None where it is divided by nothing or no numeral."""
    if found["plain"]:
        digits = "".join(char for char in found["plain"] if char in "0123456789.")
        return Fraction("0" + digits), Fraction(1, 10 ** len(digits.partition(".")[2]))
    if found["han"]:
        return han_value(found["han"]), Fraction(1)
    top, bottom = (found["top"], found["bottom"]) if found["top"] else (found["over"], found["under"])
    if not int(bottom):
        return None, Fraction(0)
    value = Fraction(int(top), int(bottom))
    return value + int(found["whole"] or 0), Fraction(0)
