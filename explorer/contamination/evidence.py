"""The words that a row and an item have in common, in both texts: why a row is taken to hold the item."""

from __future__ import annotations

from typing import NamedTuple

from explorer.contamination.cut import places
from explorer.contamination.rules import DEFAULT, Rule


class Marked(NamedTuple):
    """Ranges of characters, in order and apart, of what is common: in the row's text, and in the item's."""

    text: list[tuple[int, int]]
    item: list[tuple[int, int]]


def marked(text: str, item: str, rule: Rule = DEFAULT) -> Marked:
    """What two texts have in common in runs as long as the rule's shingles, or all of an item that is shorter."""
    both = [places(text), places(item)]
    width = min(rule.width, len(both[1]) or 1)
    grams = [
        [tuple(word for word, _, _ in words[at : at + width]) for at in range(len(words) - width + 1)] for words in both
    ]
    common = set(grams[0]) & set(grams[1])
    return Marked(*(_ranges(words, own, common, width) for words, own in zip(both, grams, strict=True)))


def _ranges(
    words: list[tuple[str, int, int]], grams: list[tuple[str, ...]], common: set[tuple[str, ...]], width: int
) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for at, gram in enumerate(grams):
        if gram in common:
            start, end = words[at][1], words[at + width - 1][2]
            if found and start <= found[-1][1] + 1:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
    return found
