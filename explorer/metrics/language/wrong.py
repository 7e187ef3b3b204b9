"""Answers in another language than they should be: than was asked for, or else than the question."""

from __future__ import annotations

import re

from explorer.metrics.language.detect import LITTLE_WORDS, MAJOR, MOST, Known, close, known
from explorer.metrics.text.quick import Quick
from explorer.metrics.text.scripts import UNDECIDED, letters

NAMES_LANGUAGE = Quick(
    r"translat|traduc|traduis|traduz|übersetz|перев|翻译|翻譯|译成|译为|翻訳|번역|\blanguage|\blingua|\bidioma|\blangue|sprache|язык|语言|語言|双语|外语|"
    r"\b(?:english|chinese|mandarin|cantonese|french|german|spanish|italian|portuguese|japanese|korean|russian|arabic|hindi|latin|greek|dutch|"
    r"turkish|polish|swedish|vietnamese|thai|indonesian|français|anglais|deutsch|englisch|español|inglés|inglese|inglês)\b|"
    r"英文|英语|英語|中文|汉语|漢語|法语|德语|日语|韩语|俄语|西班牙语|法文|德文|日文|韩文|俄文|単語|单词|英译|汉译|영어|английск|китайск|拼音|雅思|托福|四级|作文题",
    re.IGNORECASE,
)
_TRAIL = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_GARBLED = Quick(f"\ufffd|[\u00c2-\u00f4][{_TRAIL}]{{1,3}}[\u00c2-\u00f4][{_TRAIL}]")  # UTF-8 read as Latin-1
_SIGNS = Quick(r"[={}();\[\]|_]|^[-*\d]", re.MULTILINE)
_LITTLE = Quick(r"\b(?:the|of|and|to|is|are|that|with|for|you|it|this|was|have|can|a|in|by|be)\b")
_LATIN_TOO = frozenset("ca ms sw lv lt et hr sk sl".split())
_FENCE = "```"


def misses(wanted: frozenset[str], answer: str, said: Known) -> bool:
    """Whether an answer is surely in none of the languages that were asked for. said: of the answer."""
    if not wanted or said.language in wanted or said.language == UNDECIDED or "" in wanted:
        return False
    if said.script != "Latn":
        # What Japanese and Chinese share, and what neighbours with one script share, decides nothing in a short text.
        near = any(close(said.language, one) for one in wanted)
        return said.size >= (12 if near else 4) and (not near or {said.language, *wanted} <= {"zh", "ja"})
    if said.language not in MAJOR or _GARBLED.search(answer[:MOST]):
        return False
    if len(_SIGNS.findall(answer[:MOST])) * 25 > min(len(answer), MOST):
        return False
    used = set(answer[:MOST].lower().split())
    own = len(used & LITTLE_WORDS.get(said.language, frozenset()))
    if any(len(used & LITTLE_WORDS.get(one, frozenset())) > own for one in wanted):
        return False  # the model errs
    if said.size < 25:
        return said.size >= 12 and said.score >= 0.5 and len(_LITTLE.findall(answer[:MOST])) > 1
    if any(close(said.language, one) for one in wanted):
        return said.size >= 60 and said.score >= 0.9 and wanted <= MAJOR and not {"da", "no"} & wanted
    other_script = not any(one in MAJOR or one in _LATIN_TOO for one in wanted)
    return said.score >= (0.5 if other_script else 0.7)


def _holds(answer: str, asked: Known) -> bool:
    """Whether an answer is written in the question's script, too."""
    family = {"Hans": "Hani", "Hant": "Hani"}.get(asked.script, asked.script)
    return letters(answer[:MOST]).get(family, 0) >= 8


def strays(question: str, answer: str, asked: Known, said: Known) -> bool:
    """Whether an answer's language is not the one it was asked in, and nothing in the question accounts for it."""
    if (
        asked.language == said.language
        or UNDECIDED in (asked.language, said.language)
        or close(asked.language, said.language)
    ):
        return False
    if said.script == "Latn" and (said.size < 25 or said.score < 0.6):
        return False
    if said.size < 6 or asked.size < 6:
        return False
    same_script = said.script == asked.script
    if same_script and (
        said.language not in MAJOR or said.size < 60 or said.score < 0.8 or asked.size < 20 or asked.score < 0.7
    ):
        return False
    if same_script and len(_SIGNS.findall(answer[:MOST])) * 25 > min(len(answer), MOST):
        return False
    if asked.script == "Latn" and (asked.score < 0.25 if asked.size >= 20 else asked.score < 0.5):
        return False
    if _GARBLED.search(question[:MOST]) or _GARBLED.search(answer[:MOST]):
        return False
    start = question[:20_000]
    if _FENCE in start or NAMES_LANGUAGE.search(start):
        return False
    if same_script:
        pieces = [start[-400:], *re.split(r"[\n:\"“”]", start)[:12]]
        return not any(known(piece).language == said.language for piece in pieces if len(piece) > 15)
    family = {"Hans": "Hani", "Hant": "Hani"}.get(said.script, said.script)
    there = letters(start).get(family, 0)
    if letters(question[-60:]).get(family, 0) > 2 or letters(question[:40]).get(family, 0) > 5:
        return False  # what is asked stands before code or behind a text
    if (
        said.script == "Latn"
        and asked.script != "Latn"
        and len(_SIGNS.findall(answer[:MOST])) > 2
        and _holds(answer, asked)
    ):
        return False  # names and code in an answer of the question's language
    return there < 0.08 * len(start) + 3 and there < 25
