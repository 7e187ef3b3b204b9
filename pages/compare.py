"""Compare: before and after the drops, two versions, or a dataset beside another."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.compare import draw

draw(page.begin("compare"))
