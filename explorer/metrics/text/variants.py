"""Characters that differ between simplified and traditional Chinese, from one data file."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path


def _read() -> dict[str, str]:
    """The characters under each of the file's words, in its order."""
    found: defaultdict[str, str] = defaultdict(str)
    for line in Path(__file__).with_name("variants.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, characters = line.split(" ", 1)
            found[word] += characters
    return found


_FOUND = _read()
SIMPLIFIED, TRADITIONAL = frozenset(_FOUND["simplified"]), frozenset(_FOUND["traditional"])
"""Frequent characters of each script; some are in both."""
TO_SIMPLIFIED = {ord(old): new for old, new in zip(_FOUND["pairs"][::2], _FOUND["pairs"][1::2], strict=True)}
"""Code point of a traditional character of task words -> the simplified character."""
