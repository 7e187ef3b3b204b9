"""Map: rows by meaning."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.map import draw

draw(page.begin("map"))
