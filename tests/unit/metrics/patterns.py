"""What can be told of a regular expression by reading it: the patterns of the metrics, slips in them, strings they match."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

import explorer.metrics
from explorer.metrics.text.quick import Quick

# The standard library's own parser of patterns: private, but all of Python's regular expressions go through it.
reader: Any = importlib.import_module("re._parser")
op: Any = importlib.import_module("re._constants")

_QUANTIFIER = re.compile(r"\{\d*(?:,\d*)?\}")
_TUPLE = re.compile(r"\(\d+, ?\d*\)|<(?:function|built-in|class|object)|\(None|\bNone\b")
_FILLERS = [*"abcdefghijklmnopqrstuvwxyz", *" " * 8]
_MOST_REPEATS = 3

tree = cache(reader.parse)
"""Pattern -> its parse tree."""


def in_metrics() -> Iterator[tuple[str, str]]:
    """(where it stands, pattern) of every compiled pattern and every ability rule below `explorer.metrics`."""
    for info in pkgutil.walk_packages(explorer.metrics.__path__, "explorer.metrics."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            for pattern in _patterns(value, name == "RULES"):
                yield f"{info.name}.{name}", pattern


def _patterns(value: Any, rules: bool) -> Iterator[str]:
    if isinstance(value, (re.Pattern, Quick)) and isinstance(value.pattern, str):
        yield value.pattern
    elif rules and isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _patterns(item, False)
    elif rules and isinstance(value, tuple) and value and isinstance(value[0], tuple):
        for rule in value:
            yield rule[3]
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _patterns(item, False)


def slips(pattern: str) -> list[str]:
    """What an f-string does to a pattern that was not written for it, and the other way round: braces that repeat nothing, tuples."""
    found = [match.group() for match in _TUPLE.finditer(pattern)]
    taken = 0
    for place, mark in _marks(pattern):
        if mark in "{}" and place >= taken:
            repeats = _QUANTIFIER.match(pattern, place)
            if repeats is None:
                found.append(pattern[max(0, place - 10) : place + 10])
            else:
                taken = repeats.end()
    return found


def _marks(pattern: str) -> Iterator[tuple[int, str]]:
    """(place, character) of all that is neither escaped nor in a set of characters."""
    place, inside, began = 0, False, 0
    while place < len(pattern):
        mark = pattern[place]
        if mark == "\\":
            place += 2
            continue
        if inside:
            inside = mark != "]" or pattern[began:place] in ("[", "[^")
        elif mark == "[":
            inside, began = True, place
        else:
            yield place, mark
        place += 1


def unreachable(pattern: str) -> list[str]:
    """Branches that can never be the one that matches: written twice, or behind a branch of plain letters that begins them at the pattern's end."""
    found: list[str] = []
    for branches, last in _alternations(pattern):
        for place, branch in enumerate(branches):
            if branch in branches[:place] or (
                last and branch.isalnum() and any(b and b.isalnum() and branch.startswith(b) for b in branches[:place])
            ):
                found.append(branch)
    return found


def _alternations(pattern: str) -> Iterator[tuple[list[str], bool]]:
    """(branches as written, whether nothing follows them) of every group and of the whole pattern."""
    opened: list[int] = [0]
    cuts: list[list[int]] = [[]]
    for place, mark in _marks(pattern):
        if mark == "(":
            head = re.match(r"\((?:\?(?:P<\w+>|[a-zA-Z-]*:|<?[=!]))?", pattern[place:])
            opened.append(place + (head.end() if head else 1))
            cuts.append([])
        elif mark == "|":
            cuts[-1].append(place)
        elif mark == ")":
            yield _split(pattern, opened.pop(), cuts.pop(), place), not pattern[place + 1 :].strip(")")
    yield _split(pattern, 0, cuts.pop(), len(pattern)), True


def _split(pattern: str, start: int, cuts: list[int], end: int) -> list[str]:
    edges = [start - 1, *cuts, end]
    return [pattern[low + 1 : high] for low, high in pairwise(edges)] if cuts else []


def holds_one_of(pattern: str, characters: frozenset[str]) -> bool:
    """Whether every match of the pattern, its look-aheads included, must hold one of the characters."""
    return _must(tree(pattern), characters)


def _must(sequence: Any, characters: frozenset[str]) -> bool:
    return any(_one_must(kind, value, characters) for kind, value in sequence)


def _one_must(kind: Any, value: Any, characters: frozenset[str]) -> bool:
    if kind is op.LITERAL:
        return chr(value) in characters
    if kind is op.IN:
        return all(_all_in(each, what, characters) for each, what in value)
    if kind is op.BRANCH:
        return all(_must(branch, characters) for branch in value[1])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        return value[0] > 0 and _must(value[2], characters)
    if kind is op.SUBPATTERN:
        return _must(value[3], characters)
    return kind is op.ASSERT and _must(value[1], characters)


def _all_in(kind: Any, value: Any, characters: frozenset[str]) -> bool:
    if kind is op.LITERAL:
        return chr(value) in characters
    return kind is op.RANGE and characters.issuperset(map(chr, range(value[0], value[1] + 1)))


def example(pattern: str, dice: Random) -> str:
    """A string that the pattern describes; look-arounds and anchors may still refuse it."""
    return _write(tree(pattern), dice)


def _write(sequence: Any, dice: Random) -> str:
    return "".join(_write_one(kind, value, dice) for kind, value in sequence)


def _write_one(kind: Any, value: Any, dice: Random) -> str:
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.NOT_LITERAL:
        return dice.choice([filler for filler in _FILLERS if filler != chr(value)])
    if kind is op.ANY:
        return dice.choice(_FILLERS)
    if kind is op.IN:
        return _member(value, dice)
    if kind is op.BRANCH:
        return _write(dice.choice(value[1]), dice)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        low, high, what = value
        times = dice.choice((low, dice.randint(low, min(int(high), low + _MOST_REPEATS))))
        text = "".join(_write(what, dice) for _ in range(times))
        free = len(what) == 1 and what[0][0] is op.IN and int(high) > _MOST_REPEATS
        return f" {text} " if free and times > 1 else text  # words apart from what stands around them
    if kind is op.SUBPATTERN:
        return _write(value[3], dice)
    if kind is op.ASSERT:
        return _write(value[1], dice) if value[0] > 0 else ""
    return ""


def _member(options: Any, dice: Random) -> str:
    """A character of a set; of one that is told by what it leaves out, a letter or a space."""
    refused = options[0][0] is op.NEGATE
    members: list[str] = []
    for kind, value in options:
        if kind is op.LITERAL:
            members.append(chr(value))
        elif kind is op.RANGE:
            members += map(chr, range(value[0], min(value[1], value[0] + 30) + 1))
        elif kind is op.CATEGORY:
            members += {op.CATEGORY_DIGIT: "123", op.CATEGORY_WORD: _FILLERS[:26], op.CATEGORY_SPACE: " "}.get(
                value, " a1"
            )
    return dice.choice([filler for filler in _FILLERS if filler not in members] or ["~"] if refused else members)
