"""Whether two short texts say something of different things: where one names what the other does not, their likeness means little."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_NAMES = frozenset(("nr", "ns", "nt", "nz", "nrt", "nrfg"))  # persons, places, organisations, other names
_THINGS = ("j", "l")  # short forms and set phrases, which stand for nouns
_HAN = re.compile("[\u3400-\u9fff]{2}")


@lru_cache(maxsize=1)
def _tagger() -> Any:
    import rjieba

    return rjieba


@lru_cache(maxsize=4_096)
def _tagged(text: str) -> dict[str, str]:
    """Word -> its part of speech, of words of two characters and more: one alone is as often a slip of the pen."""
    return {word: tag for word, tag in _tagger().tag(text) if len(word) > 1}


def name_apart(first: str, second: str) -> bool:
    """Whether in one a name stands where the other has another name, or another noun. Of Chinese alone: elsewhere nothing is told.

    The order of words does not matter, and a word that only one of them has makes no difference.
    """
    if not (_HAN.search(first) and _HAN.search(second)):
        return False
    a, b = _tagged(first), _tagged(second)
    own = [tag for word, tag in a.items() if word not in b], [tag for word, tag in b.items() if word not in a]
    named = [any(tag in _NAMES for tag in tags) for tags in own]
    things = [any(tag.startswith("n") or tag in _THINGS for tag in tags) for tags in own]
    return (named[0] and things[1]) or (things[0] and named[1])
