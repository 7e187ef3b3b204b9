"""Overview: what the data is, its headline numbers, its ledger, its fields, and its first rows."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.overview import draw

draw(page.begin("overview"))
