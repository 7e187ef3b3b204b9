"""What counts as holding an item: the rules in use, by name."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.errors import ExplorerError


@dataclass(frozen=True, slots=True)
class Rule:
    """width: words (Chinese characters) of a shingle. Items with fewer words must be found whole.

    least: what must be found of an item, as a share from 0 to 1, 0 where one shingle is enough. weighted: shingles count by
    how rare they are; else the share is that of the item's words which lie in common shingles. parts: a text that is itself a
    part of an item counts as well. about: one line for users.
    """

    name: str
    width: int
    least: float
    weighted: bool = False
    parts: bool = False
    about: str = ""


RULES = {
    rule.name: rule
    for rule in (
        Rule("overlap", 5, 0.8, True, True, "80 % of an item's 5-grams, rare ones counting more; or a cut of it"),
        Rule("8-gram", 8, 0.0, about="any 8 words in a row"),
        Rule("13-gram", 13, 0.0, about="any 13 words in a row"),
        Rule("half", 8, 0.5, about="more than half of an item's words lie in common 8-grams"),
    )
}
"""The strict ones are those of published decontaminations: one common 8-gram or 13-gram, or half of the words in 8-grams."""

DEFAULT = RULES["overlap"]


def named(name: str) -> Rule:
    """A rule by its name. ExplorerError where there is none of it."""
    if name not in RULES:
        raise ExplorerError(f"There is no rule '{name}'.", f"Choose among: {', '.join(RULES)}.")
    return RULES[name]
