"""The Map page."""

from __future__ import annotations

from explorer.ui.map.page import draw

__all__ = ["draw"]
