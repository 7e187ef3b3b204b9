"""What a question asks of its answer: whether it can be answered without inference."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from explorer.metrics.reasoning import needs as words
from explorer.metrics.reasoning.premises import inference_in, outcome_asked
from explorer.metrics.text.phrases import Phrases, spaced_out, stem
from explorer.metrics.text.quick import Quick

_HEAD, _TAIL = 700, 800
_HAN = Quick(r"[一-鿿]")
_LONG = 1200
_DIGITS = Quick(r"\d{1,20}(?:[.,]\d{1,20}){0,6}(?![)）、\d])")  # numbers of a list aside
_FORMULA = (
    re.compile(  # each begins with its operator and then looks back, which is far quicker than the other way round
        r"[+*×÷^](?:(?<=\d.)|(?<=\d\s.))\s?[\d(a-z]"
        r"|[-−/](?:(?<=\d\s.)\s\d|(?<=\d.)\d{1,9}\s?=)"
        r"|=(?:(?<=[a-z0-9)].)|(?<=[a-z0-9)]\s.))\s?[-−a-z0-9(]"
        r"|[<>≤≥](?:(?<=[a-z0-9].)|(?<=[a-z0-9]\s.))\s?\d"
        r"|[+−](?:(?<=[a-z²³].)|(?<=[a-z²³]\s.))\s?\d"
    )
)
_LATEX = Quick(
    r"\\(?:frac|sqrt|times|cdot|sum|int|leq?|geq?|left|mathrm|text|sin|cos|log|pi|angle|triangle)|\$[^$\n]{0,60}[\\^_=<>+][^$\n]{0,60}\$"
)
_NUMERALS_ZH = Quick(r"[两二三四五六七八九十百千半]")
_OPTION_MARK = Quick(r"b[)）.．、:：\] ]")
_OPTION_A = Quick(r"(?:^|[\s(（\[])a\s?[)）.．、:：\]]")
_OPTION_B = Quick(r"(?<![a-z])b\s?[)）.．、:：\]]")
_OPTION_C = Quick(r"(?<![a-z])c\s?[)）.．、:：\]]")
_HOW_MANY_ZH = Quick(r"(?<![十好])几(?!十|乎|率|何|点)[^，。；？?\n]{0,12}[?？。]?\s{0,3}$")
_POLITE_EN = Quick(
    r"\s{0,9}(?:(?:please|kindly|now|hi|hello|hey|can you|could you|would you|will you|i want you to|i need you to|i'd like you to|help me(?: to)?|your task is to|"
    r"the task is to|instruction:|task:|question:|q:|user:|in this task,?)[\s,.!:]{1,3}){0,4}"
)
_POLITE_ZH = Quick(
    r"(?:请你?|麻烦|帮我|帮忙|帮|你能|能否|可以|我想让你|我希望你|我需要你|给我|为我|替我|任务：|指令：|问题：|问：|现在|，|,|\s|根据要求)*"
)

_TABLES = {
    "proof": words.PROOF, "logic": words.LOGIC, "compute": words.COMPUTE, "quantity": words.QUANTITY, "questioning": words.QUESTIONING,
    "topic": words.TOPICS, "why": words.WHY, "code": words.CODE, "passage": words.PASSAGE, "labels": words.NO_CHOICE, "number": words.NUMERALS,
    "aloud": words.THINK_ALOUD, "neutral": words.NEUTRAL,
}  # fmt: skip
_MEANING: dict[str, frozenset[str]] = {}
for _name, _listed in _TABLES.items():
    for _phrase in _listed:
        _MEANING[stem(_phrase)] = _MEANING.get(stem(_phrase), frozenset()) | {_name}
for _phrase in sorted(
    _MEANING, key=len
):  # a longer phrase hides the shorter one that it begins with, and so means that too
    if "neutral" not in _MEANING[_phrase]:
        for _end in range(1, len(_phrase)):
            if _phrase[:_end] in _MEANING and (not _phrase.isascii() or _phrase[_end] == " "):
                _MEANING[_phrase] |= _MEANING[_phrase[:_end]]
_ALL = [phrase for listed in _TABLES.values() for phrase in listed]
_UNSPACED_SCRIPT = Quick(
    r"[Ѐ-ӿ฀-๿ぁ-ヿ一-鿿가-힯]"
)  # here words are looked for without spaces, Cyrillic for its endings
_FIND_EN = Phrases([phrase for phrase in _ALL if not _UNSPACED_SCRIPT.search(phrase)], spaced=True)
_UNSPACED = [stem(phrase) for phrase in words.CODE if phrase.isascii() and len(phrase) > 3]  # as in 用python写
_FIND_ZH = Phrases([phrase for phrase in _ALL if _UNSPACED_SCRIPT.search(phrase)] + _UNSPACED, spaced=False)


_LATE = Phrases(words.ORDERS_ZH_LATE, spaced=False)


class Need(NamedTuple):
    """kind: "" (nothing seen), "task" (writing, converting, picking out), "code", "yesno", "why",
    or one that needs inference: "maths", "proof", "logic", "choice", "aloud" (reasoning demanded in so many words). start, end: the words that told.
    """

    kind: str
    start: int = 0
    end: int = 0


INFERENCE = frozenset(("maths", "proof", "logic", "choice", "aloud"))
_NOTHING = Need("")


def first(text: str, cues: tuple[str, ...]) -> tuple[int, str] | None:
    """Place and words of the first cue of the list that stands in the text."""
    for cue in cues:
        place = text.find(cue)
        if place >= 0:
            return place, cue
    return None


def lowered(text: str) -> str:
    """Lower case, character for character."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text


