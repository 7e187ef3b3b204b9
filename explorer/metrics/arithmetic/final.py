"""The final answer of a row against the working that leads to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from explorer.metrics.text.quick import Quick

_NUMBER = r"-?\d{1,30}(?:[,，]\d{3}){0,9}(?:\.\d{1,20})?"
_MARK = Quick(
    r"(?:####|\\boxed\{|[Tt]he (?:final )?answer is:?|[Ff]inal answer:|答案是|答案为|答案：|答：)"
    r"[\s$*￥¥:：{(]{0,8}(?:(?P<number>" + _NUMBER + r")(?P<unit>\s?\\?%)?(?![\d/:.^_]\d|\s?[-+*/^×÷=][\s\d]))?"
)
_ANY = re.compile(_NUMBER)
_HINTS = ("####", "boxed", "nswer", "答")


def _value(text: str) -> Fraction:
    return Fraction(text.replace(",", "").replace("，", ""))


def contradiction(
    answer: str, reasoning: str, results: Sequence[Fraction], ends: Sequence[int]
) -> tuple[str, int, int] | None:
    """(what is wrong, start, end) of a final answer that the working does not lead to, else None.

    results: of the equations that could be read, in order. ends: where each ends. It is only judged where every equals sign
    of the working was understood, and none stands behind the last of them.
    """
    if not any(hint in answer for hint in _HINTS):
        return None
    marks = [found for found in _MARK.finditer(answer, 0, 100_000) if found["number"]]
    if not marks:
        return None
    last = marks[-1]
    final = _value(last["number"])
    if "####" in last.group() and len(marks) > 1:
        stated = _value(marks[-2]["number"])
        if stated != final and not last["unit"] and "####" not in marks[-2].group() and not _alike(stated, final):
            return (f"Two final answers: {marks[-2]['number']} and {last['number']}.", *last.span("number"))
    if not results or any(_alike(final, result) for result in results):
        return None
    if "box" in last.group():
        return None  # higher mathematics gets there by steps that are not written as equations of numbers
    start = marks[0].start()
    if answer[max(start - 8, 0) : start].rstrip(" $\\(*{")[-1:] in ("=", "+", "/", "^", "-") or last["unit"]:
        return None
    signs = sum(answer.count(sign, 0, start) for sign in ("=", "≈", "equal", "等于", "＝"))
    if signs > sum(end <= start for end in ends) or start - max(ends) > 200 or max(ends) > start:
        return None
    working = answer[: marks[0].start()][:100_000] + " " + reasoning[:100_000]
    if any(_alike(final, _value(found.group())) for found in _ANY.finditer(working)):
        return None
    return ("The working never comes to this number.", *last.span("number"))


def _alike(final: Fraction, other: Fraction) -> bool:
    """Equal, or one the other rounded, without its sign, as a percentage or in hundredths."""
    final, other = abs(final), abs(other)
    if abs(final - other) < 1 and (final.denominator > 1 or other.denominator > 1):
        return True
    return final == other or final == other * 100 or final * 100 == other
