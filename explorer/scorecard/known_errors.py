"""How often the judgements are known to err, and what that leaves of a share.

The counts come from `benchmarks.judgement --heldout`, on rows that trained nothing (their scores were looked at, and many of their
forms are the rules' authors' own; README says which). They are made anew with the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from explorer import labels
from explorer.effects import wilson
from explorer.scorecard.measured import Counts
from explorer.words import say


class Errors(NamedTuple):
    """Labelled rows of a judgement in one language. found, missed: of those with the fault. alarms: rows without it that were flagged."""

    found: int
    missed: int
    alarms: int

    @property
    def precision(self) -> float:
        """Share of flagged rows that have the fault."""
        return self.found / (self.found + self.alarms)

    @property
    def recall(self) -> float:
        """Share of rows with the fault that are flagged."""
        return self.found / (self.found + self.missed)


KNOWN: Mapping[str, Mapping[str, Errors]] = {
    "refused": {"en": Errors(496, 46, 1), "zh": Errors(24, 1, 10)},
    "truncated": {"en": Errors(67, 24, 1), "zh": Errors(162, 73, 0)},
    "personal": {"en": Errors(275, 50, 0), "zh": Errors(200, 0, 0)},
    "bare": {"en": Errors(191, 69, 2), "zh": Errors(60, 0, 0)},
}
"""Point of the scorecard -> language -> errors."""


def in_words(share: float, bounds: tuple[float, float]) -> str:
    """What a measured share is likely to be, in a sentence."""
    shown = [f"{value * 100:.2f} %" if value < 0.01 else labels.share(value) for value in (share, *bounds)]
    return say(
        "That is {share}, likely {low} to {high} by its known errors.", share=shown[0], low=shown[1], high=shown[2]
    )


def likely(point: str, share: float, counts: Counts) -> tuple[float, float] | None:
    """(low, high) of the true share behind a measured one; None where the point's errors are not known, or nothing was found.

    Low: what is surely right of the flagged rows, if none was missed. High: what may be right, and the rows that are missed beside
    it. Both with the bounds (95 %, Wilson) that so many labelled rows leave of precision and recall.
    """
    errors = KNOWN.get(point)
    if errors is None or not share:
        return None
    known = errors["zh" if _mostly_chinese(counts) else "en"]
    precision = wilson(known.found, known.found + known.alarms)
    recall = wilson(known.found, known.found + known.missed)
    return share * precision[0], min(1.0, share * precision[1] / recall[0])


def _mostly_chinese(counts: Counts) -> bool:
    languages = dict(counts.values.get("language", ()))
    return 2 * languages.get("zh", 0) > sum(languages.values())
