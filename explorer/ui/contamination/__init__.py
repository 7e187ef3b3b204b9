"""The Contamination page."""

from __future__ import annotations

from explorer.ui.contamination.page import draw

__all__ = ["draw"]
