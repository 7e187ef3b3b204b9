"""Lengths: which rows are too long or too short."""

from __future__ import annotations

from explorer.ui import lengths, page

lengths.take_drawn()
view = page.begin("Lengths", "Which rows are too long or too short?", needs=("tokens",))
lengths.draw(view)
