"""The Browse page."""

from __future__ import annotations

from explorer.ui.browse.page import draw

__all__ = ["draw"]
