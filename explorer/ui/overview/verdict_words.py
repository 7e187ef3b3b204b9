"""The verdict in a word or two, wherever it is said."""

from __future__ import annotations

from explorer.scorecard import Card
from explorer.words import plural, say


def word(card: Card) -> str:
    """One of "Not ready", "Ready with 2 warnings", "Ready" and "Not enough data"."""
    if card.verdict == "fail":
        return say("Not ready")
    if card.verdict == "warn":
        return plural("Ready with {n:,} warning", "Ready with {n:,} warnings", card.tally["warn"])
    return say("Ready") if card.verdict == "pass" else say("Not enough data")
