"""Trainers: what would become of the rows in training."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.trainers import draw

draw(page.begin("trainers"))
