"""Turns in numbered keys or columns: `turn_1` and `turn_2`, `user_1` with `assistant_1`, `round_1_question`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, USER
from explorer.formats import speakers

_ORDER = {SYSTEM: 0, USER: 1, TOOL: 2, ASSISTANT: 3}
_LONGEST_NAME = 40


def numbered(value: dict[Any, Any]) -> list[Any] | None:
    """The turns of an object with numbered keys (`turn_1`, `turn_2`; `user_1`, `assistant_1`), in order; None for others.

    What one number names on both sides is one pair. Numbers must go up one by one, so that a lone `answer_2` or the options
    of a question are no dialogue.
    """
    found = numbered_keys(tuple(value))
    if not found or (len(found) == 1 and found[0][0][1] == "turn" and not isinstance(value[found[0][0][0]], dict)):
        return None
    turns: list[Any] = []
    for keys in found:
        there = {side: value[key] for key, side in keys if value.get(key) not in (None, "")}
        if not there:
            continue
        turns.append(there.get("turn", there) if "turn" in there else there)
    return turns or None


_NUMBERED = re.compile(r"(.*?[^\W\d])[ _.-]?(\d{1,3})(?:_(prompt|user|question|response|assistant|answer))?\Z")
_NEUTRAL = frozenset(
    ("turn", "utterance", "message", "msg", "round", "exchange", "dialog_turn", "turns", "发言", "轮", "第")
)


@lru_cache(maxsize=4_096)
def numbered_keys(names: tuple[Any, ...]) -> tuple[tuple[tuple[str, str], ...], ...]:
    """(key, role or "turn") of each number of numbered keys, in order; () where the keys are no dialogue's."""
    groups: dict[int, dict[str, str]] = {}
    for name in names:
        match = _NUMBERED.match(name) if isinstance(name, str) and len(name) < _LONGEST_NAME else None
        if match is None:
            continue
        base = match[1].strip("_. -").lower()
        if match[3] and base not in _NEUTRAL:
            continue
        side = (
            speakers.role_of_key(match[3]) if match[3] else "turn" if base in _NEUTRAL else speakers.role_of_key(base)
        )
        if side in ("turn", USER, ASSISTANT):
            groups.setdefault(int(match[2]), {}).setdefault(side, name)
    if 1 not in groups and 0 not in groups and 2 in groups:
        _first_of(names, groups)
    sides = {side for group in groups.values() for side in group}
    wanted = sides if sides in ({"turn"}, {USER, ASSISTANT}) else set()
    if sides == {USER} and len(groups) > 1 and all("_" in name and not name[-1].isdigit() for name in _names(groups)):
        wanted = sides  # `turn_1_prompt`, `turn_2_prompt`: questions that wait for their answers
    numbers = sorted(groups)
    if not wanted or numbers[0] > 1 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return ()
    whole = [groups[number].keys() == wanted for number in numbers]
    if not all(whole[:-1]) or (not whole[-1] and USER not in groups[numbers[-1]]):
        return _alternating(groups, numbers)
    order = {"turn": 0, **_ORDER}
    return tuple(
        tuple((name, side) for side, name in sorted(groups[number].items(), key=lambda entry: order[entry[0]]))
        for number in numbers
    )


def _names(groups: dict[int, dict[str, str]]) -> list[str]:
    return [name for group in groups.values() for name in group.values()]


def _first_of(names: tuple[Any, ...], groups: dict[int, dict[str, str]]) -> None:
    """What has no number precedes what has the second: `instruction`, `response`, `instruction_2`, `response_2`."""
    first: dict[str, str] = {}
    for side, second in groups[2].items():
        match = _NUMBERED.match(second)
        base = match[1].rstrip("_. -") if match else ""
        if base in names:
            first[side] = base
    if first.keys() == groups[2].keys():
        groups[1] = first


def _alternating(groups: dict[int, dict[str, str]], numbers: list[int]) -> tuple[tuple[tuple[str, str], ...], ...]:
    """`user_1`, `assistant_2`, `user_3`, …: one running number for both sides."""
    sides = [tuple(groups[number]) for number in numbers]
    wanted = [((USER,), (ASSISTANT,))[place % 2] for place in range(len(sides))]
    if len(sides) < 2 or sides != wanted:
        return ()
    return tuple(((groups[number][side], side),) for number, (side,) in zip(numbers, wanted, strict=True))


def side_of_column(name: str) -> str | None:
    """What a column with a number holds: "turn", a role, "" where its name tells nothing; None where it has no number."""
    match = _NUMBERED.match(name)
    if match is None:
        return None
    base = match[1].strip("_. -").lower()
    if match[3] and base not in _NEUTRAL:
        return ""
    return "turn" if base in _NEUTRAL else speakers.role_of_key(base)
