"""Which of many strings stand in a text: told for all metrics together, in one pass over it.

A metric names the strings without which it finds nothing (`group`), once, as it is imported, and asks `held(text)` for
them before it looks closer. A pass takes as long as looking for a dozen strings one by one, and hundreds are wanted.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, Implementation

from explorer.metrics.text.guard import folded, pieces
from explorer.metrics.text.sieve import matches

LONGEST = 20_000
"""Characters beyond which a text counts as holding everything: it is then read as if nobody had looked before."""
_KEPT = 16_000_000  # characters of texts whose answers are kept
_ANY = 1

_lock = threading.Lock()
_groups: dict[str, int] = {}
_number = 1
_finder: AhoCorasick | None = None
_masks: list[int] = []
_EVERYTHING = -1
_known: dict[str, int] = {}
_room = _KEPT


def group(strings: Iterable[str]) -> int:
    """A bit that `held` sets where a text holds one of the strings, upper and lower case and all apostrophes alike."""
    global _number, _finder
    listed = {_alike(one) for one in strings}
    if any(letter in one for one in listed for letter in "σς"):
        raise ValueError("A sigma is another letter at the end of a word.")
    with _lock:
        bit = 1 << _number
        _number += 1
        for one in listed:
            _groups[one] = _groups.get(one, 0) | bit
        _finder = None
    return bit


def group_of(*patterns: str, flags: int = 0) -> int:
    """A bit that `held` sets wherever one of the patterns can match."""
    listed = [pieces(pattern, flags) for pattern in patterns]
    return group(piece for needed in listed for piece in needed) if all(listed) else _ANY


def held(text: str) -> int:
    """The bits of all groups of which a text holds a string; all bits where it is long."""
    found = _known.get(text)
    return found if found is not None else _look(text)


def _alike(text: str) -> str:
    low = folded(text)
    return low if low.isascii() else low.replace("’", "'")


def forget() -> None:
    """Let go of the texts that were looked at, as those of the next batch are others."""
    global _room
    _known.clear()
    _room = _KEPT


def _look(text: str) -> int:
    global _room
    size = len(text)
    if size > LONGEST:
        return _EVERYTHING
    finder = _finder or _built()
    low = _alike(text)
    found = _ANY
    for match in matches(finder, low):
        found |= _masks[match[0]]
    if size < _room:
        _room -= size
        _known[text] = found
    return found


def _built() -> AhoCorasick:
    global _finder, _masks
    with _lock:
        if _finder is None:
            forget()
            masks = list(_groups.values())
            finder = AhoCorasick(list(_groups), implementation=Implementation.DFA, store_patterns=False)
            _masks, _finder = masks, finder
        return _finder
