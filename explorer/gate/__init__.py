"""The gate: checks and expectations of a view as outcomes with stable codes, in the forms that other tools read."""

from __future__ import annotations

from explorer.gate.expect import Expectation, judge, read
from explorer.gate.formats import FORMATS, metrics, render
from explorer.gate.outcome import Outcome, Place, closing, facts, outcomes

__all__ = [
    "FORMATS",
    "Expectation",
    "Outcome",
    "Place",
    "closing",
    "facts",
    "judge",
    "metrics",
    "outcomes",
    "read",
    "render",
]
