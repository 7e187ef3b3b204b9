"""Patterns that find what `re` finds, and do not try where nothing can be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Self

from explorer.metrics.text.guard import folded, read_off

_LONGEST = 10_000
"""Characters of a text beyond which every place is tried: of a text made of openings each would cost more so."""
_PLAINLY = 24
"""Times that a pattern is used as it is, before it is read: that takes a millisecond, and one row needs few patterns."""

_COMPILED = frozenset(("_ignores", "flags", "fullmatch", "match", "plain", "split", "sub"))


class Quick:
    """A pattern, compiled when first used: the same matches as `re.compile` gives, in a fraction of the time where there are few.

    The text is first asked for the pieces that the pattern needs, then only places are tried where a match can begin.
    """

    flags: int
    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    sub: Callable[..., str]
    split: Callable[..., list[Any]]
    plain: re.Pattern[str]
    _ignores: bool
    __slots__ = (
        "_given",
        "_ignores",
        "_left",
        "_needed",
        "_starts",
        "flags",
        "fullmatch",
        "match",
        "pattern",
        "plain",
        "split",
        "sub",
    )

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern, self._given = pattern, flags
        self._needed: tuple[str, ...] = ()
        self._starts: re.Pattern[str] | None = None
        self._left = _PLAINLY

    def __new__(cls, pattern: str, flags: int = 0) -> Self:
        """One that waits to be compiled."""
        del pattern, flags
        return object.__new__(_Waiting if cls is Quick else cls)  # pyright: ignore[reportReturnType]

    def search(self, text: str, pos: int = 0, endpos: int | None = None) -> re.Match[str] | None:
        """The first match."""
        if pos or (endpos is not None and endpos < len(text)):
            return self.plain.search(text, pos, len(text) if endpos is None else endpos)
        low = self._asked(text)
        return None if low is None else self._first(text, low)

    def _asked(self, text: str) -> str | None:
        """The text as its openings are looked for in it; None where it lacks what the pattern needs."""
        if self._left:
            self._read()
        low = folded(text) if self._ignores else text
        if not self._needed:
            return low
        for piece in self._needed:
            if piece in low:
                return low
        return None

    def sieved(self, text: str) -> re.Match[str] | None:
        """The first match in a text that is known to hold what the pattern needs, as a `Sieve` tells."""
        if self._left:
            self._read()
        return self._first(text, folded(text) if self._ignores else text)

    def _first(self, text: str, low: str) -> re.Match[str] | None:
        if self._starts is None or len(low) != len(text) or len(low) > _LONGEST:
            return self.plain.search(text)
        tried = self.match
        for place in self._starts.finditer(low):
            if (found := tried(text, place.start())) is not None:
                return found
        return None

    def finditer(self, text: str, pos: int = 0, endpos: int | None = None) -> Iterator[re.Match[str]]:
        """All matches that do not overlap, in order."""
        if pos or (endpos is not None and endpos < len(text)):
            return self.plain.finditer(text, pos, len(text) if endpos is None else endpos)
        low = self._asked(text)
        if low is None:
            return iter(())
        if self._starts is None or len(low) != len(text) or len(low) > _LONGEST:
            return self.plain.finditer(text)
        return self._at(self._starts.finditer(low), text)

    def findall(self, text: str) -> list[Any]:
        """All matches as `re` lists them."""
        groups = self.plain.groups
        if groups > 1:
            return [found.groups("") for found in self.finditer(text)]
        return [found[groups] or "" for found in self.finditer(text)]

    def _at(self, places: Iterator[re.Match[str]], text: str) -> Iterator[re.Match[str]]:
        end = 0
        for place in places:
            if place.start() >= end and (found := self.match(text, place.start())) is not None:
                end = found.end()
                yield found

    def _read(self) -> None:
        self._left -= 1
        if not self._left:
            needed, begins = read_off(self.pattern, self.flags)
            known = not self._ignores and all(len(one) == 1 for one in begins)  # `re` looks for single letters itself
            starts = re.compile(_finder(begins)) if begins and not known else None
            self._needed, self._starts = needed, starts


class _Waiting(Quick):
    """One that is not compiled yet: that waits until it is used, as hundreds take a quarter of a second, and few rows need all.

    A class of its own, since attributes of one with `__getattr__` are slower to read.
    """

    __slots__ = ()

    if not TYPE_CHECKING:  # which would take any name for an attribute

        def __getattr__(self, name: str) -> object:
            """What comes of compiling the pattern."""
            if name not in _COMPILED:
                raise AttributeError(name)
            plain = re.compile(self.pattern, self._given)
            self.match, self.fullmatch, self.sub, self.split = plain.match, plain.fullmatch, plain.sub, plain.split
            self._ignores, self.flags = bool(plain.flags & re.IGNORECASE), plain.flags
            self.plain = plain
            self.__class__ = Quick
            return getattr(self, name)


class AnyOf:
    """Alternatives, each looked for by itself: the one that `re` would find is the first at the leftmost place."""

    __slots__ = ("_parts",)

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._parts = [Quick(part, flags) for part in alternatives(pattern)]

    def search(self, text: str) -> re.Match[str] | None:
        """The first match. Groups are those of its alternative alone."""
        best: re.Match[str] | None = None
        for part in self._parts:
            found = part.search(text)
            if found is not None and (best is None or found.start() < best.start()):
                best = found
        return best


def alternatives(pattern: str) -> list[str]:
    """The parts between the bars that stand outside all brackets."""
    parts: list[str] = [""]
    depth, within = 0, False
    for sign in re.findall(r"\\.|\[\^?\]?|.", pattern, re.DOTALL):
        if within:
            within = sign != "]"
        elif sign.startswith("["):
            within = True
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
        if sign == "|" and not depth and not within:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _finder(begins: tuple[str, ...]) -> str:
    """A pattern that matches one character where one of the strings stands: such are found without trying every place."""
    by_letter: dict[str, list[str]] = {}
    for one in begins:
        by_letter.setdefault(one[0], []).append(re.escape(one[1:]))
    return "|".join(
        re.escape(letter) + (f"(?={'|'.join(rests)})" if all(rests) else "") for letter, rests in by_letter.items()
    )
