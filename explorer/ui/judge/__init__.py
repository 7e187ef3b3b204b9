"""The Judge page."""

from __future__ import annotations

from explorer.ui.judge.page import draw

__all__ = ["draw"]
