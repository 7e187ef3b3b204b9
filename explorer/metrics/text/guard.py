"""What a text must hold for a pattern to match in it, read off the pattern itself, so that both always agree.

A pattern of alternatives and gaps is walked through at nearly every character of a text; whether the text holds one of a
few pieces is told in a hundredth of that time, and most texts hold none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import xxhash


def _module(name: str) -> Any:
    """A part of `re` that is not promised to stay; None where it is gone, and no pattern is read then."""
    try:
        return import_module(name)
    except ImportError:
        return None


parser, said = _module("re._parser"), _module("re._constants")

_SPELLINGS = 32
"""Spellings of one stretch of a pattern, "colou?rs?" having four, that are told apart."""
_MOST = 80
"""Pieces beyond which looking for them takes longer than trying the pattern."""
_OFTEN = {
    "t": 0.09, "e": 0.12, "a": 0.08, "o": 0.075, "i": 0.07, "n": 0.07, "s": 0.065, "h": 0.06, "r": 0.06, "d": 0.045, "l": 0.045, "u": 0.03,
    "c": 0.03, "m": 0.025, "f": 0.025, "w": 0.025, "g": 0.02, "y": 0.02, "p": 0.02, "b": 0.015, "v": 0.01, " ": 0.18, "\n": 0.02,
}  # fmt: skip
_CHARACTERS = 400
_TRIED, _LOOKED = 20.0, 0.12
"""What trying a pattern takes, and looking for a piece."""

_OPENINGS, _LETTERS = 150, 4
"""Openings of a pattern that are told apart, and letters of each that are looked at."""

_Pieces = frozenset[str]
_NONE: _Pieces = frozenset()


def read_off(pattern: str, flags: int = 0) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(strings one of which every match of a pattern holds, strings with one of which every match begins).

    In lower case where case is ignored; empty where that cannot be told.
    """
    try:
        read = parser.parse(pattern, flags)
        ignores = bool((read.state.flags | flags) & re.IGNORECASE)
        held, begun = _held(read), _NONE.union(*_opened(read))
    except (AttributeError, ValueError):  # another Python may read patterns otherwise; then every place is tried
        return (), ()
    if "" in begun or len(begun) > _OPENINGS:
        begun = _NONE
    return _least(held or _NONE, ignores, str.__contains__), _least(begun, ignores, str.startswith)


PIECES = Path(__file__).with_name("pieces.json")
"""What `pieces` gives for the patterns of all metrics, by pattern: a new process would take half a second to read them off."""


asked: dict[str, tuple[str, int]] = {}
"""Key -> pattern and flags, of all whose pieces were asked for in this process."""


@cache
def _shipped() -> dict[str, tuple[str, ...]]:
    """Pieces by the key of their pattern: those that are shipped, and those that this process has read off."""
    return {key: tuple(found) for key, found in json.loads(PIECES.read_text(encoding="utf-8")).items()}


def pieces(pattern: str, flags: int = 0) -> tuple[str, ...]:
    """Strings one of which every match of the pattern holds, in lower case where case is ignored; none where that cannot be told."""
    known, key = _shipped(), xxhash.xxh3_64_hexdigest(f"{int(flags)} {pattern}".encode("utf-8", "surrogatepass"))
    asked[key] = pattern, flags
    if key not in known:
        known[key] = read_off(pattern, flags)[0]
    return known[key]


def _least(found: _Pieces, ignores: bool, hides: Callable[[str, str], bool]) -> tuple[str, ...]:
    """Those of the strings that no other one makes needless, the most frequent first."""
    if ignores:
        if any("\u0370" <= letter <= "\u03ff" for piece in found for letter in piece):
            return ()  # a final sigma is another letter in lower case
        found = frozenset(piece.lower() for piece in found)
    least: list[str] = []
    for piece in sorted(found, key=len):
        if not any(hides(piece, other) for other in least):
            least.append(piece)
    return tuple(sorted(least, key=lambda piece: (-_share(piece), piece)))


def folded(text: str) -> str:
    """A text as the pieces of patterns that ignore case are looked for in it; not always of the same length."""
    lower = text.lower()
    return lower if lower.isascii() else lower.replace("ſ", "s").replace("ı", "i").replace("i\u0307", "i")


def _share(piece: str) -> float:
    """About how many texts hold a piece."""
    return min(1.0, _CHARACTERS * prod(_OFTEN.get(letter, 0.004) for letter in piece) * 3.0)


def _cost(found: _Pieces) -> float:
    if len(found) > _MOST or "" in found:
        return _TRIED
    missed = prod(1.0 - _share(piece) for piece in found)
    return len(found) * _LOOKED + (1.0 - missed) * _TRIED


def _best(candidates: Iterable[_Pieces | None]) -> _Pieces | None:
    given = [one for one in candidates if one]
    # Rounded: the last digit of a product hangs on the order of a set, which is another in every process.
    best = min(given, key=lambda one: (round(_cost(one), 9), sorted(one)), default=None)
    return best if best is not None and _cost(best) < _TRIED else None


