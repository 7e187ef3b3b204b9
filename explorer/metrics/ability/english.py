"""What an English prompt asks for: signs in its instruction, weighed by where they stand."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import NamedTuple

from explorer.metrics.ability.english_rules import RULES
from explorer.metrics.ability.english_words import NOUNS, VERBS
from explorer.metrics.ability.features import Reading
from explorer.metrics.text.quick import Quick
from explorer.metrics.text.sieve import Sieve

FRONT_CHARS = 300
BACK_CHARS = 180
"""Of a long question these stretches at its two ends are read as its instruction."""
MOST_NOUNS = 3
LATER_NOUN = 0.4
"""The first noun after a verb like "write" names what is wanted; later ones mostly what it is about."""
FEW_WORDS = 14
"""Fewer words need not hold one of the commonest English ones."""
_COMMON = frozenset(
    "the of and to this that what which how why who write for you with following are it from please give create these "
    "be by can about our your my into does would each an or not tell make explain list describe".split()
)
_KNOWN = _COMMON | frozenset(
    "is they say find sort translate summarize classify extract identify generate suggest rewrite answer question sentence "
    "text review word how when where use do did have has i'm don't what's".split()
)
_USUAL = (" the ", " of ", " to ", " is ", " and ", " with ", " for ")
LONE_WORDS = 5
"""So few words need none of the commonest."""
_SEAM = "\n\x00\n"

Finding = tuple[str, float, int, int]
"""(ability, weight, start, end): characters of `Reading.question`."""

_QUOTATION = re.compile(r"[\"\u201c][^\"\u201d\n]{12,400}[\"\u201d]")
_NOUN_ENDS = frozenset(re.split(r"[ -]", noun)[-1] for noun in NOUNS) | NOUNS.keys()
_VERBS = frozenset(re.split(r"[ |]", VERBS))
_WORD = re.compile(r"[a-z]+(?:[-/'][a-z]+)?")


class _Compiled(NamedTuple):
    """rules: (ability, weight, pattern, words of which one must stand beside the trigger; empty for none).

    triggers: word -> places of the rules that it calls up. sieve: of their patterns. making: the pattern of writing tasks.
    """

    rules: list[tuple[str, float, Quick, frozenset[str]]]
    triggers: dict[str, list[int]]
    sieve: Sieve
    making: Quick


@cache
def _compiled() -> _Compiled:
    rules: list[tuple[str, float, Quick, frozenset[str]]] = []
    triggers: dict[str, list[int]] = {}
    for place, (label, weight, words, pattern) in enumerate(RULES):
        calling, _, beside = words.partition(" & ")
        rules.append((label, weight, Quick(pattern), frozenset(beside.split())))
        for word in calling.split():
            triggers.setdefault(word, []).append(place)
    nouns = _by_first_letter(sorted(NOUNS, key=len, reverse=True))
    making = Quick(rf"\b(?:{VERBS})\b(?:[ ,:]{{1,2}}[\w'’\"“”.&/+-]{{1,25}}){{0,8}}?[ ,:\"“]{{1,3}}({nouns})(?![\w-])")
    return _Compiled(rules, triggers, Sieve(rule[3] for rule in RULES), making)


def _by_first_letter(words: list[str]) -> str:
    """A pattern of any of the words, the first fitting one of the list; faster than a plain list of hundreds."""
    grouped: dict[str, list[str]] = {}
    for word in words:
        grouped.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{letter}(?:{'|'.join(rests)})" for letter, rests in grouped.items())


def is_read(question: str) -> bool:
    """Whether a prompt holds common English words, or is a few words of plain letters."""
    low = question[:FRONT_CHARS].lower()
    if any(word in low for word in _USUAL):  # nine prompts in ten, without counting their words
        return True
    words = set(_WORD.findall(low)) | set(_WORD.findall(question[-BACK_CHARS:].lower()))
    return not words.isdisjoint(_KNOWN) or (len(words) <= LONE_WORDS and bool(words) and question.isascii())


def instruction(question: str) -> tuple[str, int, int]:
    """(lower-case text that is read as instruction, length of its front part, offset of the rest in the question)."""
    if len(question) <= FRONT_CHARS + BACK_CHARS + len(_SEAM):
        zone = question.lower()
        if len(zone) != len(question):  # a few characters grow when lowered; offsets must hold
            zone = "".join(low if len(low := character.lower()) == 1 else character for character in question)
        return zone, len(zone), 0
    zone, _, _ = instruction(question[:FRONT_CHARS] + _SEAM + question[-BACK_CHARS:])
    return zone, FRONT_CHARS, len(question) - BACK_CHARS - FRONT_CHARS - len(_SEAM)


def findings(reading: Reading) -> list[Finding]:
    """Every sign of an ability, with its weight and its place."""
    zone, front, shift = instruction(reading.question)
    words = _words(zone)
    if not words or (len(words) >= FEW_WORDS and words.isdisjoint(_COMMON)):
        return []
    rules, triggers, sieve, making = _compiled()
    quotations = _quotations(zone)
    found: list[Finding] = []
    wanted: set[int] = set()
    for word in words & triggers.keys():
        wanted.update(triggers[word])
    size = len(zone)
    for place in sorted(wanted & sieve.places(zone)):
        label, weight, pattern, beside = rules[place]
        if beside and words.isdisjoint(beside):
            continue
        match = pattern.sieved(zone)
        if match is None:
            continue
        start, end = match.span()
        if end - start > 120:
            end = start + 120
        found.append((label, weight * _place_factor(start, size), start, end))
    later = False
    if not words.isdisjoint(_NOUN_ENDS) and not words.isdisjoint(_VERBS):
        for match in islice(making.finditer(zone), MOST_NOUNS):
            label, weight = NOUNS[match.group(1)]
            start, end = match.span()
            found.append((label, weight * _place_factor(start, size) * (LATER_NOUN if later else 1.0), start, end))
            later = True
    if quotations:
        found = [
            (label, weight * 0.4 if any(low < start < high for low, high in quotations) else weight, start, end)
            for label, weight, start, end in found
        ]
    if shift:
        found = [
            (label, weight, start + (shift if start >= front else 0), end + (shift if start >= front else 0))
            for label, weight, start, end in found
        ]
    return found


_LETTERS = bytes(code if 97 <= code <= 122 else 32 for code in range(256))


def _words(zone: str) -> set[str]:
    """The words of a text in lower case."""
    if "-" in zone or "'" in zone or "/" in zone:  # they may join two words to one
        return set(_WORD.findall(zone))
    return set(zone.encode("ascii", "replace").translate(_LETTERS).decode().split())


def _place_factor(start: int, size: int) -> float:
    """Signs at the very beginning count most, those in the middle of a long text least."""
    if start < 4:
        return 1.3
    if start < 120 or start > size - 120:
        return 1.0
    return 0.85 if size < 300 else 0.6


def _quotations(zone: str) -> list[tuple[int, int]]:
    """Where quoted text stands: its words are spoken about, they ask for nothing."""
    if '"' not in zone and "\u201c" not in zone:
        return []
    return [found.span() for found in _QUOTATION.finditer(zone)]


def score(reading: Reading) -> dict[str, float]:
    """Ability -> weight of the evidence for it in an English prompt."""
    totals: dict[str, float] = {}
    for label, weight, _, _ in findings(reading):
        totals[label] = totals.get(label, 0.0) + weight
    return totals
