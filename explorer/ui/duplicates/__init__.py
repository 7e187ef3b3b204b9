"""The Duplicates page."""

from __future__ import annotations

from explorer.ui.duplicates.page import draw

__all__ = ["draw"]
