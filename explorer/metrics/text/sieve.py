"""Which of many patterns may match in a text, told in one pass over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick, Implementation

from explorer.metrics.text.guard import pieces


class Sieve:
    """Finds the pieces of all its patterns at once: no more than a few times what looking for one of them takes.

    patterns: such as do not ignore case.
    """

    __slots__ = ("_always", "_finder", "_of")

    def __init__(self, patterns: Iterable[str]) -> None:
        held: dict[str, list[int]] = {}
        self._always: list[int] = []
        for place, pattern in enumerate(patterns):
            needed = pieces(pattern)
            if not needed:
                self._always.append(place)
            for piece in needed:
                held.setdefault(piece, []).append(place)
        self._of: Sequence[list[int]] = list(held.values())
        self._finder = AhoCorasick(list(held), implementation=Implementation.DFA, store_patterns=False)

    def places(self, text: str) -> set[int]:
        """The patterns that may match, by their place in the list."""
        found = set(self._always)
        for match in matches(self._finder, text):
            found.update(self._of[match[0]])
        return found


def matches(finder: AhoCorasick, text: str) -> list[tuple[int, int, int]]:
    """(place in the list, start, end) of all strings in a text, also of those that overlap."""
    try:
        return finder.find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:  # half a surrogate pair
        return finder.find_matches_as_indexes(text.encode("utf-8", "replace").decode(), overlapping=True)
