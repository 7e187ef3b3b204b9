"""The Overview page."""

from __future__ import annotations

from explorer.ui.overview.page import draw

__all__ = ["draw"]
