"""Gaps: this dataset beside a reference."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.gaps import draw

draw(page.begin("gaps"))
