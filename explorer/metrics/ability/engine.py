"""Chooses one ability from the evidence of words and shapes."""

from __future__ import annotations

from typing import NamedTuple

from explorer.metrics.ability import chinese, english, structure
from explorer.metrics.ability.features import GIVEN_CHARS, Reading

OTHER = "other"
ENOUGH = 1.0
"""A label with less evidence than this is not given."""
SPECIFIC = 1.3
"""A label other than that of open questions with as much evidence is more than a question."""
IN_CHARACTER = 3.5
"""So much evidence for role play only comes from a prompt that opens by giving a role."""
_ASKING = ("open_qa", "closed_qa", "brainstorming")
SOME, CLEAR = 0.8, 2.0
"""Evidence that casts doubt on a fallback, and evidence before which vaguer labels give way."""
LONG = 350
"""Characters of a question that is mostly a given text."""
CONFIDENT = 0.5
"""From here on the label is worth stating without reserve."""
MOST_MARKS = 4
"""Places in a prompt that are marked as evidence."""
FEW_HAN = 4
"""Fewer Chinese characters than this in a prompt in another language are no instruction."""


class Choice(NamedTuple):
    """ability: the label. confidence: 0 to 1, from the evidence and its lead over the next label's."""

    ability: str
    confidence: float


def choose(reading: Reading) -> Choice:
    """The ability that the evidence speaks for."""
    totals = evidence(reading)
    if not totals:
        return Choice(OTHER, 0.0)
    best = max(totals, key=totals.__getitem__)
    first = totals[best]
    if first < ENOUGH:
        return Choice(OTHER, 0.0)
    second = max((weight for label, weight in totals.items() if label != best), default=0.0)
    return Choice(best, _confidence(first, max(second, 0.0)))


def _confidence(first: float, second: float) -> float:
    strength = min(1.0, first / 3.0)
    lead = (first - second) / first
    return round(0.35 * strength + 0.65 * min(1.0, strength * lead * 1.6), 3)


def evidence(reading: Reading) -> dict[str, float]:
    """Ability -> all the evidence for it."""
    shapes = structure.score(reading)
    totals = _words(reading)
    asked = shapes.pop(structure.ASKED, 0.0)
    asked_of_text = shapes.pop(structure.ASKED_OF_TEXT, 0.0)
    for label, weight in shapes.items():
        totals[label] = totals.get(label, 0.0) + weight
    long_given = len(reading.given) >= GIVEN_CHARS
    if "closed_qa" in totals and not long_given:
        totals["closed_qa"] *= 0.5
    if "open_qa" in totals and long_given and len(reading.question) >= LONG:
        totals["open_qa"] *= 0.6
    # That something is asked says little by itself: it decides where nothing else speaks.
    if asked:
        totals["open_qa"] = max(asked, totals.get("open_qa", 0.0))
    if not reading.is_chinese:  # the Chinese rules settle this among themselves
        _give_way(totals, long_given and len(reading.question) >= LONG)
    specific = max((weight for label, weight in totals.items() if label not in _ASKING), default=0.0)
    if asked_of_text and specific < SPECIFIC and totals.get("math_reasoning", 0.0) < SOME:
        totals["closed_qa"] = totals.get("closed_qa", 0.0) + asked_of_text
    if max(specific, totals.get("closed_qa", 0.0), totals.get("brainstorming", 0.0)) >= SPECIFIC:
        _weaken(totals, 0.6, "open_qa")
    return totals


def _give_way(totals: dict[str, float], about_text: bool) -> None:
    """Signs that go with many tasks yield to those of a particular one."""
    if totals.get("programming", 0.0) >= SPECIFIC:
        _weaken(totals, 0.5, "brainstorming")
    if max(totals.get("information_extraction", 0.0), totals.get("ner", 0.0)) >= CLEAR:
        _weaken(totals, 0.5, "closed_qa")
    if max(totals.get(label, 0.0) for label in ("nli", "text_matching", "sentiment", "classification")) >= CLEAR:
        _weaken(totals, 0.6, "objective_exam")
    if totals.get("text_correction", 0.0) >= CLEAR:
        _weaken(totals, 0.7, "rewriting")
    if about_text and totals.get("closed_qa", 0.0) >= 1.0:
        _weaken(totals, 0.6, "math_reasoning")
    if totals.get("role_play", 0.0) >= IN_CHARACTER:  # the character's task is part of the play
        _weaken(totals, 0.6, *(label for label in totals if label != "role_play"))


def _weaken(totals: dict[str, float], factor: float, *labels: str) -> None:
    for label in labels:
        if label in totals:
            totals[label] *= factor


def marks(reading: Reading, ability: str) -> list[tuple[int, int]]:
    """Places in the question whose words speak for the ability, the weightiest first; overlapping ones once."""
    chinese_reads, english_reads = _readers(reading)
    found = chinese.findings(reading) if chinese_reads else []
    if english_reads:
        found = found + english.findings(reading)
    places: list[tuple[int, int]] = []
    for label, weight, start, end in sorted(found, key=lambda finding: -finding[1]):
        if label == ability and weight > 0 and all(end <= taken[0] or start >= taken[1] for taken in places):
            places.append((start, end))
    return places[:MOST_MARKS]


def _readers(reading: Reading) -> tuple[float, float]:
    """What the words of the Chinese and of the English rules weigh in this prompt."""
    if reading.is_chinese:
        return 1.0, 0.0
    if reading.han >= FEW_HAN and not reading.has_kana:
        return 1.0, 0.6  # Chinese words about a text that is not, or the other way round
    return 0.0, 1.0


def _words(reading: Reading) -> dict[str, float]:
    in_chinese, in_english = _readers(reading)
    totals = dict(chinese.score(reading)) if in_chinese else {}
    if in_english:
        for label, weight in english.score(reading).items():
            totals[label] = totals.get(label, 0.0) + weight * in_english
    return totals
