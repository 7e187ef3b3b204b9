"""The page Trainers: what becomes of the rows in training."""

from __future__ import annotations

from explorer.ui.trainers.page import draw

__all__ = ["draw"]
