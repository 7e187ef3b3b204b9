"""Whether an answer is nothing but the result."""

from __future__ import annotations

import re

from explorer.metrics.reasoning import needs as words
from explorer.metrics.reasoning.chain import CALCULATION, CODE
from explorer.metrics.reasoning.need import Need, first, lowered
from explorer.metrics.text.cjk import is_chinese
from explorer.metrics.text.quick import Quick

WANTED = {
    "maths": "a calculation",
    "proof": "a proof",
    "logic": "inference",
    "choice": "a reasoned choice",
    "aloud": "its reasoning shown",
    "why": "reasons",
}
"""Kind of question -> what a good answer shows."""

_LETTER = Quick(
    r"\W{0,4}(?:(?:the )?(?:correct )?(?:answer|option|choice)(?: is)?:?|答案(?:是|为)?|正确答案(?:是|为)?|选)?\W{0,4}[A-H](?:[^A-Za-z]|$)",
    re.IGNORECASE,
)
_SENTENCE_END = Quick(r"[。！；\n]|[.!;](?=\s)")
_HAN = Quick(r"[\u4e00-\u9fff]")
_GROUNDS = (
    "because",
    "since ",
    "therefore",
    " so ",
    "thus",
    "hence",
    "although ",
    ", meaning ",
    "因为",
    "由于",
    "所以",
    "因此",
    "故",
    "因而",
    "虽然",
    "为了",
    "から",
    "ため",
    "ので",
    "weil ",
    "parce que",
    "porque ",
    "perché ",
    "потому",
    " order to",  # in order to
)
_NO_RESULT = Quick(
    r"\W{0,3}(?:sorry\W{1,3})?(?:but )?(?:i(?: am|'m|’m)? (?:really |honestly |just )?(?:not (?:sure|certain)|unsure|afraid|do(?: not|n't|n’t) (?:know|understand|follow)|can(?:not|'t|’t) (?:say|tell|answer)|have no idea)"
    r"|no idea|what do you mean|(?:okay|ok|fine)?\W{0,2}i(?:'m|’m| am)? giv(?:e|ing) up|(?:the |an? )?(?:answer |result )?(?:is |was |could )?not (?:be )?(?:found|given|stated|mentioned|answerable)|(?:die|keine) antwort (?:wurde |ist )?(?:nicht )?(?:gefunden|bekannt)|cannot be (?:answered|determined|known)|未提及|无法(?:确定|回答|判断|得知)|没有(?:提到|提及|说明)|我?(?:不知道|不清楚|不确定|不明白|没听懂|听不懂))",
    re.IGNORECASE,
)
"""Who does not know gives no result."""


def forbids(text: str) -> bool:
    """True where a prompt wants the result alone."""
    if not text:
        return False
    piece = text if len(text) <= 3000 else text[:1500] + "\n" + text[-1500:]
    lower = lowered(piece)
    return first(lower, words.NO_REASONS) is not None and first(lower, words.THINK_ALOUD) is None


def is_bare(need: Need, question: str, answer: str) -> bool:
    """True where a question with this need got its result and nothing else, though the prompt did not demand that."""
    if need.kind not in WANTED or len(answer) > 400:
        return False
    text = answer.strip()
    if not text or text[-1] in "?？" or _NO_RESULT.match(text):
        return False
    size = len(text) * (2 if is_chinese(text) else 1)
    gaps = text.count(" ")
    if need.kind == "why":
        asked = lowered(question[need.start : need.end])
        short = size <= 40 and gaps <= 4 and len(question) <= 200 and asked in words.REASON
    elif need.kind == "choice" and "\n" not in text and _LETTER.match(text):
        short = size <= 200
    else:
        short = size <= 80 and gaps <= 13 and text.count("\n") <= 2
    if (
        not short
        or _goes_on(text)
        or any(mark in answer for mark in CODE)
        or CALCULATION.search(text)
        or any(word in text.lower() for word in _GROUNDS)
    ):
        return False
    return not forbids(question)


def _goes_on(text: str) -> bool:
    """True where more sentences follow the first one: the result is explained, if not in so many words."""
    end = _SENTENCE_END.search(text, 1)
    if end is None:
        return False
    rest = text[end.end() :]
    # "B. Paris" is one result, not a sentence and another.
    if end.start() < 4 and "。" not in end.group() and len(rest.split()) < 9:
        return False
    return len(_HAN.findall(rest)) >= 8 or (rest.isascii() and len(rest.split()) >= 5)
