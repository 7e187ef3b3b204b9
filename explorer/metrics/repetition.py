"""Repetition: how much of an answer stands in it more than it should, and whether it is a loop.

Two looks, both without word segmentation: sentences and lines that recur, and a period found by matching the text
with itself at a distance. The second is only taken where compression says that there is something to find.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from typing import NamedTuple

from explorer.columns import Column
from explorer.conversation import Conversation
from explorer.metrics.answers import FAULTY_TURNS
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.text.thinking import visible_start

_MOST = 20_000  # characters that are read; a longer answer is judged by its last ones, where loops stand
_LEAST = 48

COLUMNS = (
    Column(
        "repetition",
        "repetition",
        "number",
        "Share of the answer's characters (0 to 1) in stretches that repeat what directly precedes them, or in sentences and lines "
        "that stand there before. Code, tables and refrains count half. The last 20,000 characters are read. Of several answers, the highest share.",
        layer="repetition",
        group="judgements",
    ),
    Column(
        "is_looping",
        "looping",
        "boolean",
        "An answer is caught in a loop: one stretch follows itself again and again, or the same sentences or lines come back many times.",
        layer="repetition",
        group="judgements",
    ),
)


class Repeats(NamedTuple):
    """What repeats: the share, whether it is a loop, and where it is seen best."""

    share: float
    looping: bool
    start: int
    end: int
    said: str


_NOTHING = Repeats(0.0, False, 0, 0, "")
_SPLIT = re.compile(r"[^.!?。！？；\n]{4,}")
_SEEDS = 12  # characters by which a stretch is known again


def _loops(text: str) -> list[tuple[int, int, int]]:
    """(start, end, period) of stretches in which a unit follows itself.

    A stretch of period p is where text[i] == text[i - p]. Candidates for p come from where 12 characters were last seen.
    """
    found: list[tuple[int, int, int]] = []
    last: dict[str, int] = {}
    place, size = 0, len(text)
    step = 4 if size > 400 else 2
    while place + _SEEDS <= size:
        seed = text[place : place + _SEEDS]
        before = last.get(seed)
        if before is not None:
            period = place - before
            if period <= 600:
                end = place
                while end < size and text[end] == text[end - period]:
                    end += 1
                if end - before >= 3 * period and end - before >= 30:
                    if _worth(text[before : before + period]):
                        found.append((before, end, period))
                    place = end
                    last.clear()
                    continue
        last[seed] = place
        place += step if before is None else 1
        if before is not None:
            last[seed] = place - 1
    return found


def _worth(unit: str) -> bool:
    """Rules, blanks and table borders repeat by nature."""
    return any(character.isalnum() for character in unit)


def find(answer: str) -> Repeats:
    """How much of an answer repeats."""
    begin = visible_start(answer)
    size = len(answer) - begin
    if size < _LEAST:
        return _NOTHING
    if size > _MOST:
        begin = len(answer) - _MOST
    text = answer[begin:] if begin else answer
    raw = text.encode("utf-8", "replace")
    if len(zlib.compress(raw, 1)) > (0.42 if len(raw) > 300 else 0.62) * len(raw):
        return _NOTHING
    return _measure(text, begin)


def _measure(text: str, begin: int) -> Repeats:
    size = len(text)
    loops = _loops(text)
    in_loops = sum(end - start - period for start, end, period in loops)
    lenient = "```" in text or text.count("|") > size / 40 or text.count("\n") > size / 60
    times: Counter[str] = Counter()
    again = 0
    best, most = "", 1
    for piece in _SPLIT.findall(text):
        unit = piece.strip()
        if len(unit) < 4 or not _worth(unit):
            continue
        times[unit] += 1
        if times[unit] > 1:
            again += len(unit) + 1
            if times[unit] > most and len(unit) >= 8:
                best, most = unit, times[unit]
    repeated = max(in_loops, again * (0.5 if lenient else 1.0))
    share = min(1.0, repeated / size)
    longest = max(loops, key=lambda loop: loop[1] - loop[0], default=None)
    if longest is not None:
        start, end, period = longest
        turns = (end - start) / period
        grave = turns >= 5 and (end - start >= 0.25 * size or (end >= size - 2 * period - 4 and end - start > 200))
        if text[:start].count("```") % 2 == 1 or "</" in text or "()" in text or "（" * 2 in text:
            grave = grave and turns >= 12 and end - start >= 0.5 * size
        if grave and _letters(text[start : start + period]):
            return Repeats(
                share, True, begin + start, begin + end, f"The same {period} characters, {turns:.0f} times in a row."
            )
    if most >= 5 and again > 0.5 * size and not lenient:
        start = text.find(best)
        return Repeats(
            share, True, begin + start, begin + start + len(best), f"This stands {most} times in the answer."
        )
    if most >= 8 and again > 0.6 * size and "```" not in text and "|" not in text:
        start = text.find(best)
        return Repeats(
            share, True, begin + start, begin + start + len(best), f"This stands {most} times in the answer."
        )
    return Repeats(share, False, 0, 0, "")


def _letters(unit: str) -> bool:
    return any(character.isalpha() for character in unit)


def compute(batch: Batch, context: Context) -> Values:
    """Repetition of one batch."""
    del context
    found = batch.answers.judge(lambda answer: find(answer.text))
    return {
        "repetition": found.largest(lambda one: one.share),
        "is_looping": found.any(lambda one: one.looping),
        FAULTY_TURNS: found.faulty_turns(lambda one: one.looping),
    }


def explain(conversation: Conversation) -> list[Evidence]:
    """The stretches that loop."""
    return [
        Evidence("is_looping", found.said, answer.turn, found.start, found.end)
        for answer in Batch([conversation]).answers
        if (found := find(answer.text)).looping
    ]


REPETITION = Metric("repetition", 2, COLUMNS, compute, explain=explain, by_turn=True)
