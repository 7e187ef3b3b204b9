"""Browse: the rows as a table, and a reader for each of them."""

from __future__ import annotations

from explorer.ui import browse, page

view = page.begin("Browse", "What do the rows say?")
browse.draw(view)
