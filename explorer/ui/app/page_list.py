"""The pages of the app, in the order of the navigation: a new page is one entry here, and the file that it names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from explorer.app_files import page_file
from explorer.words import later


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
        "judge",
        later("Judge"),
        ":material/gavel:",
        later("Grades by a model of your choice, held against your own."),
        later("What does a model of your choice think of the answers?"),
        needs=("tokens",),
        section=later("Explore"),
        judges=True,
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
