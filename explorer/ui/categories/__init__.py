"""The Categories page."""

from __future__ import annotations

from explorer.ui.categories.page import draw

__all__ = ["draw"]
