"""The app around its pages: page set-up, navigation, side bar, and the routes beside the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager

from explorer.ui import downloads, opening, sidebar, state, style

# A folder named `pages` makes Streamlit run its files by itself, without this shell, until st.navigation was called
# for the first time: a link to a page other than the first would show that page alone. Hence the word in advance.
PagesManager.uses_pages_directory = False

_ROOT = Path(__file__).resolve().parents[2]

# (URL path, file, title, icon, help)
_PAGES = (
    ("", "overview.py", "Overview", ":material/dashboard:", "What the data is, and its first rows."),
    ("browse", "browse.py", "Browse", ":material/table_rows:", "The rows, and a reader for each of them."),
    ("lengths", "lengths.py", "Lengths", ":material/straighten:", "Token counts by role, and rows out of bounds."),
    ("categories", "categories.py", "Categories", ":material/bar_chart:", "How rows spread over categories."),
    ("quality", "quality.py", "Quality", ":material/rule:", "Rejected lines, checks and duplicates."),
    ("export", "export.py", "Export", ":material/download:", "Take the kept rows away."),
)


def run() -> None:
    """One run of the script: everything that is on the screen."""
    st.set_page_config(
        page_title="SFT dataset explorer",
        page_icon=":material/dataset:",
        layout="wide",
        initial_sidebar_state="expanded",
    )
    state.begin()
    pages = {
        path: st.Page(_ROOT / "pages" / file, title=title, icon=icon, url_path=path, default=not path, help=told)
        for path, file, title, icon, told in _PAGES
        if (_ROOT / "pages" / file).exists()
    }
    state.put("pages", pages)
    shown = st.navigation(list(pages.values()), position="top")
    state.write_url(shown.url_path)
    style.apply()
    opened = opening.look()
    sidebar.draw(opened)
    shown.run()


def routes() -> list[Any]:
    """Routes beside the pages."""
    return [Route("/download/{token}", downloads.serve, methods=["GET", "HEAD"])]