def _held(read: Any) -> _Pieces | None:
    """The cheapest set of strings one of which every match of a sequence holds."""
    candidates: list[_Pieces | None] = []
    run: _Pieces = frozenset(("",))
    for operation, value in read:
        spelt = _spelt(operation, value)
        if spelt is not None and len(spelt) * len(run) <= _SPELLINGS:
            run = frozenset(map("".join, product(run, spelt)))
            continue
        candidates += [run, _within(operation, value)]
        run = spelt if spelt is not None else frozenset(("",))
    return _best([*candidates, run])


def _spelt(operation: Any, value: Any) -> _Pieces | None:
    """All that one item of a sequence may match, None where that is much."""
    if operation is said.LITERAL:
        return frozenset((chr(value),))
    if operation in (said.AT, said.ASSERT, said.ASSERT_NOT):
        return frozenset(("",))  # takes no characters, so that what stands around it stays together
    if operation is said.IN:
        return _of_class(value)
    if operation is said.SUBPATTERN and not (value[1] or value[2]):
        return _of_sequence(value[3])
    if operation is said.BRANCH:
        branches = [_of_sequence(branch) for branch in value[1]]
        known = [branch for branch in branches if branch is not None]
        joined = _NONE.union(*known)
        return joined if len(known) == len(branches) and len(joined) <= _SPELLINGS else None
    if operation in (said.MAX_REPEAT, said.MIN_REPEAT) and value[1] <= 2:
        body = _of_sequence(value[2])
        if body is None or len(body) ** value[1] > _SPELLINGS:
            return None
        return frozenset("".join(one) for times in range(value[0], value[1] + 1) for one in product(body, repeat=times))
    return None


def _of_class(items: Sequence[Any]) -> _Pieces | None:
    letters: set[str] = set()
    for operation, value in items:
        if operation is said.LITERAL:
            letters.add(chr(value))
        elif operation is said.RANGE and value[1] - value[0] < 10:
            letters.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return frozenset(letters) if len(letters) <= 10 else None


def _of_sequence(read: Any) -> _Pieces | None:
    run: _Pieces = frozenset(("",))
    for operation, value in read:
        spelt = _spelt(operation, value)
        if spelt is None or len(spelt) * len(run) > _SPELLINGS:
            return None
        run = frozenset(map("".join, product(run, spelt)))
    return run


def _within(operation: Any, value: Any) -> _Pieces | None:
    """What every match of one item holds."""
    if operation is said.SUBPATTERN:
        return None if value[1] & re.IGNORECASE else _held(value[3])
    if operation is said.BRANCH:
        branches = [_held(branch) for branch in value[1]]
        known = [branch for branch in branches if branch is not None]
        return _NONE.union(*known) if len(known) == len(branches) else None
    if operation in (said.MAX_REPEAT, said.MIN_REPEAT, said.POSSESSIVE_REPEAT) and value[0] > 0:
        return _held(value[2])
    if operation is said.ATOMIC_GROUP:
        return _held(value)
    return None


def _opened(read: Any) -> tuple[_Pieces, _Pieces]:
    """(all that a sequence may match, as far as that is short, strings with which everything else begins)."""
    whole: _Pieces = frozenset(("",))
    begun: _Pieces = _NONE
    for operation, value in read:
        more, longer = _begun(operation, value)
        if len(whole) * (len(more) + len(longer)) > _OPENINGS:
            return _NONE, begun | whole
        begun |= {(one + two)[:_LETTERS] for one, two in product(whole, longer)}
        joined = {one + two for one, two in product(whole, more)}
        whole = frozenset(one for one in joined if len(one) < _LETTERS)
        begun |= {one[:_LETTERS] for one in joined if len(one) >= _LETTERS}
        if not whole:
            break
    return whole, begun


def _begun(operation: Any, value: Any) -> tuple[_Pieces, _Pieces]:
    """The same of one item. Where it may begin with anything, the empty string is one of those that it begins with."""
    if operation is said.LITERAL:
        return frozenset((chr(value),)), _NONE
    if operation in (said.AT, said.ASSERT, said.ASSERT_NOT):
        return frozenset(("",)), _NONE
    if operation is said.IN and (letters := _of_class(value)) is not None:
        return letters, _NONE
    if operation is said.SUBPATTERN and not (value[1] or value[2]):
        return _opened(value[3])
    if operation is said.BRANCH:
        branches = [_opened(branch) for branch in value[1]]
        return _NONE.union(*(one for one, _ in branches)), _NONE.union(*(one for _, one in branches))
    if operation in (said.MAX_REPEAT, said.MIN_REPEAT):
        least, most, body = value
        whole, begun = _opened(body)
        if most > 1:
            whole, begun = _NONE, begun | whole
        return (whole if least else whole | {""}), begun
    return _NONE, frozenset(("",))
