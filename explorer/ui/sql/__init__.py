"""The SQL page: one SELECT over the rows, its result as a table and a chart."""

from __future__ import annotations

from explorer.ui.sql.page import draw

__all__ = ["draw"]
