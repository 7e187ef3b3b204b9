"""What a Chinese prompt asks for: signs in its instruction, weighed by where they stand."""

from __future__ import annotations

import re
from functools import cache

from explorer.metrics.ability import chinese_reading, chinese_rules, chinese_shapes, chinese_writing
from explorer.metrics.ability.features import Reading
from explorer.metrics.text.cjk import simplified
from explorer.metrics.text.quick import Quick
from explorer.metrics.text.sieve import Sieve

FRONT_CHARS = 130
BACK_CHARS = 80
"""Of a long question these stretches at its two ends are read as its instruction."""
OPENING = 70
"""An instruction that leads in a given text ends within so many characters."""
CLOSING = 45
"""An instruction that follows a given text begins within so many characters of the end."""
FIRST = 1.5
"""What it adds to a role that it is given before all else; in front of a long given text it is a manner of speaking."""
BEHIND = 0.55
"""What a sign weighs that stands in the text that the instruction is about…"""
TOLD = 1.8
AGAIN = 0.4
"""…and less by this factor where the instruction itself holds a sign of the weight `TOLD`."""

_GENERAL = ("open_qa", "brainstorming")

Finding = tuple[str, float, int, int]
"""(ability, weight, start, end): characters of `Reading.question`."""

_ALL = (*chinese_rules.RULES, *chinese_reading.RULES, *chinese_writing.RULES)
_QUOTATION = re.compile('“[^”\n]{10,1000}”|「[^」\n]{10,1000}」|『[^』\n]{10,1000}』|"[^"\n]{10,1000}"')
_LATIN = re.compile(r"[a-z]+[+#]*")
_LEAD = re.compile(r"[:：\n。]")


@cache
def _sieve() -> Sieve:
    return Sieve(rule[3] for rule in _ALL)


@cache
def compiled() -> tuple[list[tuple[str, float, Quick]], dict[str, tuple[int, ...]]]:
    """The rules with their patterns, and the rules that each trigger character calls up."""
    rules: list[tuple[str, float, Quick]] = []
    called: dict[str, list[int]] = {}
    for place, (label, weight, triggers, pattern) in enumerate(_ALL):
        rules.append((label, weight, Quick(pattern)))
        for character in triggers:
            called.setdefault(character, []).append(place)
    return rules, {character: tuple(places) for character, places in called.items()}


def _blank(found: re.Match[str]) -> str:
    text = found.group()
    return text[0] + chinese_rules.QUOTED * (len(text) - 2) + text[-1]


def instruction(question: str) -> tuple[str, int, int]:
    """(text that is read as instruction, length of its front part, offset of the rest in the question).

    Long quotations are blanked out and traditional characters replaced, each by one character, so that offsets hold.
    """
    shift, front = 0, len(question)
    if front > FRONT_CHARS + BACK_CHARS:
        shift, front = front - FRONT_CHARS - BACK_CHARS - 1, FRONT_CHARS
        question = question[:FRONT_CHARS] + "\n" + question[-BACK_CHARS:]
    if "“" in question or '"' in question or "「" in question or "『" in question:
        question = _QUOTATION.sub(_blank, question)
    return simplified(question), front, shift


def wanted(zone: str) -> set[int]:
    """The places in the list of rules of those that are worth trying."""
    _, called = compiled()
    places: set[int] = set()
    for character in called.keys() & set(zone):
        places.update(called[character])
    if not chinese_writing.CODE_NAMES.isdisjoint(_LATIN.findall(zone.lower())):
        places.update(called[chinese_rules.CODE_NAMED])
    return places


