"""The app around its pages: page set-up, navigation, side bar, and the routes beside the pages."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager

from explorer import checksums, serving
from explorer.app_files import page_file
from explorer.store.cache import foreseen
from explorer.ui import history, state
from explorer.ui.app import downloads, guard, language, login, open_dataset, preload, sidebar
from explorer.ui.parts import inert, problem, style
from explorer.words import later, say, translated

# A folder named `pages` makes Streamlit run its files by itself, without this shell, until st.navigation was called
# for the first time: a link to a page other than the first would show that page alone. Hence the word in advance.
PagesManager.uses_pages_directory = False

# Drawn here, since Streamlit's own icons for a tab come from another server.
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#2563c9"/>'
    '<g fill="#fff"><rect x="7" y="17" width="4" height="8" rx="1"/><rect x="14" y="8" width="4" height="17" rx="1"/>'
    '<rect x="21" y="13" width="4" height="12" rx="1"/></g></svg>'
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the app: `pages/NAME.py` wires it, `explorer.ui.NAME` draws it, /NAME is its URL (the first page's is /).

    question: what the page answers; it stands below the title. section: the entry of the navigation that it stands under, "" for one of its own.
    hidden: reached by links and addresses alone. needs: layers without which the page makes no sense.
    allow_empty: the page has something to say of a dataset without rows, or where no row is kept. judges: it is about all that
    is kept, whatever is looked at.
    """

    name: str
    title: str
    icon: str
    help: str
    question: str
    section: str = ""
    hidden: bool = False
    needs: tuple[str, ...] = ()
    allow_empty: bool = False
    judges: bool = False

    @property
    def file(self) -> Path:
        """The script that Streamlit runs."""
        return page_file(self.name)


PAGES: tuple[Page, ...] = (
    Page(
        "overview",
        later("Overview"),
        ":material/dashboard:",
        later("Whether the data is fit to train on, and what is wrong with it."),
        later("Is it fit to train on, and why not?"),
        allow_empty=True,
    ),
    Page(
        "review",
        later("Review"),
        ":material/fact_check:",
        later("Read rows one after the other, and decide."),
        later("Which rows should stay, and which should go?"),
        allow_empty=True,
    ),
    Page(
        "browse",
        later("Browse"),
        ":material/table_rows:",
        later("The rows, and a reader for each of them."),
        later("What do the rows say?"),
        hidden=True,
    ),
    Page(
        "lengths",
        later("Lengths"),
        ":material/straighten:",
        later("Token counts by role, and rows out of bounds."),
        later("Which rows are too long or too short?"),
        needs=("tokens",),
        section=later("Explore"),
    ),
    Page(
        "categories",
        later("Categories"),
        ":material/bar_chart:",
        later("How rows spread over categories."),
        later("Is every kind of row there, and in balance?"),
        section=later("Explore"),
    ),
    Page(
        "map",
        later("Map"),
        ":material/scatter_plot:",
        later("Rows by meaning: topics, gaps, and rows like one another."),
        later("What is the data about, and what is missing?"),
        allow_empty=True,
        section=later("Explore"),
    ),
    Page(
        "sql",
        later("SQL"),
        ":material/database:",
        later("Ask anything: one SELECT over the rows, as a table and a chart."),
        later("What else would you like to know?"),
        section=later("Explore"),
    ),
    Page(
        "duplicates",
        later("Duplicates"),
        ":material/content_copy:",
        later("Copies, near copies, rows of the same meaning, and answers that contradict one another."),
        later("What stands there more than once, and which row should stay?"),
        needs=("duplicates",),
        section=later("Explore"),
    ),
    Page(
        "compare",
        later("Compare"),
        ":material/compare_arrows:",
        later("Before and after the drops, two versions, or another dataset."),
        later("What differs, and did it get better?"),
        allow_empty=True,
        section=later("Compare"),
        judges=True,
    ),
    Page(
        "gaps",
        later("Gaps"),
        ":material/compare:",
        later("What a reference dataset has and this one lacks."),
        later("What does a dataset that you trust have, and this one lack?"),
        allow_empty=True,
        section=later("Compare"),
        hidden=True,
    ),
    Page(
        "contamination",
        later("Contamination"),
        ":material/policy:",
        later("Rows that hold questions of a benchmark, or of your own test split."),
        later("Does it hold what a model will be tested on?"),
        section=later("Compare"),
    ),
    Page(
        "quality",
        later("Quality"),
        ":material/rule:",
        later("Rejected lines, checks and duplicates."),
        later("What is wrong, and which rows are to blame?"),
        allow_empty=True,
        section=later("Explore"),
    ),
    Page(
        "trainers",
        later("Trainers"),
        ":material/model_training:",
        later("What the trainers would do with each row."),
        later("What would a trainer do with these rows?"),
        needs=("tokens", "trainers"),
        section=later("Ship"),
        judges=True,
    ),
    Page(
        "choose",
        later("Choose"),
        ":material/checklist:",
        later("The best N rows, beside what chance gives."),
        later("Which rows are the best of so many?"),
        needs=("tokens",),
        section=later("Ship"),
        judges=True,
    ),
    Page(
        "export",
        later("Export"),
        ":material/download:",
        later("Take the kept rows away."),
        later("What leaves, what stays behind, and how is it repeated?"),
        section=later("Ship"),
        judges=True,
    ),
)
"""All pages, in the order of the navigation. The first is the one that the app opens with."""


def page(name: str) -> Page:
    """The page of a name. Raises KeyError where there is none."""
    return {one.name: one for one in PAGES}[name]


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
    shown = st.navigation(sections, position="top")
    _frame(shown.url_path, pages)
    shown.run()


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
