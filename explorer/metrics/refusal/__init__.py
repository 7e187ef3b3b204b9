"""Refusals: answers that decline instead of answering.

Only the opening and the end of an answer are read: there a refusal stands. A refusal that turns to help, a quoted
one and one inside a letter or a story is none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from explorer.columns import Column
from explorer.conversation import Conversation
from explorer.metrics.answers import FAULTY_TURNS
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.refusal import chinese, words
from explorer.metrics.syntax.tool_calls import calling_turns
from explorer.metrics.text.needles import group, held
from explorer.metrics.text.thinking import visible_start

_HEAD, _TAIL = 700, 260
_OPENING = 420  # a refusal begins before this many characters, or stands in the last ones
_LETTER = re.compile(
    r"(?:dear|subject:|hi|hello|尊敬的(?!用户)|亲爱的(?!用户)|親愛的|主题[:：]|#|```|title:)", re.IGNORECASE
)
_ITEM = re.compile(r"^\s{0,8}(?:\d{1,2}[.)、]|[-*•]|#{1,4}) ?\S", re.MULTILINE)
_PASS_ON = re.compile(
    r"\b(?:translat|rewrit|rephrase|paraphras|correct the|correct this|edit|summar|proofread|dialog|story|poem|(?:write|draft) .{0,30}"
    r"(?:letter|e-?mail|script|scene|message|reply))|"
    r"\b(?:turn down|say no to|decline|reject)(?:ing)? (?:an?|the|this|my|his|her|their|your) (?:[\w-]+ ){0,3}(?:offer|invitation|request|proposal|application)|"
    r"откаж|отказ|письм|перевед|\bbrief\b|übersetz|\blettre\b|courriel|tradui|\bcarta\b|correo|traduc|婉拒|回绝|拒绝信|谢绝|"
    r"翻译|翻譯|改写|改寫|润色|潤色|纠正|總結|总结|续写|对话|故事|小说|诗|邮件|书信|剧本|台词",
    re.IGNORECASE,
)
_SELF = re.compile(
    r"\bas an? (?:\w+ )?(?:ai|language|assistant)\b|your request|this request|作为.{0,10}(?:AI|人工智能|助手|模型)"
)

_ZH_MORAL = re.compile("法律|法规|隐私|道德|非法|违法|侵犯|歧视|隱私|違法")
_WILLING = re.compile(
    r"\bi can (?!not|only|understand|see|hear|tell|imagine)|^(?:sure|certainly|of course|absolutely|yes)\b|当然可以|^(?:好的|可以|当然|是的)|我可以|我很乐意"
)
_DEFINES = re.compile(
    r"(?:is|are|was|were|did|does|in (?:which|what))\b|(?:what|who|when|where) (?:is|are|does|did|was|were|constitutes|means|[a-z]+ed)\b"
    r"(?!.*\b(?:way|ways|plan|best|steps|process|method|good|make|my|i|find|get|buy)\b)",
)
_ABSURD = re.compile(
    r"make sense|coherent|inanimate|fictional|flawed premise|false assumption|false premise|natural phenomen|scientific|nonsensical|"
    r"habitable|physically|laws of physics|not based on fact|metaphor"
)

COLUMNS = (
    Column(
        "is_refusal",
        "refusal",
        "boolean",
        "An answer declines the request. Found by how assistants phrase it in the opening or at the end (English, Chinese, and the "
        "usual formulas of a dozen languages); a refusal that turns to help, or that is quoted, does not count. "
        "Sermons without an open 'no' are the least certain. Rows that declare tools and call none do not count: see declines for want of a tool.",
        layer="refusal",
        group="judgements",
    ),
    Column(
        "declines_tools",
        "declines for want of a tool",
        "boolean",
        "The row declares tools, none is called, and an answer declines: what a model is to say where no tool fits. No fault.",
        layer="refusal",
        group="attributes",
    ),
)


class Refusal(NamedTuple):
    """Where an answer declines."""

    start: int
    end: int
    said: str


def find(answer: str, question: str) -> Refusal | None:
    """The refusal in an answer, None where it gives what was asked for or nothing."""
    begin = visible_start(answer)
    length = len(answer) - begin
    head = answer[begin : begin + _HEAD]
    seen = held(answer)
    found = _read(head, question, length, begin, seen)
    if found is None and _HEAD < length < 1500:
        start = max(begin + _HEAD, len(answer) - _TAIL)
        tail = answer[start:]
        place = _decline(tail, _lowered(tail), length, seen)
        if place is not None and not _ITEM.search(answer[begin : begin + 1500]):
            return Refusal(start + place[0], start + place[1], "Declines in the end.")
    return found


def _lowered(text: str) -> str:
    """Lower case with straight apostrophes, every character at its place."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters grow in lower case; positions must not shift
        lower = text
    return lower.replace("’", "'") if "’" in lower else lower


_IN_ENGLISH, _IN_OTHERS, _IN_ASCII = group(words.NEEDLES), group(words.OTHER_NEEDLES), group(words.ASCII_NEEDLES)
_MORAL_WORDS = ("respect", "harm", "ethic", "important", "appropriate", "illegal", "violen", "discrim", "right")
_MORAL = group(_MORAL_WORDS)


