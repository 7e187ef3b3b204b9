"""The app around its pages: page set-up, navigation, side bar, and the routes beside the pages."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager

from explorer.ui import downloads, opening, sidebar, state, style, warming

# A folder named `pages` makes Streamlit run its files by itself, without this shell, until st.navigation was called
# for the first time: a link to a page other than the first would show that page alone. Hence the word in advance.
PagesManager.uses_pages_directory = False

_ROOT = Path(__file__).resolve().parents[2]

# Drawn here, since Streamlit's own icons for a tab come from another server.
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#2563c9"/>'
    '<g fill="#fff"><rect x="7" y="17" width="4" height="8" rx="1"/><rect x="14" y="8" width="4" height="17" rx="1"/>'
    '<rect x="21" y="13" width="4" height="12" rx="1"/></g></svg>'
)

# (URL path, file, title, icon, help)
_PAGES = (
    ("", "overview.py", "Overview", ":material/dashboard:", "What the data is, and its first rows."),
    ("browse", "browse.py", "Browse", ":material/table_rows:", "The rows, and a reader for each of them."),
    ("lengths", "lengths.py", "Lengths", ":material/straighten:", "Token counts by role, and rows out of bounds."),
    ("categories", "categories.py", "Categories", ":material/bar_chart:", "How rows spread over categories."),
    ("map", "map.py", "Map", ":material/scatter_plot:", "Rows by meaning: topics, gaps, and rows like one another."),
    ("gaps", "gaps.py", "Gaps", ":material/compare:", "What a reference dataset has and this one lacks."),
    ("quality", "quality.py", "Quality", ":material/rule:", "Rejected lines, checks and duplicates."),
    ("trainers", "trainers.py", "Trainers", ":material/model_training:", "What four trainers would do with each row."),
    ("export", "export.py", "Export", ":material/download:", "Take the kept rows away."),
)


def run() -> None:
    """One run of the script: everything that is on the screen."""
    st.set_page_config(
        page_title="SFT dataset explorer",
        page_icon=_ICON,
        layout="wide",
        initial_sidebar_state=310,
    )
    pages = {
        path: st.Page(_ROOT / "pages" / file, title=title, icon=icon, url_path=path, default=not path, help=told)
        for path, file, title, icon, told in _PAGES
        if (_ROOT / "pages" / file).exists()
    }
    shown = st.navigation(list(pages.values()), position="top")
    _frame(shown.url_path, pages)
    shown.run()


def ensure(path: str) -> None:
    """Draw the frame of a page that is run by itself. path: its URL path."""
    if PagesManager.uses_pages_directory:
        _frame(path, {})


def _frame(path: str, pages: dict[str, Any]) -> None:
    state.begin(path)
    state.put("pages", pages)
    state.write_url(path)
    style.apply()
    sidebar.draw(opening.look())


def report_error(error: BaseException) -> bool:
    """What a person sees of an error that nobody foresaw; the log has the rest."""
    logging.getLogger(__name__).error("The page failed", exc_info=error)
    st.error(
        f"This page failed: {type(error).__name__}. Reload it; if that does not help, the terminal that runs the app says more.",
        icon=":material/error:",
    )
    return True


def routes() -> list[Any]:
    """Routes beside the pages."""
    return [Route("/download/{token}", downloads.serve, methods=["GET", "HEAD"])]


def middleware() -> list[Any]:
    """What looks at every request before the app does."""
    return warming.middleware()
