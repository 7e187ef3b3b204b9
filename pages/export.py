"""Export: take the kept rows away, with a recipe that makes the same file again."""

from __future__ import annotations

from explorer.ui import page, taking

view = page.begin("Export", "What leaves, what stays behind, and how is it repeated?")
taking.draw(view)
