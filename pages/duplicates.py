"""Duplicates: copies, near copies, rows of the same meaning, and conflicts."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.duplicates import draw

draw(page.begin("duplicates"))