def need_of(question: str) -> Need:
    """Judges the beginning and the end of a question; what lies between in a long one is its material."""
    size = len(question)
    if size <= _HEAD + _TAIL:
        return _judge(lowered(question), size)
    cut = size - _TAIL
    found = _judge(lowered(question[:_HEAD] + "\n" + question[cut:]), size)
    shift = cut - _HEAD - 1
    return (
        Need(found.kind, *(place if place <= _HEAD else place + shift for place in found[1:])) if found.kind else found
    )


def _judge(text: str, size: int) -> Need:
    ascii_only = text.isascii()
    cues = _FIND_EN.of(spaced_out(text))
    if not ascii_only and _UNSPACED_SCRIPT.search(text):
        cues += _FIND_ZH.of(text)
    meanings: dict[str, str] = {}
    numerals = 0
    topics: set[str] = set()
    for cue in cues:
        for meaning in _MEANING[cue]:
            meanings.setdefault(meaning, cue)
            if meaning == "number":
                numerals += 1
            elif meaning == "topic":
                topics.add(cue)
    if ("code" in meanings or "\n" in text) and (span := outcome_asked(text)):
        return Need("logic", *span)
    task = _order(text, ascii_only)
    may_choose = "labels" not in meanings and (task is None or text.startswith(words.CHOOSING, task.start))
    if may_choose and (found := _choice(text)) and not ("code" in meanings and text[found.end - 1] in ":："):
        return found
    if (task is None or task.start > 40) and size <= _LONG and not meanings.keys() & {"passage", "code"}:
        found = _inference(text, meanings, numerals, len(topics))
        if found is not None:
            return found
        if "passage" not in meanings and (span := inference_in(text)):
            return Need("logic", *span)
    if "aloud" in meanings and "code" not in meanings:
        return _at(text, "aloud", meanings["aloud"])
    if task is not None:
        return task
    for meaning in ("code", "why"):
        if meaning in meanings:
            return _at(text, meaning, meanings[meaning])
    return _yes_no(text)


def _at(text: str, kind: str, cue: str) -> Need:
    place = max(text.find(cue), 0)
    return Need(kind, place, place + len(cue))


