"""Categories: how rows spread over a column's values."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.categories import draw

draw(page.begin("categories"))
