"""Quality: what is wrong with the rows and lines."""

from __future__ import annotations

from explorer.ui import page, quality

view = page.begin("Quality", "What is wrong, and which rows are to blame?", allow_empty=True)
quality.draw(view)
