"""The first rows of the result, as they will stand in the file."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from explorer.errors import ExplorerError
from explorer.export import ExportOptions
from explorer.export.first_rows import first_rows
from explorer.markup import clean
from explorer.ui.parts import problem
from explorer.ui.parts.cached import ask
from explorer.view import View
from explorer.words import say

_LONGEST = 480  # characters of a row that are shown: no box that scrolls inside the page


def draw(view: View, options: ExportOptions) -> None:
    """An expander with the first rows; they are read while it is open."""
    with st.expander(
        say("First rows of the result"), True, key="first_rows", on_change="rerun", icon=":material/table_rows:"
    ) as box:
        if not box.open:
            return
        try:
            found: list[str] = ask(first_rows, view, options)
        except (ExplorerError, OSError) as error:
            problem.show_error(error, say("The rows cannot be read from their source."))
            return
        language: Literal["json"] | None = None if options.format == "csv" else "json"
        st.code("\n".join(_shortened(text) for text in found), language=language, wrap_lines=True)


def _shortened(text: str) -> str:
    text = clean(text)
    rest = len(text) - _LONGEST
    return text if rest <= 0 else say("{text} … {rest:,} more characters", text=text[:_LONGEST], rest=rest)
