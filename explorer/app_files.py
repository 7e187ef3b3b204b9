"""Where the app's own files are: beside the package in a checkout, inside the package once it is installed.

A checkout keeps `app.py`, `pages/`, `sample_data/` and `.streamlit/` at the top. A wheel carries them in
`explorer/_app/`, since those names at the top of site-packages would belong to everybody.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_app"

CHECKOUT: Path | None = None if _INSTALLED.is_dir() else _PACKAGE.parent
"""The project's folder, where the code runs from one; None where it is installed."""

FOLDER = CHECKOUT or _INSTALLED
"""The folder that holds all of the app's own files."""

APP = FOLDER / "app.py"
"""The script that Streamlit runs. It takes its settings from `.streamlit/config.toml` beside it."""

SETTINGS = FOLDER / ".streamlit" / "config.toml"
"""Streamlit's settings for the app: theme, and what keeps it to this machine."""

SAMPLE = FOLDER / "sample_data" / "sft_sample.jsonl"
"""What the app opens on when it is started without a source."""


def page_file(name: str) -> Path:
    """The script of a page. name: the page's name, such as "map"."""
    return FOLDER / "pages" / f"{name}.py"


SAMPLE_WORD = "sample"
"""Names the shipped sample wherever a source is named; it wins over a file of that name."""


def source_name(word: str) -> str:
    """A source as it is opened: what the user wrote, or where the sample lies."""
    return str(SAMPLE) if word == SAMPLE_WORD else word
