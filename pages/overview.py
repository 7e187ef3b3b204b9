"""Overview: what the data is, its headline numbers, its ledger, its fields, and its first rows."""

from __future__ import annotations

from explorer.ui import overview, page

view = page.begin("Overview", "What is in this dataset, and is all of it accounted for?", allow_empty=True)
overview.draw(view)
