"""The page of lengths: a cutoff that says what it keeps, and the rows at the ends."""

from __future__ import annotations

from explorer.ui.lengths.limits import take_drawn
from explorer.ui.lengths.page import draw

__all__ = ["draw", "take_drawn"]
