"""The Gaps page."""

from __future__ import annotations

from explorer.ui.gaps.page import draw

__all__ = ["draw"]
