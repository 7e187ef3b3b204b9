"""Which of many patterns may match in a text, told in one pass over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from ahocorasick_rs import AhoCorasick, Implementation

from explorer.metrics.text.guard import pieces

_PLAINLY = 24
"""Texts in which all patterns are tried, before they are read: that takes 60 ms, and a few rows are told sooner without."""


class Sieve:
    """Finds the pieces of all its patterns at once: no more than a few times what looking for one of them takes.

    patterns: such as do not ignore case.
    """

    __slots__ = ("_all", "_left", "_patterns", "_read")

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = tuple(patterns)
        self._all = frozenset(range(len(self._patterns)))
        self._left = _PLAINLY
        self._read: tuple[frozenset[int], Sequence[list[int]], AhoCorasick] | None = None

    def places(self, text: str) -> AbstractSet[int]:
        """The patterns that may match, by their place in the list."""
        if self._read is None:
            self._left -= 1
            if self._left > 0:
                return self._all
            self._read = _read(self._patterns)
        always, of, finder = self._read
        found = set(always)
        for match in matches(finder, text):
            found.update(of[match[0]])
        return found


def _read(patterns: Sequence[str]) -> tuple[frozenset[int], Sequence[list[int]], AhoCorasick]:
    """(patterns that need nothing, for each string the patterns that need it, what finds the strings)."""
    held: dict[str, list[int]] = {}
    always: list[int] = []
    for place, pattern in enumerate(patterns):
        needed = pieces(pattern)
        if not needed:
            always.append(place)
        for piece in needed:
            held.setdefault(piece, []).append(place)
    finder = AhoCorasick(list(held), implementation=Implementation.DFA, store_patterns=False)
    return frozenset(always), list(held.values()), finder


def matches(finder: AhoCorasick, text: str) -> list[tuple[int, int, int]]:
    """(place in the list, start, end) of all strings in a text, also of those that overlap."""
    try:
        return finder.find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:  # half a surrogate pair
        return finder.find_matches_as_indexes(text.encode("utf-8", "replace").decode(), overlapping=True)
