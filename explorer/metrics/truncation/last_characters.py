"""Cuts that the very last characters give away: an operator, half a list mark, a letter that begins a word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explorer.metrics.truncation.line_shapes import Finding
from explorer.metrics.truncation.words import FIND_ENDS

_OPERATOR = re.compile(r"(?:[\w)}\]%°$]\s+|&\s?)[=+×÷≈<>]\s*$")
_SCHEME = re.compile(r"https?:(?:/{0,2})$")
_LONE = re.compile(
    r"\b(?:a|an|the|of|to|in|with|and|or|by|for|on|at|from|is|are|be|as|this|that|your|their|its) [b-hj-mp-uwz]$"
)
_MATHS = re.compile(r"[=$`\\^]|\bletters?\b|\bvariables?\b")
_LETTER_MARK = re.compile(r"[B-Z][.)]")
_NUMBERED = re.compile(r"\s*(\d{1,3})[.)、]\s*\S")
_DATED = re.compile(r"\d{4}\s*[-–:—]\s*\S")
_CODE_SPAN = re.compile(
    r"\b(?:whether|if|that|the|of|to|and|or|is|as|with|by|when|where|because|into|from|than) `[^`\n]{1,40}`$"
)
_UNIT = re.compile(r"\d ([a-z])$")
_UNSOLVED = re.compile(r"[\s(（\d.,a-zA-Z\u4e00-\u9fff]{1,30}(?:\s?[×÷*]\s?[\d.,%％]{1,12}[\u4e00-\u9fff]{0,3})+[)）]?")
_SOLVED = re.compile(r"[×÷*+\-−/]\s?[\d.,%％]{1,12}[\u4e00-\u9fff)）%％]{0,4}\s?[=＝]|[：:]$")
_PRONOUN = re.compile(r"[,;] (?:I|we|you|they|he|she)$")
_ITEM = re.compile(r"\s*(?:[-*•›]|\d{1,3}[.)])\s+(.+)")
_VERSES = 6  # lines of verse that the last one is held against
_FEWEST = 4  # items that a list must have for its last one to stand out


def last_words(lines: Sequence[str], end: int) -> Finding | None:
    """What the end of the last line betrays, None where it may be whole.

    lines: the last ones that are not blank, without white space at their ends. end: characters of the text.
    """
    last = lines[-1]
    start = end - len(last)
    if (found := _OPERATOR.search(last[-40:])) is not None and len(set(last)) > 2 and not last.endswith(FIND_ENDS):
        return Finding("mid_sentence", end - 1, f"The text ends on {found.group().strip()[-1]}.")
    if _SCHEME.search(last[-12:]):
        return Finding("mid_word", max(start, end - 8), "The text ends in the middle of an address.")
    if _LONE.search(last[-24:]) and not _MATHS.search(last[-200:]):
        return Finding("mid_word", end - 1, "The text ends after the first letter of a word.")
    if _CODE_SPAN.search(last[-80:]) and len(last) > 40:
        return Finding("mid_sentence", start, "The last sentence has no end.")
    if (unit := _UNIT.search(last[-24:])) is not None:
        longer = rf"\d ?{unit[1]}[a-z]{{1,3}}\b"
        if any(re.search(longer, line) for line in lines) and not any(_UNIT.search(line) for line in lines[:-1]):
            return Finding("mid_word", end - 1, "The text ends in the middle of a unit.")
    if _UNSOLVED.fullmatch(last) and any(_SOLVED.search(line) for line in lines[:-1]):
        return Finding("mid_sentence", start, "The last calculation has no result, though those before it have one.")
    if _PRONOUN.search(last[-12:]):
        return Finding("mid_sentence", end - 1, "The text ends on a pronoun.")
    return _verse(lines, start) or _list(lines, start)


def _verse(lines: Sequence[str], start: int) -> Finding | None:
    """A last line of verse that stops after a word or two, where all the lines before it are whole."""
    before = [line.split() for line in lines[-_VERSES - 1 : -1] if line[-1] not in ":])"]
    words = lines[-1].split()
    if len(words) > 2 or not lines[-1][-1].isalpha() or not lines[-1].isascii() or not words[0][0].isupper():
        return None
    if words[-1][0].isupper() or any(len(line) < 2 * len(words) or len(line) > 12 for line in before):
        return None
    if len(before) < _VERSES - 1:
        return None
    return Finding("mid_sentence", start, "The last line stops after a word or two.")


_LAST_STEPS = frozenset("end stop exit done finish finished return quit none other others etc goto".split())


def _list(lines: Sequence[str], start: int) -> Finding | None:
    """A last line that is half a list mark, or one word where the other items are many."""
    last, before = lines[-1].strip(), lines[:-1]
    if not before:
        return None
    if _LETTER_MARK.fullmatch(last) and any(_LETTER_MARK.match(line.strip()) for line in before):
        return Finding("open_list", start, "The last line is the mark of a list item without its text.")
    if last.isascii() and last.isdigit() and len(last) <= 4:
        numbered = _NUMBERED.match(before[-1])
        if numbered is not None and len(last) < 4 and str(int(numbered.group(1)) + 1).startswith(last):
            return Finding("open_list", start, "The last line is the beginning of the next item's number.")
        if len(last) == 4 and len(before) > 2 and all(_DATED.match(line) for line in before[-3:]):
            return Finding("open_list", start, "The last line has a year and nothing of what the others say.")
    item = _ITEM.fullmatch(lines[-1])
    if (
        item is not None
        and item.group(1).isalpha()
        and item.group(1).isascii()
        and item.group(1).lower() not in _LAST_STEPS
    ):
        others = [_ITEM.fullmatch(line) for line in lines[-_FEWEST:-1]]
        if len(others) == _FEWEST - 1 and all(one is not None and one.group(1).count(" ") >= 2 for one in others):
            return Finding("open_list", start, "The last item is a single word, the others are many.")
    return None
