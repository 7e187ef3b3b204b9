"""The gaps in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.gaps.labels import LabelGap
from explorer.gaps.measure import ClusterGap

_MOST = 3  # sentences about labels, and about clusters


def share(value: float) -> str:
    """A share with as many digits as tell it from zero."""
    return f"{value * 100:.1f} %" if value >= 0.0005 or not value else "less than 0.1 %"


def label_sentences(gaps: Sequence[LabelGap], column: str) -> list[tuple[str, str]]:
    """(value, what is to be said of it) of the widest gaps. column: what the values are, such as "ability"."""
    lacking = [gap for gap in gaps if gap.verdict != "even"]
    said = []
    for gap in sorted(lacking, key=lambda gap: gap.share_here - gap.share_there)[:_MOST]:
        here = f"this dataset {share(gap.share_here)}" if gap.here else "this dataset nothing"
        said.append((gap.value, f"the reference gives this {column} {share(gap.share_there)} of its rows, {here}"))
    return said


def cluster_sentences(gaps: Sequence[ClusterGap]) -> list[tuple[str, str]]:
    """(name, what is to be said of it) of the clusters that are missing most."""
    lacking = sorted((gap for gap in gaps if gap.verdict == "missing"), key=lambda gap: -gap.share_there)
    return [
        (gap.name, f"{share(gap.share_there)} of the reference, {share(gap.share_here)} of this dataset")
        for gap in lacking[:_MOST]
    ]
