"""Drop steps: an ordered list of conditions, each with a name and a reason, that say which rows go.

The text of a step is what the URL and `--drop` say:

    Refusals: is_refusal -- they spread
    NAME      CONDITION     REASON

A bare condition names itself. Nothing here knows a dataset: a condition is checked where a view is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from explorer import filters
from explorer.errors import FilterError

MOST = 60
"""Steps of one list: their combinations fit one number."""

MAX_NAME, MAX_REASON = 120, 300

BY_HAND = "By hand"
"""What decisions are called where steps are listed; no step bears it."""

# A text in quotes, a cast, the colon that ends a name, the dashes that begin a reason.
_MARKS = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|::|:|--""")

_QUOTED = "'x' \"x\""  # a condition with texts in quotes, which a lone quote in a name would turn inside out


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    where: names the rows that it takes out. One for which it is neither true nor false, since a value is missing, stays.
    on: a step that is switched off takes nothing out, and is not lost.
    """

    name: str
    where: str
    reason: str = ""
    on: bool = True

    @property
    def text(self) -> str:
        """The step as the URL and the command line say it, whether it is on aside."""
        named = "" if self.name == self.where else f"{self.name}: "
        return f"{named}{self.where}{f' -- {self.reason}' if self.reason else ''}"

    def as_dict(self) -> dict[str, Any]:
        """For recipes."""
        return {"name": self.name, "reason": self.reason, "where": self.where, "on": self.on}


def named(where: str, name: str = "", reason: str = "") -> Step:
    """A step whose name and reason are made to fit: one line each. FilterError where the condition is missing."""
    where = where.strip()
    if not where:
        raise FilterError("A step needs a condition.", "Write NAME: CONDITION, such as 'Refusals: is_refusal'.")
    name = _line(name, MAX_NAME)
    # A name that reads as something else would come back as another step.
    if name and _split(f"{name}: {_QUOTED}") != (name, _QUOTED, ""):
        name = re.sub(":|--+", " ", name.replace("'", "\u2019").replace('"', "\u201d"))
        name = _line(name, MAX_NAME)
    if name.lower() == BY_HAND.lower():
        name = f"{name} (step)"
    return Step(name or where, where, _line(reason, MAX_REASON))


def read(text: str) -> Step:
    """The step of "NAME: CONDITION -- REASON"; name and reason may be missing. FilterError where there is no condition."""
    name, where, reason = _split(text)
    return named(where, name, reason)


def _split(text: str) -> tuple[str, str, str]:
    name, start, stop = "", 0, len(text)
    for mark in _MARKS.finditer(text):
        if mark[0] == ":" and not start:
            name, start = text[: mark.start()].strip(), mark.end()
        elif mark[0] == "--":
            stop = mark.start()
            break
    return name, text[start:stop].strip(), text[stop + 2 :].strip()


def _line(text: str, limit: int) -> str:
    return " ".join(text.split())[:limit].strip()


def read_all(texts: Iterable[str], off: Iterable[int] = ()) -> tuple[Step, ...]:
    """The steps of several texts. off: 1-based places of those that are switched off."""
    are_off = set(off)
    return checked(replace(read(text), on=place not in are_off) for place, text in enumerate(texts, 1))


def places(text: str) -> set[int]:
    """The 1-based places that `off=1,3` of a URL names."""
    return {int(place) for place in text.split(",") if place.isascii() and place.isdigit() and len(place) < 6}


def switched_off(steps: Sequence[Step]) -> str:
    """The places of the steps that are off, as a URL names them."""
    return ",".join(str(place) for place, step in enumerate(steps, 1) if not step.on)


def all_but(kept: str) -> Step:
    """The step for the one filter of earlier versions, which said which rows stay. kept: a condition, valid or not."""
    try:
        dropped = filters.negate(kept)
    except FilterError:
        dropped = kept  # refused where the view is made, with the reason
    return named(dropped, f"All but: {kept}")


def checked(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps, with names that tell them apart. FilterError where there are too many."""
    found: list[Step] = []
    for step in steps:
        found.append(replace(step, name=_unused(step.name, found)) if any(s.name == step.name for s in found) else step)
    if len(found) > MOST:
        raise FilterError(f"There are {len(found):,} steps; {MOST} is the most.", "Join some of them with OR.")
    return tuple(found)


def _unused(name: str, steps: Sequence[Step]) -> str:
    taken = {step.name for step in steps}
    return next(other for other in (f"{name} ({number})" for number in count(2)) if other not in taken)


# ---- changes: each gives a new list ----


def add(steps: Sequence[Step], step: Step) -> tuple[Step, ...]:
    """With one more at the end. A step with the same condition is switched on instead of added twice."""
    for place, other in enumerate(steps):
        if other.where == step.where:
            return (*steps[:place], replace(other, on=True), *steps[place + 1 :])
    return checked([*steps, step])


def remove(steps: Sequence[Step], place: int) -> tuple[Step, ...]:
    """Without the step at a place, counted from 0."""
    return (*steps[:place], *steps[place + 1 :])


def switch(steps: Sequence[Step], place: int) -> tuple[Step, ...]:
    """With the step at a place switched off, or on again."""
    return (*steps[:place], replace(steps[place], on=not steps[place].on), *steps[place + 1 :])


def move(steps: Sequence[Step], place: int, to: int) -> tuple[Step, ...]:
    """With the step at a place moved to another."""
    others = list(remove(steps, place))
    others.insert(max(0, min(to, len(others))), steps[place])
    return tuple(others)


def rename(steps: Sequence[Step], place: int, name: str, reason: str) -> tuple[Step, ...]:
    """With another name and reason for the step at a place."""
    old = steps[place]
    changed = replace(named(old.where, name, reason), on=old.on)
    return checked([*steps[:place], changed, *steps[place + 1 :]])


def from_dict(facts: Mapping[str, Any]) -> Step:
    """The step that `as_dict` wrote. FilterError where there is no condition."""
    step = named(str(facts["where"]), str(facts.get("name", "")), str(facts.get("reason", "")))
    return replace(step, on=facts.get("on", True) is not False)
