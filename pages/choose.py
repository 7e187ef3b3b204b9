"""Choose: the best N rows, beside what chance gives."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.choose import draw

draw(page.begin("choose"))
