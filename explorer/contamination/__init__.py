"""Rows that hold items of a reference: benchmark questions, or another split's, that a model must not be trained on."""

from explorer.contamination.evidence import Marked, marked
from explorer.contamination.items import Item, items_of, of_splits
from explorer.contamination.kept import keep, references
from explorer.contamination.matching import MEANING, Found, Match, Reference, find
from explorer.contamination.rules import DEFAULT, RULES, Rule

__all__ = [
    "DEFAULT",
    "MEANING",
    "RULES",
    "Found",
    "Item",
    "Marked",
    "Match",
    "Reference",
    "Rule",
    "find",
    "items_of",
    "keep",
    "marked",
    "of_splits",
    "references",
]
