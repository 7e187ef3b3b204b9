"""Categories: how rows spread over a column's values."""

from __future__ import annotations

from explorer.ui import categories, page

view = page.begin("Categories", "Is every kind of row there, and in balance?")
categories.draw(view)