def findings(reading: Reading) -> list[Finding]:
    """Every sign of an ability that the instruction's words give, with its weight and its place."""
    zone, front, shift = instruction(reading.question)
    rules, _ = compiled()
    lead = -1 if _text_first(reading) else _lead_end(zone)
    closing = _closing(zone)
    found: list[Finding] = []
    behind: list[int] = []
    at_end: list[int] = []
    told = False
    for place in sorted(wanted(zone) & _sieve().places(zone)):
        label, weight, pattern = rules[place]
        match = pattern.sieved(zone)
        if match is None:
            continue
        start, end = match.span()
        if start > lead:
            if start < closing and end < closing:  # a sign near the end may have been hidden by one in the given text
                later = pattern.search(zone, closing)
                if later is not None:
                    start, end = later.span()
            if start < closing and end < closing:
                weight *= BEHIND
                behind.append(len(found))
            else:
                at_end.append(len(found))
                if not shift and lead < OPENING and weight > 0:
                    weight *= 0.75
        elif weight >= TOLD and label not in _GENERAL:
            told = True
        if label == "role_play" and start <= 4:
            weight *= 0.5 if shift else FIRST
        if start >= front:
            start, end = start + shift, end + shift
        found.append((label, weight, start, end))
    if told or (lead < 0 and at_end):
        if (
            told and shift and "\n" not in zone[closing - 15 :]
        ):  # the given text ends in mid-flow: nothing is asked there
            behind += at_end
        for place in behind:
            label, weight, start, end = found[place]
            found[place] = (label, weight * AGAIN, start, end)
    return found


def _closing(zone: str) -> int:
    """Where the closing instruction may begin: at the last line, or the one before a bare "答案：", or shortly before the end."""
    size = len(zone)
    last = zone.rfind("\n", 0, size - 1)
    if last > 0 and size - last < 12:
        last = zone.rfind("\n", 0, last)
    return last if last > size - BACK_CHARS and last > 0 else max(0, size - CLOSING)


def _lead_end(zone: str) -> int:
    """Where the instruction ends that stands before a given text."""
    if len(zone) <= OPENING:
        colon = max(zone.find(":"), zone.find("："))
        newline = zone.find("\n")
        cut = min((place for place in (colon, newline) if place >= 6), default=len(zone))
        return cut if len(zone) - cut > 12 else len(zone)
    found = _LEAD.search(zone, 6)
    return min(found.start() if found is not None else OPENING, FRONT_CHARS)


_ASKS_FIRST = re.compile(
    r"^\s{0,3}(?:请|将|把|根据|基于|给|从|对|为|用|以下|下面|下列|阅读|帮|我|你|这|判断|翻译|总结|写|列|针对|假|参考|提取|在)|^[^\n]{0,40}[:：]"
)


def _text_first(reading: Reading) -> bool:
    """Whether a long given text stands before its instruction, which is the last line."""
    lines = reading.lines
    return len(lines) > 1 and len(lines[0]) > 90 and len(lines[-1]) <= 80 and not _ASKS_FIRST.match(lines[0])


def score(reading: Reading) -> dict[str, float]:
    """Ability -> weight of the evidence for it in a Chinese prompt."""
    totals: dict[str, float] = {}
    for label, weight, _, _ in findings(reading):
        totals[label] = totals.get(label, 0.0) + weight
    chinese_shapes.add(reading, totals)
    _yield(totals)
    return totals


_PARTICULAR = ("ner", "keyword_extraction")


def _yield(totals: dict[str, float]) -> None:
    """Signs that go with many tasks give way to those of a particular one."""
    particular = max((weight for label, weight in totals.items() if label not in _GENERAL), default=0.0)
    if particular >= 2.0:
        for label in _GENERAL:
            if label in totals:
                totals[label] *= 0.6
    if totals.get("programming", 0.0) >= 1.3 and "brainstorming" in totals:
        totals["brainstorming"] *= 0.6
    if totals.get("keyword_extraction", 0.0) >= 2.0 and "summarization" in totals:  # the keywords of an abstract
        totals["summarization"] *= 0.5
    if "information_extraction" in totals and max(totals.get(label, 0.0) for label in _PARTICULAR) >= 2.0:
        totals["information_extraction"] *= 0.5
