"""A last word that is the beginning of another one; the word lists are English."""

from __future__ import annotations

import re

from explorer.metrics.text.code import CODE_LINE
from explorer.metrics.truncation.line_shapes import Finding
from explorer.metrics.truncation.words import PAIRS, UNITS

_LAST_WORD = re.compile(r"(?<![\w'’./@#-])[a-z]{2,12}$")
_ENGLISH = re.compile(r" (?:the|a|of|to|and|is|are|in) ")
_LINE = 24  # characters of a line that tells enough by itself
_VOWELS = re.compile(r"[aeiouy]")
_SUFFIXES = (
    "s",
    "es",
    "ed",
    "ing",
    "ly",
    "er",
    "ers",
    "d",
    "r",
    "al",
    "ally",
    "ment",
    "ful",
    "less",
    "ness",
    "able",
    "ity",
    "ive",
    "ion",
    "ions",
    "or",
    "ist",
    "ial",
    "ic",
    "ical",
    "y",
    "ies",
    "ier",
    "like",
    "work",
    "man",
    "men",
    "day",
    "time",
    "ship",
    "hood",
    "age",
    "ance",
    "ence",
    "ant",
    "ent",
    "ary",
    "ation",
    "ations",
    "ized",
    "ize",
)


def mid_word(line: str, text: str, question: str, end: int) -> Finding | None:
    """A last word that is the beginning of a word used before, and is itself used nowhere else."""
    if not "a" <= line[-1] <= "z" or not line.isascii():
        return None
    found = _LAST_WORD.search(line, max(len(line) - 14, 0))
    if found is None:
        return None
    word = found.group()
    begin = end - len(word)
    if "=" in line[-40:]:
        return None
    if _VOWELS.search(word) is None or (len(word) == 2 and word not in PAIRS):
        if (
            not _ENGLISH.search(line if len(line) > _LINE else text)
            or word in UNITS
            or CODE_LINE.match(line)
            or line[found.start() - 1 : found.start()] != " "
            or line[: found.start()].rstrip()[-1:].isdigit()
        ):
            return None
        return Finding("mid_word", begin, f"The text ends on {word}, which is no word.")
    if len(line) < _LINE:
        return None
    if (whole := _begins(word, f"{text}\n{question[-4000:]}".lower())) is not None:
        return Finding("mid_word", begin, f"The text ends on {word}, the beginning of {whole}.")
    return None


def _begins(word: str, text: str) -> str | None:
    """A longer word of a text that starts with this one, where this one stands nowhere else on its own."""
    longer: set[str] = set()
    place = text.find(word)
    alone = 0
    for _ in range(_MOST):
        if place < 0:
            break
        end = place + len(word)
        if place == 0 or not text[place - 1].isalpha():
            stop = end
            while stop < len(text) and text[stop].isalpha():
                stop += 1
            if stop == end:
                alone += 1
            elif text[end:stop] in _SUFFIXES or (len(word) <= _PLAIN and text[end:stop].startswith(_SUFFIXES)):
                return None
            else:
                longer.add(text[place:stop])
        place = text.find(word, end)
    return min(longer) if longer and alone == 1 and place < 0 else None


_PLAIN = 6  # letters up to which a word may well be the stem of another one
_MOST = 60  # occurrences of the last word that are looked at
