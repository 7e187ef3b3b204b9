"""Browse: the rows as a table, and a reader for each of them."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.browse import draw

draw(page.begin("browse"))
