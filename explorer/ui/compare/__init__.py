"""The Compare page."""

from __future__ import annotations

from explorer.ui.compare.page import draw

__all__ = ["draw"]
