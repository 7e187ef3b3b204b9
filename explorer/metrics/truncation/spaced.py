"""How a last line ends in a language that divides words by spaces; the word lists are English."""

from __future__ import annotations

import re

from explorer.metrics.text.code import CODE_LINE
from explorer.metrics.truncation.line_shapes import (
    RESULT,
    SPOKEN_BY,
    Finding,
    is_item,
    is_letter,
    is_terminated,
    is_verse,
    odd_item,
    signs_off,
)
from explorer.metrics.truncation.words import (
    ABBREVIATIONS,
    HARD_WORDS,
    LABELS,
    LINE_OPENERS,
    OPENERS,
    PLAIN_WORDS,
    SOFT_WORDS,
    STRANDED,
)

_SENTENCE_END = re.compile(r"([\w%$`°)\]\"'”’*]{1,40})[.!?][\"'”’)*]{0,3} {1,2}(?=\S)")


_IMPORT = re.compile(r"(?:from [\w.]+ )?import [\w.*]+(?:, [\w.*]+)*(?: as \w+)?$")
_LEFT_BEHIND = re.compile(
    r"\b(?:that|which|what|who|whom|where|whose|everything|all|nothing|something)\b[^.!?;\n]{1,80}?\b(?:(?:members?|parts?|citizens?|fans?|natives?|made|"
    r"capable|proud|aware|afraid|fond|tired|full|think|thinks|thought|know|knows|heard|hear|dreams?|dreamed|consists?|composed|speaks?|"
    r"spoke|victims?|kings?|queens?|presidents?) of|(?:comes?|came|is|are|was|were|originates?|hails?|suffers?|differs?) from|"
    r"(?:listen(?:s|ing|ed)?|belongs?|belonged|refers?|goes|went|relates?|leads?|applies|talk(?:s|ing|ed)?|speak(?:s|ing)?|looks? forward) to)$"
)
"""A preposition whose noun stands before it: "a church that all of them are members of"."""


def _stops_short(word: str, words: list[str], lines: list[str]) -> str | None:
    """Why the last word cannot be the last, None where it can."""
    if _LEFT_BEHIND.search(lines[-1][-160:]):
        return None
    if word.islower() and len(words) > (2 if is_item(lines[-1]) else 1) and (len(lines) > 1 or len(words) > 3):
        if word in HARD_WORDS or (word in SOFT_WORDS and _reads_as_prose(lines)):
            return f"The text ends on the word {word}."
        if word == "you" and len(words) > 2 and (words[-2][-1] == "," or words[-2] in _BEFORE_YOU):
            return "The text ends on the word you."
    if word in OPENERS and len(lines) > 1 and (len(words) == 1 or is_item(lines[-1])):
        return f"The last line stops at the word {word}."
    return None


def cut_words(lines: list[str], start: int) -> Finding | None:
    """A last line in words that spaces divide."""
    line = lines[-1]
    words = line.split()
    end = start + len(line)
    word = words[-1].lstrip("\"'“‘(*_")
    if (why := _stops_short(word, words, lines)) is not None:
        return Finding("mid_sentence", end - len(word), why)
    bare = without_formulas(line)
    if RESULT.search(bare[-80:] if len(words) < 14 else bare[-16:]):
        return None
    if (quote := _open_quote(line)) >= 0:
        return Finding("open_bracket", start + quote, "A quotation mark or emphasis is never closed.")
    if (
        words[-1][0] == "#"
        or "://" in words[-1]
        or "www." in words[-1]
        or "@" in words[-1]
        or SPOKEN_BY.search(line[-60:])
    ):
        return None
    rest = after_last_sentence(line)
    if rest:
        fragment = line[-rest:]
        if _is_label(fragment, len(lines) == 1):
            return None
        if word.isdigit() and len(fragment.split()) < 7:
            return None
        return Finding(
            "mid_sentence", end - rest, "The last sentence has no end, though the sentence before it has one.", True
        )
    if word.isdigit() and len(words) < 12:
        return None
    found = odd_item(lines, start)
    if found is not None:
        return found
    if is_item(line) or is_verse(lines) or (line[0] in " \t" and CODE_LINE.match(line)) or _IMPORT.match(line):
        return None
    before = lines[-2] if len(lines) > 1 else ""
    if before[-1:] in (",", "，") and (signs_off(before) or len(before) < 24):
        return None
    if line[0] in "-–—―~" or (len(words) <= 6 and is_letter(lines) and PLAIN_WORDS.isdisjoint(words)):
        return None
    if len(words) == 1 and _opens_a_line(word, lines[:-1]):
        return Finding("mid_word", start, "The last line stops within its first words.")
    if any(one[:1].islower() for one in words[1:]):
        prose = [
            one for one in lines[:-1] if len(one) > 40 and "=" not in without_formulas(one) and not CODE_LINE.match(one)
        ]
        ended = sum(map(is_terminated, prose))
        few = len(prose) < _FEW and _all_sentences(lines[:-1])
        if few or (ended * 10 >= len(prose) * 7 and ended >= (1 if len(words) >= 5 else 2)):
            return Finding(
                "mid_sentence", start, "The last line has no full stop, though the lines before it have one.", True
            )
        plain = sum(one in PLAIN_WORDS for one in words)
        if ended and plain >= 4 and plain * 4 >= len(words) and word.islower() and line[0].isupper():
            return Finding(
                "mid_sentence", start, "The last sentence has no end, though sentences before it have one.", True
            )
    return None


