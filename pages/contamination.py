"""Contamination: rows that hold items of a benchmark or another reference."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.contamination import draw

draw(page.begin("contamination"))
