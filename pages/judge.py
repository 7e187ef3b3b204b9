"""Judge: grades of rows by a model of the user's choice, held against the user's own."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.judge import draw

draw(page.begin("judge"))
