"""Columns that leave beside the rows' own fields, on the Export page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer.export import added
from explorer.ui.app import controls
from explorer.view import View
from explorer.words import say

_COLUMNS = "export_columns"


def draw(view: View, dialect: str) -> list[str]:
    """A list to choose from: names of the columns that leave with the rows."""
    names, columns = added.offered(view, dialect), view.dataset.columns
    held = st.session_state.get(_COLUMNS, ())
    if any(name not in names for name in held):  # of another dataset, or of one's own that is gone
        st.session_state[_COLUMNS] = [name for name in held if name in names]
    return st.multiselect(
        say("Columns beside the rows' own fields"),
        names,
        format_func=lambda name: controls.name_of(columns[name]),
        placeholder=say("none"),
        key=_COLUMNS,
        select_all=False,
        persist_state="session",
        help=say("Each row gets their values behind its own fields: judgements, lengths, your own columns."),
    )


def listed(names: Sequence[str]) -> str:
    """Names as the command line reads a list of them."""
    return ",".join(map(_quoted, names))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if {",", '"'} & set(name) or name != name.strip() else name
