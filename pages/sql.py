"""SQL: one SELECT over the rows, as a table and a chart."""

from __future__ import annotations

from explorer.ui.app import page
from explorer.ui.sql import draw

draw(page.begin("sql"))
