"""The verdict in a word or two, wherever it is said."""

from __future__ import annotations

from explorer.charts import numbers
from explorer.scorecard import Card
from explorer.scorecard.problems import Soundness
from explorer.words import plural, say, translated

_NAMED = 3  # problems whose names the sentence says


def word(card: Card) -> str:
    """One of "Not ready", "Ready with 2 warnings", "Ready" and "Not enough data"."""
    if card.verdict == "fail":
        return say("Not ready")
    if card.verdict == "warn":
        return plural("Ready with {n:,} warning", "Ready with {n:,} warnings", card.tally["warn"])
    return say("Ready") if card.verdict == "pass" else say("Not enough data")


def sentence(card: Card, sound: Soundness, is_building: bool = False) -> tuple[str, str]:
    """(the verdict in a word or two, one sentence with its numbers)."""
    tally, rows = card.tally, card.counts.rows
    if is_building:
        judged = sum(finding.measured.value is not None for finding in card.findings)
        return say("Judging"), say("{judged} of {findings} checks so far.", judged=judged, findings=len(card.findings))
    if tally["fail"]:
        problems = numbers.counted(tally["fail"], "blocking problem")
        if sound.blocking:
            return word(card), say(
                "{problems}, in {blocking:,} of {rows}.",
                problems=problems,
                blocking=sound.blocking,
                rows=numbers.counted(rows, "row"),
            )
        named = say(", ").join(_lacks(card)[:_NAMED])
        more = tally["fail"] - _NAMED
        named += say(" and {more} more", more=more) if more > 0 else ""
        return word(card), say("{problems}: {names}.", problems=problems, names=named)
    if tally["warn"]:
        problems = numbers.counted(tally["warn"], "minor problem")
        where = (
            say(", in {minor:,} of {rows}", minor=sound.minor, rows=numbers.counted(rows, "row")) if sound.minor else ""
        )
        return word(card), f"{problems}{where}" + say(".")
    if tally["pass"]:
        return word(card), say("No check fails on {rows}.", rows=numbers.counted(rows, "row"))
    return word(card), say("There are too few rows to tell.")


def _lacks(card: Card) -> list[str]:
    return [translated(finding.point.title).lower() for finding in card.findings if finding.verdict == "fail"]
