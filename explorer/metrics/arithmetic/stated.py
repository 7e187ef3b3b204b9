"""The final answers that a response states behind the usual marks: boxed, ####, "the answer is", 答案是."""

from __future__ import annotations

import re
from typing import NamedTuple

from explorer.metrics.arithmetic.closed import LONGEST, Closed, read
from explorer.metrics.text.quick import Quick
from explorer.metrics.text.thinking import visible_start

_MOST = 100_000  # characters of a text that are looked at
_SHORT = 60  # characters of a response that may be nothing but its answer
_MARKS = 200  # of one text that are looked at


class Stated(NamedTuple):
    """One answer. final: behind a mark that nobody puts on a step: ####, a box, a heading of its own."""

    answer: Closed
    final: bool


_MARK = Quick(
    r"(?P<hash>####)"
    r"|(?P<box>\\f?boxed\s?\{)"
    r"|(?P<said>[Tt]he (?:(?:final|correct|right|best) )?(?:answer|option|choice) (?:is|was|would be|should be)(?! not\b)(?: option| choice)?\b:?"
    r"|(?:[Ff]inal|[Cc]orrect) (?:[Aa]nswer|[Oo]ption):|^[*_#\s>-]{0,6}(?:[Tt]he )?[Aa]nswer[*_]{0,2}[:：]"
    r"|(?:正确|最终|标准)?答案[】」*]{0,3}(?:应该|应|就)?(?:是|为|选)?[:：]?(?=[\s*$\\(（\[【「“:：]{0,6}[-A-J\d０-９Ａ-Ｊ零一二两三四五六七八九十是否对错正])"
    r"|(?:故|因此|所以|本题|应|应该|正确选项[是为])选(?:择|(?!项))[:：]?|^答[:：])"
    r"|(?P<letter>^A[:：](?=\s?[-$\d]))",
    re.MULTILINE,
)
_HINTS = ("####", "boxed", "nswer", "答", "选", "option", "choice", "Option", "A:", "A：")
_HEADING = Quick(r"[Ff]inal|[【「]$|^[*_#\s>-]*(?:The )?Answer")
_BEFORE = 40  # characters of a mark before its telling word
_NEGATED = Quick(r"(?:\bnot|n't|\bnever|\bif|\bIf|\bwhy|\bWhy|不是|如果|若|假如|为什么|不可能)\s{0,2}$")


def stated(text: str) -> list[Stated] | None:
    """The closed answers of a response in order; None where the last mark is followed by something else.

    A response that is nothing but a closed answer states it without a mark.
    """
    begin = visible_start(text)
    stop = min(len(text), begin + _MOST)
    whole = text[begin:stop].strip()
    if len(whole) <= _SHORT and (answer := _whole(text, begin, whole)) is not None:
        return [Stated(answer, True)]
    found: list[Stated] = []
    read_last = True
    hints = [at for hint in _HINTS if (at := text.find(hint, begin, stop)) >= 0]
    if hints:
        for count, mark in enumerate(_MARK.finditer(text, max(begin, min(hints) - _BEFORE), stop)):
            if count >= _MARKS:
                return None
            if mark["said"] and _NEGATED.search(text, max(mark.start() - 12, begin), mark.start()):
                continue
            if mark["letter"] and text.find("\n", mark.end(), stop) >= 0:
                continue  # the answer of a dialogue rather than the last word
            end = stop
            if mark["box"] and (end := _closing(text, mark.end(), stop)) < 0:
                return None
            answer = read(text, mark.end(), end)
            if answer is None and mark["said"] and "\\boxed" in text[mark.end() : mark.end() + 40]:
                continue  # the box itself comes next
            read_last = answer is not None
            if answer is not None:
                heading = _HEADING.search(text[max(mark.start() - 1, begin) : mark.end()]) is not None
                found.append(Stated(answer, not mark["said"] or heading))
    if found:
        return found if read_last else None
    return _opening(text, begin, stop)


def _whole(text: str, begin: int, whole: str) -> Closed | None:
    """A short response that is one closed answer."""
    start = text.find(whole[:1], begin) if whole else -1
    return read(text, start, start + len(whole)) if start >= 0 and "\n" not in whole else None


def _opening(text: str, begin: int, stop: int) -> list[Stated] | None:
    """An answer that the response opens with: `B) because …`, `Yes, …`."""
    start = begin
    while start < stop and text[start].isspace():
        start += 1
    answer = read(text, start, min(start + LONGEST, stop))
    if answer is None or answer.kind == "number":
        return None
    if answer.kind == "option" and text[answer.end : answer.end + 1] not in (".", ")", "）", ":", "：", "、", "\n"):
        return None
    return [Stated(answer, True)]


def _closing(text: str, start: int, stop: int) -> int:
    """Where the brace that is open at `start` closes; -1 where it does not within a closed answer's length."""
    depth = 1
    for at in range(start, min(start + LONGEST, stop)):
        if text[at] == "{":
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if not depth:
                return at
    return -1
