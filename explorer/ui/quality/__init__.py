"""The Quality page."""

from __future__ import annotations

from explorer.ui.quality.page import draw

__all__ = ["draw"]
