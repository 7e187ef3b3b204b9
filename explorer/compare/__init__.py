"""Two views side by side: what differs, how far and how surely; which rows are in one alone; which verdicts changed.

`measure` names the differences, `match` pairs the rows, `verdicts` sets two scorecards beside each other, `worse` holds one
against a saved one. `apart` says what sets the rows that are looked at apart from the others.
"""

from __future__ import annotations

from explorer.compare.apart import Mark, apart
from explorer.compare.baseline import Worse, read_baseline, worse
from explorer.compare.facts import facts
from explorer.compare.matching import Matched, match
from explorer.compare.measure import Difference, Measured, Side, measure, sides
from explorer.compare.sentences import first_sentence, sentence
from explorer.compare.verdicts import Change, verdicts

__all__ = [
    "Change",
    "Difference",
    "Mark",
    "Matched",
    "Measured",
    "Side",
    "Worse",
    "apart",
    "facts",
    "first_sentence",
    "match",
    "measure",
    "read_baseline",
    "sentence",
    "sides",
    "verdicts",
    "worse",
]
