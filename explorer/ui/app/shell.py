"""The app around its pages: page set-up, navigation, side bar, and the routes beside the pages."""

from __future__ import annotations

import logging
from typing import Any

import streamlit as st
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager

from explorer import checksums, serving
from explorer.store.cache import foreseen
from explorer.ui import history, state
from explorer.ui.app import downloads, guard, language, login, open_dataset, preload, sidebar
from explorer.ui.app.page_list import PAGES, Page, page
from explorer.ui.parts import inert, problem, style
from explorer.words import say, translated

__all__ = ["PAGES", "Page", "ensure", "entry_of", "middleware", "page", "report_error", "routes", "run"]

# A folder named `pages` makes Streamlit run its files by itself, without this shell, until st.navigation was called
# for the first time: a link to a page other than the first would show that page alone. Hence the word in advance.
PagesManager.uses_pages_directory = False

# Drawn here, since Streamlit's own icons for a tab come from another server.
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#2563c9"/>'
    '<g fill="#fff"><rect x="7" y="17" width="4" height="8" rx="1"/><rect x="14" y="8" width="4" height="17" rx="1"/>'
    '<rect x="21" y="13" width="4" height="12" rx="1"/></g></svg>'
)


def run() -> None:
    """One run of the script: everything that is on the screen."""
    language.begin()
    st.set_page_config(
        page_title=say("SFT dataset explorer"),
        page_icon=_ICON,
        layout="wide",
        initial_sidebar_state=310,
    )
    pages: dict[str, Any] = {}
    sections: dict[str, list[Any]] = {}
    for one in PAGES:
        first = one is PAGES[0]
        url = "" if first else one.name
        seen = "hidden" if one.hidden else "visible"
        pages[url] = st.Page(
            one.file,
            title=say(one.title),
            icon=one.icon,
            url_path=url,
            default=first,
            visibility=seen,
            help=say(one.help),
        )
        sections.setdefault(say(one.section) if one.section else "", []).append(pages[url])
    # Streamlit knows the first page by "/" alone; whoever types its name means it.
    named = st.Page(_go_to_the_first, url_path=PAGES[0].name, title=say(PAGES[0].title), visibility="hidden")
    sections.setdefault("", []).append(named)
    shown = st.navigation(sections, position="top")
    _frame(shown.url_path, pages)
    shown.run()


def _go_to_the_first() -> None:
    state.go("")


def ensure(path: str) -> None:
    """Draw the frame of a page that is run by itself. path: its URL path."""
    if PagesManager.uses_pages_directory:
        language.begin()
        _frame(path, {})


def _frame(path: str, pages: dict[str, Any]) -> None:
    state.begin(path)
    history.record()
    state.put("page", path)
    state.put("pages", pages)
    if state.take("to_overview") and path and pages:
        state.go("")  # the answer comes first, whichever page another dataset was opened from
    state.write_url(path)
    style.apply(entry_of(path))
    login.gate(open_dataset.policy())
    sidebar.draw(open_dataset.look())
    login.draw(open_dataset.policy())
    _tell_notices()


def entry_of(path: str) -> int:
    """The place in the navigation, from 1, of the entry that holds a page; 0 where none does. path: its URL path."""
    entries = list(dict.fromkeys(one.section or one.name for one in PAGES if not one.hidden))
    shown = next((one for one in PAGES if path == ("" if one is PAGES[0] else one.name)), None)
    entry = (shown.section or shown.name) if shown is not None else ""
    return entries.index(entry) + 1 if entry in entries else 0


def _tell_notices() -> None:
    """What was damaged in the cache and is built again, once in a session."""
    known = state.get("noticed")
    last, lines = checksums.since(known if known is not None else checksums.since(0)[0])
    state.put("noticed", last)
    for line in lines[-3:]:
        st.toast(inert.label(translated(line), 300), icon=":material/build:")


def report_error(error: BaseException) -> bool:
    """What a person sees of an error that the page did not foresee; where it is none of ours, the log has the rest."""
    if foreseen(error) is None:
        logging.getLogger(__name__).error("The page failed", exc_info=error)
    failed = say("This page failed: {name}.", name=type(error).__name__)
    problem.show_error(
        error,
        say("{failed} Reload it; if that does not help, the terminal that runs the app says more.", failed=failed),
    )
    return True


def routes() -> list[Any]:
    """Routes beside the pages: below the path under which a proxy shows the app, as the pages are."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return [Route(f"{'/' + base if base else ''}/download/{{token}}", downloads.serve, methods=["GET", "HEAD"])]


def middleware() -> list[Any]:
    """What looks at every request before the app does. ExplorerError where the policy cannot be told: nothing is served then."""
    serving.current()
    return guard.middleware() + preload.middleware([one.name for one in PAGES])
