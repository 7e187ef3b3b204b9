"""Quality: what is wrong with the rows and lines."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.quality import draw

draw(page.begin("quality"))
