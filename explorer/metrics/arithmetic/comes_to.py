"""What an answer comes to, so that it can be held against another answer to the same question.

Beside the final answers that `stated` reads, the time or number of the last sentence where the question asks for one, and a
yes or no in the first sentence where it asks for that.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from explorer.metrics.arithmetic.against import agree, final_answer, options_of
from explorer.metrics.arithmetic.closed import Closed, read
from explorer.metrics.arithmetic.stated import stated
from explorer.metrics.text.thinking import visible_start

_MOST = 20_000  # characters of a question or an answer that are looked at
_LAST = 200  # characters of an answer's last sentence
_ASKS_TIME = re.compile(r"\bwhen\b|\bwhat time\b|几点|什么时候", re.IGNORECASE)
_ASKS_NUMBER = re.compile(
    r"\bhow (?:many|much|long|far|old)\b|\bcalculate\b|\bcompute\b|多少|几[个天人年月元米次]|计算", re.IGNORECASE
)
_ASKS_TRUTH = re.compile(
    r"(?:^|[\n.!?,;:]\s*)(?:is|are|was|were|do|does|did|can|could|may|must|should|will|would|has|have)\b[^.!?\n]{2,200}\?|[吗嘛][？?]|是否|是不是",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])\s?(?P<half>[ap]\.?m)?", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.])[-−]?\$?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,/])[-−]?\$?\d+(?:\.\d+)?(?![\d/:])")
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n+|(?<=[。！？])")
_YES_NO = re.compile(r"[^.!?\n]{0,60}(?:^|, )(yes|no)(?=[.,;!])", re.IGNORECASE)
KINDS = {"option": "option", "truth": "polarity", "number": "number", "time": "number"}


class Comes(NamedTuple):
    """kind: number, polarity or option. start, end: where in the answer it stands."""

    kind: str
    start: int
    end: int
    answer: Closed | None = None
    minutes: int = -1


def comes_to(question: str, answer: str) -> Comes | None:
    """What an answer comes to, None where that is not said plainly."""
    question, answer = question[-_MOST:], answer[:_MOST]
    options = options_of(question)
    found = final_answer(stated(answer), options)
    if found is not None and (found.kind != "truth" or _ASKS_TRUTH.search(question) or len(answer) <= 60):
        return Comes(KINDS[found.kind], found.start, found.end, found)
    begin = visible_start(answer)
    if _ASKS_TRUTH.search(question) and (said := _YES_NO.match(answer, begin)) is not None:
        closed = read(said[1])
        return None if closed is None else Comes("polarity", *said.span(1), closed)
    if _ASKS_TIME.search(question):
        return _time(answer, begin)
    return _number(answer, begin) if _ASKS_NUMBER.search(question) else None


def differ(one: Comes, other: Comes, question: str) -> bool:
    """Whether two answers to one question cannot both be right; False where that cannot be told."""
    if one.kind != other.kind or (one.minutes < 0) != (other.minutes < 0):
        return False
    if one.minutes >= 0:
        return (one.minutes - other.minutes) % 720 != 0
    if one.answer is None or other.answer is None:
        return False
    return agree(one.answer, other.answer, options_of(question[-_MOST:])) is False


def _last(answer: str, begin: int) -> tuple[int, str]:
    """(where it begins, text) of the last sentence."""
    whole = answer.rstrip()
    starts = [found.end() for found in _SENTENCE.finditer(whole, max(begin, len(whole) - 2_000))]
    start = next((at for at in reversed(starts) if whole[at:].strip()), max(begin, len(whole) - 2_000))
    return start, whole[start:]


def _time(answer: str, begin: int) -> Comes | None:
    start, said = _last(answer, begin)
    found = list(_TIME.finditer(said))
    if not found or len(said) > _LAST:
        return None
    last = found[-1]
    hours = int(last[1]) % 12 + (12 if (last["half"] or "").lower().startswith("p") else 0)
    if not last["half"]:
        hours = int(last[1])
    return Comes("number", start + last.start(), start + last.end(), None, 60 * hours + int(last[2]))


def _number(answer: str, begin: int) -> Comes | None:
    """The only number of the last sentence, or of what stands behind its last equals sign."""
    start, said = _last(answer, begin)
    behind = said.rfind("=") + 1
    start, said = start + behind, said[behind:]
    found = list(_NUMBER.finditer(said))
    if len(found) != 1 or len(said) > _LAST:
        return None
    (one,) = found
    value = Fraction(re.sub(r"[$,]", "", one[0]).replace("−", "-"))
    digits = one[0].partition(".")[2]
    closed = Closed("number", *one.span(), value, Fraction(1, 10 ** len(digits)))
    return Comes("number", start + one.start(), start + one.end(), closed)