def _choice(text: str) -> Need | None:
    """Answers to choose from, lettered A, B, C, close behind one another."""
    if not _OPTION_MARK.search(text):
        return None
    for a in islice(_OPTION_A.finditer(text), 8):
        b = _OPTION_B.search(text, a.end() + 1, a.end() + 500)
        if b and _OPTION_C.search(text, b.end() + 1, b.end() + 500):
            return Need("choice", a.start(), a.end())
    return None


def _order(text: str, ascii_only: bool) -> Need | None:
    """The order at the head of a prompt (or, in Chinese, at its end) to write, convert or pick out something."""
    polite = _POLITE_EN.match(text)
    start = polite.end() if polite else 0
    if text.startswith(words.ORDERS_EN, start):
        return Need("task", start, start + len(text[start : start + 20].split(" ", 1)[0]))
    if ascii_only:
        return None
    polite = _POLITE_ZH.match(text, 0, 60)
    start = polite.end() if polite else 0
    if text.startswith(words.ORDERS_ZH, start):
        return Need("task", start, start + 2)
    for base, piece in ((0, text[:60]), (max(0, len(text) - 40), text[-40:])):
        if found := _LATE.places(piece):
            return Need("task", base + found[0][1], base + found[0][2])
    return None


def _inference(text: str, meanings: dict[str, str], numerals: int, topics: int) -> Need | None:
    if "proof" in meanings:
        return _at(text, "proof", meanings["proof"])
    if ("\\" in text or "$" in text) and (latex := _LATEX.search(text)):
        return Need("maths", latex.start(), latex.end())
    if not meanings and "几" not in text and text.rstrip()[-1:] not in "=?？":
        return None
    numbers = 0
    for number in _DIGITS.findall(text):
        if len(number) != 4 or number[0] not in "12":  # else most often a year
            numbers += 1
    formula = _FORMULA.search(text) if numbers else None
    chinese = not text.isascii() and _HAN.search(text) is not None
    if chinese and not numerals and (numbers or "几" in text or "compute" in meanings or "quantity" in meanings):
        numerals = len(_NUMERALS_ZH.findall(text[:300]))
    amounts = numbers + bool(formula) + numerals
    if "compute" in meanings and (numbers or formula or numerals > 1):
        return _at(text, "maths", meanings["compute"])
    if amounts >= 2 and "quantity" in meanings:
        return _at(text, "maths", meanings["quantity"])
    if topics and "questioning" in meanings and (formula or numbers >= 2 or (numbers and topics >= 2)):
        return _at(text, "maths", meanings["topic"])
    if amounts >= 2 and "几" in text and (found := _HOW_MANY_ZH.search(text)):
        return Need("maths", found.start(), found.end())
    if numbers >= 3 and not chinese and "labels" not in meanings and len(text) < 700 and text.rstrip()[-1:] == "?":
        last = max(text.rfind(". "), text.rfind("\n"), text.rfind(", ")) + 1
        return Need("maths", last, len(text))
    if formula and len(text) < 300 and ("questioning" in meanings or text.rstrip()[-1:] in "=?？"):
        return Need("maths", max(formula.start() - 2, 0), formula.end())
    if "logic" in meanings:
        return _at(text, "logic", meanings["logic"])
    return None


def _yes_no(text: str) -> Need:
    stripped = text.rstrip()
    if stripped[-1:] not in ("?", "？"):
        return _NOTHING
    start = max(stripped.rfind(mark, 0, len(stripped) - 1) for mark in (". ", "? ", "\n", "! ")) + 1
    while start < len(stripped) and not stripped[start].isalnum():
        start += 1
    word = stripped[start : start + 8].split(" ", 1)[0]
    if word in words.YES_NO:
        return Need("yesno", start, start + len(word))
    found = first(text, words.YES_NO_ZH)
    return Need("yesno", found[0], found[0] + len(found[1])) if found else _NOTHING
