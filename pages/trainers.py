"""Trainers: what would become of the rows in training."""

from __future__ import annotations

from explorer.ui import page, trainers

view = page.begin("Trainers", "What would a trainer do with these rows?", needs=("tokens", "trainers"))
trainers.draw(view)