_FORMULA = re.compile(r"(?<!\\)\$(?! )[^$\n]{1,200}(?<! )\$")


def without_formulas(line: str) -> str:
    """The line with a letter for each formula between dollar signs: what is said around them."""
    return _FORMULA.sub("x", line) if line.count("$") > 1 else line


def ends_on_formula(line: str, start: int) -> Finding | None:
    """A last line that ends on a formula which concludes nothing, behind a whole sentence."""
    rest = after_last_sentence(line)
    fragment = line[-rest:] if rest else ""
    found = _LAST_FORMULA.search(fragment)
    if found is None or "=" in found[2] or "boxed" in found[2] or found[1] in _CONCLUDES or fragment.count("$") % 2:
        return None
    return Finding(
        "mid_sentence",
        start + len(line) - rest,
        "The last sentence has no end, though the one before it has one.",
        True,
    )


_LAST_FORMULA = re.compile(r"\b([a-z]{1,14}),? \$([^$\n]{1,200})\$$")
_CONCLUDES = frozenset("is are be was equals equal equalling to get gives give have obtain yields answer of".split())
"""Words before a formula that may be the result."""


_FEW = 2


def _all_sentences(lines: list[str]) -> bool:
    """Whether the lines, of which there are several, are sentences with full stops, one a line."""
    said = [one.rstrip() for one in lines if one.rstrip()[-1] in ".!?" or "=" not in one]
    return len(said) >= _FEW and all(one[-1] in ".!?" and one.count(" ") >= _FEW and not is_item(one) for one in said)


def _opens_a_line(word: str, lines: list[str]) -> bool:
    """Whether a word, or its beginning, opens sentences, below lines that are whole ones."""
    if not word[0].isupper() or not word.isalpha() or not _all_sentences(lines) or is_letter(lines):
        return False
    if any(one.startswith(word) and len(word) < len(one) for one in LINE_OPENERS):
        return len(word) > 1 or word in "TSWH"
    return word in LINE_OPENERS or any(
        len(word) > 1 and one[len(word) :][:1].isalpha() and one.startswith(word) for one in lines
    )


def _is_label(fragment: str, alone: bool) -> bool:
    """A name or a verdict behind the last sentence: "… as agreed. Jane Doe", "… is kind. Positive"."""
    words = fragment.split()
    if len(words) == 1:
        return words[0].lower() in LABELS
    return alone and len(words) <= 4 and fragment.istitle() and words[0].lower() not in SOFT_WORDS


def after_last_sentence(line: str) -> int:
    """Length of what follows the last sentence end inside a line, 0 where there is none."""
    tail = line[-600:]
    after = 0
    for found in _SENTENCE_END.finditer(tail):
        word = found.group(1).strip("\"'*`()").lower()
        if word in ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or (word.isdigit() and len(word) < 3):
            continue  # an abbreviation, an initial, the number of an item
        if tail[found.end()] in "-–—―~":
            continue  # who said it
        after = len(tail) - found.end()
    return after


def _open_quote(line: str) -> int:
    """Place of a quotation mark or emphasis that is opened in a line and not closed, -1 where there is none."""
    for mark in ("**", "`", '"'):
        if mark in line and line.count(mark) % 2:
            place = line.rfind(mark)
            behind = line[place + len(mark) :]
            before = line[place - 1] if place else " "
            if behind and behind[0].isalnum() and before in " (-–—:*" and len(behind) < 120:
                return place
    return -1


def _reads_as_prose(lines: list[str]) -> bool:
    """Whether sentences with full stops came before, or the last line is long."""
    line = lines[-1]
    if any(is_terminated(other) and len(other) > 30 for other in lines[:-1]):
        return True
    return len(line) > 60 and line.rsplit(None, 1)[-1] not in STRANDED


_BEFORE_YOU = frozenset("that which if when where what how because so and but while since until as".split())
