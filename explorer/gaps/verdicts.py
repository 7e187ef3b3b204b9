"""When something is missing, and how many rows would even it out."""

from __future__ import annotations

import math
from typing import Literal

Verdict = Literal["missing", "thin", "even"]

FAIR = 0.005
"""Share of the reference from which a lack is worth a word…"""
FEWEST = 3
"""…and rows of it, since one or two are no sign of anything."""
NEARLY_NONE = 0.05
"""Part of the reference's share up to which something is missing."""
THIN = 1 / 3
"""Part of the reference's share below which something is thin."""
MOST = 0.5
"""Share of this dataset that rows are added up to."""


def judge(here: int, rows_here: int, there: int, rows_there: int) -> Verdict:
    """Missing, thin or even: rows of a kind here and in the reference, and all rows of each."""
    if there < FEWEST or there < FAIR * rows_there:
        return "even"
    ratio = (here / rows_here if rows_here else 0.0) / (there / rows_there)
    if ratio <= NEARLY_NONE:
        return "missing"
    return "thin" if ratio < THIN else "even"


def to_add(here: int, rows_here: int, there: int, rows_there: int) -> int:
    """Rows of the kind that bring its share to the reference's: they make the dataset larger as well.

    Where the reference has little else, they bring it to half of the dataset: its whole share would take many times the
    rows that there are. Where there is no row here, they are those of the reference.
    """
    if not rows_here:
        return there
    share = min(there / rows_there, MOST)
    # (here + more) / (rows + more) = share
    return max(0, math.ceil((share * rows_here - here) / (1 - share) - 1e-9))
