"""Which of several answers is the best, by what stands beside them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

_TIES = frozenset(
    "tie tied ties draw equal same both neither none both_bad bothbad tie_bothbad tie_both_bad both_good both_good_tie".split()
)
_FIRST = frozenset(("left", "first"))
_SECOND = frozenset(("right", "second"))
_WORD = re.compile(r"[\W_]+")
_VERSUS = re.compile(r"\[*\s*([ab12])\s*(>+|<+|=+)\s*([ab12])\s*\]*", re.I)

_LOWER_IS_BETTER = frozenset(("rank", "ranks", "position"))


class Verdict(NamedTuple):
    """What was found. best: place of the best answer. worst: of the one to put against it, -1 where there is none.

    rule: by what, in words, to be read after "the best of 3 answers"; the same for all rows that it judges, so that they can
    be counted by it. sure: False where it was guessed.
    """

    best: int
    worst: int
    rule: str
    sure: bool = True


def number(value: Any) -> float | None:
    """A finite number, be it a number or the text of one; yes and no are 1 and 0. Of scores by aspect the one over all, or their mean."""
    if isinstance(value, dict):
        over_all = next(
            (value[name] for name in ("overall", "overall_score", "total", "average", "mean") if name in value), None
        )
        if over_all is not None:
            return None if isinstance(over_all, dict) else number(over_all)
        found = [number(one) for one in value.values() if not isinstance(one, dict)]
        numbers = [one for one in found if one is not None]
        return sum(numbers) / len(numbers) if numbers and len(numbers) == len(value) else None
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool | int | float):
        try:
            found = float(value)
        except OverflowError:
            return None
        return found if math.isfinite(found) else None
    return None


def by_scores(name: str, scores: Sequence[Any], words: str = "") -> Verdict | None:
    """The answer with the highest score, against the one with the lowest; None where not each has one.

    name: of the scores, normalised. Of ranks the lowest is the best. Equal scores are a tie: nothing is put against.
    """
    found = [number(score) for score in scores]
    numbers = [score for score in found if score is not None]
    if not numbers or len(numbers) < len(found):
        return None
    if not _LOWER_IS_BETTER.isdisjoint(name.split("_")):
        numbers = [-score for score in numbers]
    best = max(range(len(numbers)), key=lambda place: (numbers[place], -place))
    worst = min(range(len(numbers)), key=lambda place: (numbers[place], place))
    said = words or name
    if numbers[best] == numbers[worst]:
        return Verdict(0, -1, f"all have the same {said}, the first is read")
    return Verdict(best, worst, f"by {said}")


def of_winner(name: str, value: Any, names: Sequence[str], marks: Sequence[str]) -> int | None:
    """Place of the answer that a field names as the better one; -1 for a tie, None where it does not tell.

    name: of the field, normalised. names, marks: of the answers, normalised: "response_1" and "1".
    """
    value = _told(value)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        found = _named(value, names, marks)
        if found is not None or number(value) is None:
            return found
    found_number = number(value)
    return None if found_number is None else _numbered(name, found_number, marks)


def _told(value: Any) -> Any:
    """What a record of annotations says: the first one's value, and of ranks the one that is ranked first."""
    if isinstance(value, list | tuple) and value and (len(value) == 1 or isinstance(value[0], dict)):
        value = value[0]
    if isinstance(value, dict) and isinstance(value.get("value"), dict):
        value = value["value"]
    if isinstance(value, dict) and "value" in value:
        ranks, names = value.get("rank"), value["value"]
        if isinstance(ranks, list) and isinstance(names, list) and len(ranks) == len(names) > 0:
            order = by_scores("rank", ranks)
            return None if order is None or order.worst < 0 else names[order.best]
        return names[0] if isinstance(names, list) and names else names
    return value


def _named(value: str, names: Sequence[str], marks: Sequence[str]) -> int | None:
    text = _WORD.sub("_", value.strip().lower()).strip("_")
    if not text:
        return None
    if text in _TIES or text.startswith("tie_"):
        return -1
    if versus := _VERSUS.fullmatch(value.strip()):
        left, sign, right = versus[1].lower(), versus[2][0], versus[3].lower()
        won = left if sign == ">" else right
        return -1 if sign == "=" else _place(won, marks)
    if text in names:
        return list(names).index(text)
    if text in _FIRST or text in _SECOND:
        return int(text in _SECOND)
    last = text.rsplit("_", 1)[-1]
    place = _place(last, marks)
    if place is None and last[-1:] in marks and last[:-1].isalpha() and last[-1:].isdigit():
        place = _place(last[-1:], marks)
    return place


def _place(mark: str, marks: Sequence[str]) -> int | None:
    if mark in marks:
        return list(marks).index(mark)
    other = {"a": "1", "b": "2", "1": "a", "2": "b"}.get(mark, "")
    return list(marks).index(other) if other in marks else None


def _numbered(name: str, value: float, marks: Sequence[str]) -> int | None:
    words = name.split("_")
    if len(marks) == 2 and (value < 0 or "strength" in words or name == "overall_preference"):
        return -1 if value == 0 else int(value > 0)
    if value != int(value):
        # A weighted preference between 1 and 2 (AlpacaEval): the nearer one.
        return (-1 if value == 1.5 else round(value) - 1) if len(marks) == 2 and 1 <= value <= 2 else None
    whole = int(value)
    if name == "label" and marks[0] == "1":
        return whole if 0 <= whole < len(marks) else None  # a class, counted from 0
    if str(whole) in marks:
        return list(marks).index(str(whole))
    if {"label", "labels"} & set(words) and marks[0] == "a" and len(marks) == 2:
        return 1 - whole if whole in (0, 1) else None  # SHP: 1 says that A is the better one
    return whole if {"index", "idx", "id", "best"} & set(words) and 0 <= whole < len(marks) else None
