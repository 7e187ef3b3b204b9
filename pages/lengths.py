"""Lengths: which rows are too long or too short."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.lengths import draw, take_drawn

take_drawn()
draw(page.begin("lengths"))
