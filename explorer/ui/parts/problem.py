"""What went wrong, and what to do next: the one place that puts an error on the screen.

Names in it come from data and are escaped; paths of this machine are left out where the app is shared for looking.
"""

from __future__ import annotations

import streamlit as st

from explorer.store.cache import foreseen
from explorer.ui.app import open_dataset
from explorer.ui.parts import inert
from explorer.words import say, translated

_LONGEST = 500  # characters of a message, and of a hint


def show(message: str, hint: str = "") -> None:
    """A sentence, and a hint below it."""
    text, more = (inert.label(open_dataset.public(translated(part)), _LONGEST) for part in (message, hint))
    st.error(f"{text}  \n{more}" if more else text, icon=":material/error:")


def show_error(error: BaseException, otherwise: str = "") -> None:
    """What an error says. otherwise: the sentence for one that is none of this project's, whose own words may name paths."""
    told = foreseen(error)
    show(*(told.message, told.hint) if told is not None else (otherwise or say("A file could not be read."), ""))
