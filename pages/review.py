"""Review: read rows one after the other, and decide."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.review import draw

draw(page.begin("review"))