def _decline(text: str, lower: str, length: int, seen: int = -1) -> tuple[int, int] | None:
    """The first open refusal. length: characters of the whole answer. seen: what is `held` by it."""
    found = None
    plain = text.isascii()
    if seen & _IN_ENGLISH and (plain or "I" in text or "orry" in text) and _holds(lower, words.NEEDLES):
        found = words.DECLINE.search(lower)
    if found is None and not plain:
        if chinese.opens(text):
            found = chinese.decline(text, length)
        if found is None and "，" not in text and seen & _IN_OTHERS and _holds(lower, words.OTHER_NEEDLES):
            found = words.OTHER_DECLINE.search(lower)
    elif found is None and seen & _IN_ASCII and _holds(lower, words.ASCII_NEEDLES):
        found = words.OTHER_DECLINE.search(lower)
    return None if found is None or _quoted(text, found.start()) else found.span()


def _holds(text: str, needles: tuple[str, ...]) -> bool:
    for needle in needles:  # noqa: SIM110 - a plain loop: twice as fast as any() with a generator
        if needle in text:
            return True
    return False


def _quoted(text: str, place: int) -> bool:
    before = text[:place]
    return (
        before.count('"') % 2 == 1 or before.count("“") > before.count("”") or before.count("「") > before.count("」")
    )


def _read(head: str, question: str, length: int, begin: int, seen: int) -> Refusal | None:
    lower = _lowered(head)
    place = _decline(head, lower, length, seen)
    if place is not None:
        start, end = place
        if start > _OPENING and length > _HEAD:
            return None
        if _WILLING.search(lower, 0, start) is not None:
            return None
        if _LETTER.match(head.lstrip()) or _helps(head, end, length):
            return None
        if length < 1.6 * len(question) + 60 and _PASS_ON.search(question[:300]) and not _SELF.search(head.lower()):
            return None
        return Refusal(begin + start, begin + end, "Declines the request.")
    return _limited(head, lower, length, begin) or _lecture(head, lower, length, begin, question, seen)


def _helps(head: str, end: int, length: int) -> bool:
    """Whether the answer goes on to help after its refusal."""
    rest = head[end:]
    lower = rest.lower()
    if words.BEYOND.search(head.lower(), max(0, end - 60)) is not None or _ABSURD.search(head.lower()) is not None:
        return not _preaches(lower, 3) and _ZH_MORAL.search(rest) is None
    turn = words.TURN.search(lower) or chinese.TURN.search(rest)
    if turn is None:
        return False
    if _preaches(lower[turn.end() :], 4) or (
        not rest.isascii() and _decline(rest[turn.end() :], lower[turn.end() :], length)
    ):
        return False
    left = length - end - turn.end()
    if left > 260 or (not rest.isascii() and left > 20):
        return True
    return (left > 60 and len(_ITEM.findall(rest, turn.start())) >= 2) or (left > 100 and not _preaches(lower, 2))


def _limited(head: str, lower: str, length: int, begin: int) -> Refusal | None:
    """Only names a limit of the model, and ends."""
    if length > 260:
        return None
    found = None
    if lower[:2] in ("i ", "i'") or " i " in lower or " i'" in lower:
        found = words.WEAK.search(lower)
    elif length <= 90 and "作" in head:
        found = chinese.WEAK.search(head)
    if found is None or _turned(lower[found.end() :]) or _quoted(head, found.start()):
        return None
    return Refusal(begin + found.start(), begin + found.end(), "Names a limit of the model and stops there.")


def _turned(rest: str) -> bool:
    return any(word in rest for word in (" but ", "however", "can help", "但", "不过", "可以", "here "))


def _lecture(head: str, lower: str, length: int, begin: int, question: str, seen: int) -> Refusal | None:
    """Disapproves or turns the premise down, and preaches on."""
    if not head.isascii() and (end := chinese.lecture(head, length)):
        return Refusal(begin, begin + end, "Disapproves instead of answering.")
    if not 100 < length < 1600 or not seen & _MORAL or not _holds(lower, _MORAL_WORDS):
        return None
    if not _preaches(lower, 2):
        return None
    found = words.LECTURE.search(lower, 0, 230)
    if found is None or len(_ITEM.findall(head)) >= 2 or _quoted(head, found.start()):
        return None
    before = lower[: found.start()]
    if ". " in before and not before.startswith(("i ", "i'", "as an", "sorry")):
        return None
    if _DEFINES.match(question[:300].lower()) or _ABSURD.search(lower):
        return None
    return Refusal(begin + found.start(), begin + found.end(), "Disapproves instead of answering.")


def _preaches(lower: str, least: int) -> bool:
    morals = 0
    for word in words.MORALS:
        if word in lower:
            morals += 1
            if morals >= least:
                return True
    return False


def compute(batch: Batch, context: Context) -> Values:
    """Refusals of one batch."""
    del context
    refused = batch.answers.judge(lambda answer: find(answer.text, answer.question) is not None)
    wanted = [_has_unused_tools(conversation) for conversation in batch.conversations]
    found = refused.any(bool)
    turns = refused.faulty_turns(bool)
    return {
        "is_refusal": [held and not fits for held, fits in zip(found, wanted, strict=True)],
        "declines_tools": [held and fits for held, fits in zip(found, wanted, strict=True)],
        FAULTY_TURNS: [None if fits else held for held, fits in zip(turns, wanted, strict=True)],
    }


def _has_unused_tools(conversation: Conversation) -> bool:
    """Whether tools are declared and none is called."""
    return bool(conversation.tools) and calling_turns(conversation)[0] == 0


def explain(conversation: Conversation) -> list[Evidence]:
    """The words that decline."""
    column = "declines_tools" if _has_unused_tools(conversation) else "is_refusal"
    return [
        Evidence(column, found.said, answer.turn, found.start, found.end)
        for answer in Batch([conversation]).answers
        if (found := find(answer.text, answer.question)) is not None
    ]


REFUSAL = Metric("refusal", 6, COLUMNS, compute, explain=explain, by_turn=True)
