"""Map: rows by meaning."""

from __future__ import annotations

from explorer.ui import meaning, page

view = page.begin("Map", "What is the data about, and what is missing?", allow_empty=True)
meaning.draw(view)
