"""The Review page."""

from __future__ import annotations

from explorer.ui.review.page import draw

__all__ = ["draw"]
