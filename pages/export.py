"""Export: take the kept rows away, with a recipe that makes the same file again."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.export import draw

draw(page.begin("export"))
