"""Refusals: answers that decline instead of answering.

Only the opening and the end of an answer are read: there a refusal stands. A refusal that turns to help, a quoted
one and one inside a letter or a story is none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from explorer.columns import Column
from explorer.conversation import Conversation
from explorer.metrics import refusal_words as words
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.thinking import visible_start

_HEAD, _TAIL = 700, 260
_OPENING = 420  # a refusal begins before this many characters, or stands in the last ones
_LETTER = re.compile(r"(?:dear|subject:|hi|hello|尊敬的|亲爱的|親愛的|主题[:：]|#|```|title:)", re.IGNORECASE)
_ITEM = re.compile(r"^\s{0,8}(?:\d{1,2}[.)、]|[-*•]|#{1,4}) ?\S", re.MULTILINE)
_PASS_ON = re.compile(
    r"translat|rewrit|rephrase|paraphras|correct|edit|summar|proofread|dialog|story|poem|letter|email|e-mail|script|scene|"
    r"翻译|翻譯|改写|改寫|润色|潤色|纠正|總結|总结|续写|对话|故事|小说|诗|邮件|书信|剧本|台词",
    re.IGNORECASE,
)
_SELF = re.compile(r"\bas an? (?:\w+ )?(?:ai|language|assistant)\b|your request|this request|作为.{0,10}(?:AI|人工智能|助手|模型)")

COLUMNS = (
    Column(
        "is_refusal",
        "refusal",
        "boolean",
        "The answer declines the request. Found by how assistants phrase it in the opening or at the end (English, Chinese, and the "
        "usual formulas of a dozen languages); a refusal that turns to help, or that is quoted, does not count. "
        "Sermons without an open 'no' are the least certain.",
        layer="refusal",
        group="judgements",
    ),
)


class Refusal(NamedTuple):
    """Where an answer declines."""

    start: int
    end: int
    said: str


def find(answer: str, question: str) -> Refusal | None:
    """The refusal in an answer, None where it gives what was asked for or nothing."""
    begin = visible_start(answer) if "</" in answer or "<|" in answer or "[/T" in answer else 0
    length = len(answer) - begin
    head = answer[begin : begin + _HEAD]
    found = _read(head, question, length, begin)
    if found is None and length > _HEAD:
        start = max(begin + _HEAD, len(answer) - _TAIL)
        tail = answer[start:]
        place = _decline(tail, _lowered(tail))
        if place is not None and length < 1500 and not _ITEM.search(answer[begin : begin + 1500]):
            return Refusal(start + place[0], start + place[1], "Declines in the end.")
    return found


def _lowered(text: str) -> str:
    """Lower case with straight apostrophes, every character at its place."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters grow in lower case; positions must not shift
        lower = text
    return lower.replace("’", "'") if "’" in lower else lower


def _decline(text: str, lower: str) -> tuple[int, int] | None:
    """The first open refusal."""
    found = None
    plain = text.isascii()
    if (plain or "I" in text or "orry" in text) and any(needle in lower for needle in words.NEEDLES):
        found = words.DECLINE.search(lower)
    if found is None and not plain:
        if any(needle in text for needle in words.ZH_NEEDLES):
            for needles, pattern in words.ZH_DECLINE:
                if any(needle in text for needle in needles) and (found := pattern.search(text)) is not None:
                    break
    if found is None and (not plain or " n" in lower) and any(needle in lower for needle in words.OTHER_NEEDLES):
        found = words.OTHER_DECLINE.search(lower)
    return None if found is None or _quoted(text, found.start()) else found.span()


def _quoted(text: str, place: int) -> bool:
    before = text[:place]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”") or before.count("「") > before.count("」")


def _read(head: str, question: str, length: int, begin: int) -> Refusal | None:
    lower = _lowered(head)
    place = _decline(head, lower)
    if place is not None:
        start, end = place
        if start > _OPENING and length > _HEAD:
            return None
        if _LETTER.match(head.lstrip()) or _helps(head, end, length):
            return None
        if length < 1.6 * len(question) + 60 and _PASS_ON.search(question[:300]) and not _SELF.search(head.lower()):
            return None
        return Refusal(begin + start, begin + end, "Declines the request.")
    return _limited(head, lower, length, begin) or _lecture(head, lower, length, begin)


def _helps(head: str, end: int, length: int) -> bool:
    """Whether the answer goes on to help after its refusal."""
    rest = head[end:]
    turn = words.TURN.search(rest.lower()) or words.ZH_TURN.search(rest)
    if turn is None:
        return False
    left = length - end - turn.end()
    return left > 260 or (left > 60 and (len(_ITEM.findall(rest, turn.start())) >= 2 or not rest.isascii() and left > 120))


def _limited(head: str, lower: str, length: int, begin: int) -> Refusal | None:
    """Only names a limit of the model, and ends."""
    if length > 260:
        return None
    found = None
    if lower[:2] in ("i ", "i'") or " i " in lower or " i'" in lower:
        found = words.WEAK.search(lower)
    elif length <= 90 and "作" in head:
        found = words.ZH_WEAK.search(head)
    if found is None or _turned(lower[found.end() :]) or _quoted(head, found.start()):
        return None
    return Refusal(begin + found.start(), begin + found.end(), "Names a limit of the model and stops there.")


def _turned(rest: str) -> bool:
    return any(word in rest for word in (" but ", "however", "can help", "但", "不过", "可以", "here "))


def _lecture(head: str, lower: str, length: int, begin: int) -> Refusal | None:
    """Disapproves or turns the premise down, and preaches on."""
    if length > 1600:
        return None
    morals = 0
    for word in words.MORALS:
        if word in lower:
            morals += 1
    if morals < 3:
        return None
    found = words.LECTURE.search(lower, 0, 230)
    if found is None or len(_ITEM.findall(head)) >= 2 or _quoted(head, found.start()):
        return None
    return Refusal(begin + found.start(), begin + found.end(), "Disapproves instead of answering.")


def compute(batch: Batch, context: Context) -> Values:
    """Refusals of one batch."""
    del context
    return {
        "is_refusal": [
            find(answer, question) is not None for answer, question in zip(batch.answer, batch.question, strict=True)
        ]
    }


def explain(conversation: Conversation) -> list[Evidence]:
    """The words that decline."""
    batch = Batch([conversation])
    found = find(batch.answer[0], batch.question[0])
    if found is None:
        return []
    return [Evidence("is_refusal", found.said, conversation.answer_index(), found.start, found.end)]


REFUSAL = Metric("refusal", 1, COLUMNS, compute, explain=explain)
