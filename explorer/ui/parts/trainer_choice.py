"""How a trainer is set up, asked the same way wherever it matters: which one, how long a row may be, which template."""

from __future__ import annotations

import streamlit as st

from explorer.trainers import BY_NAME, TEMPLATES, TRAINERS, Trainer
from explorer.ui import state
from explorer.words import say, translated

DEFAULT_LENGTH = 4096
_TEMPLATE = "chatml"


def trainer(key: str) -> Trainer:
    """One of the trainers. key: the widget's, kept for the session."""
    chosen = st.selectbox(
        say("Trainer"),
        list(BY_NAME),
        format_func=lambda name: translated(BY_NAME[name].label),
        width=170,
        key=key,
        persist_state="session",
    )
    return BY_NAME.get(chosen, TRAINERS[0])


def max_length(help: str | None = None) -> int:
    """Tokens of a row, the same on every page and in its address."""
    typed = st.number_input(
        say("Maximum length, in tokens"),
        min_value=1,
        max_value=1_000_000,
        step=256,
        width=210,
        help=help,
        **state.remember("max_length", DEFAULT_LENGTH),
    )
    return typed if isinstance(typed, int) and typed > 0 else DEFAULT_LENGTH


def template(help: str | None = None) -> str:
    """The chat template that tokens are counted with, the same on every page and in its address."""
    chosen = st.selectbox(
        say("Chat template"),
        list(TEMPLATES),
        format_func=lambda name: translated(TEMPLATES[name].label),
        width=170,
        help=help,
        **state.remember("template", _TEMPLATE),
    )
    return chosen if chosen in TEMPLATES else _TEMPLATE
