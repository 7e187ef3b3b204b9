"""The gaps in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.gaps.labels import LabelGap
from explorer.gaps.measure import ClusterGap
from explorer.words import later, say

_COLUMNS = {"ability": later("ability"), "language": later("language"), "domain": later("domain")}
_MOST = 3  # sentences about labels, and about clusters


def share(value: float) -> str:
    """A share with as many digits as tell it from zero."""
    return f"{value * 100:.1f} %" if value >= 0.0005 or not value else say("less than 0.1 %")


def label_sentences(gaps: Sequence[LabelGap], column: str) -> list[tuple[str, str]]:
    """(value, what is to be said of it) of the widest gaps. column: what the values are, such as "ability"."""
    lacking = [gap for gap in gaps if gap.verdict != "even"]
    said = []
    for gap in sorted(lacking, key=lambda gap: gap.share_here - gap.share_there)[:_MOST]:
        here = say("this dataset {share}", share=share(gap.share_here)) if gap.here else say("this dataset nothing")
        told = say(
            "the reference gives this {column} {share} of its rows, {here}",
            column=say(_COLUMNS[column]),
            share=share(gap.share_there),
            here=here,
        )
        said.append((gap.value, told))
    return said


def cluster_sentences(gaps: Sequence[ClusterGap]) -> list[tuple[str, str]]:
    """(name, what is to be said of it) of the clusters that are missing most."""
    lacking = sorted((gap for gap in gaps if gap.verdict == "missing"), key=lambda gap: -gap.share_there)
    return [
        (
            gap.name,
            say(
                "{there} of the reference, {here} of this dataset",
                there=share(gap.share_there),
                here=share(gap.share_here),
            ),
        )
        for gap in lacking[:_MOST]
    ]
