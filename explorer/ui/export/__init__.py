"""The Export page."""

from __future__ import annotations

from explorer.ui.export.page import draw

__all__ = ["draw"]
