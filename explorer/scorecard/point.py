"""What a point of the scorecard is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Section = Literal["Length", "Answers", "Diversity", "Reasoning", "Copies", "Form"]


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the scorecard.

    rows: expressions; a row counts where any of them holds. Names in braces are settings of the profile, and what follows
    from them (see `explorer.scorecard.measures`).
    among: expression of the rows that the share is taken of; "" for all kept rows.
    what: goes on "12 of 400 rows (3 %) …". low: True where less is worse. blame: expression of the rows to look at, where
    it is not `rows`. measure: "share", or the name of a measure of its own (see `explorer.scorecard.measures`).
    """

    id: str
    section: Section
    title: str
    why: str
    todo: str
    rows: tuple[str, ...] = ()
    what: str = ""
    among: str = ""
    low: bool = False
    blame: str = ""
    measure: str = "share"
