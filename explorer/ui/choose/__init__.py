"""The Choose page."""

from __future__ import annotations

from explorer.ui.choose.page import draw

__all__ = ["draw"]
