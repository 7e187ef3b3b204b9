"""Gaps: this dataset beside a reference."""

from __future__ import annotations

from explorer.ui import gaps, page

view = page.begin("Gaps", "What does a dataset that you trust have, and this one lack?", allow_empty=True)
gaps.draw(view)
