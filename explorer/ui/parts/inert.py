"""Untrusted text on its way to the screen: Markdown is escaped here, HTML in `explorer.markup`.

Streamlit renders labels, captions, help and metrics as Markdown, so text of a dataset goes through `label`; HTML is only
ever made by `html`, which escapes what is put into it.
"""

from __future__ import annotations

import re
from typing import Literal

import streamlit as st

from explorer.markup import Html, Mark, clean, escape, html, join, line, marked

__all__ = ["Html", "Mark", "clean", "escape", "html", "join", "label", "line", "marked", "opening", "show", "spoken"]

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=/@\"'])")
_LINKS = re.compile(r"(?i)(://|www|@)")
_SPEAKER, _ANSWER = "user: ", "\n\nassistant: "  # how a prompt of several turns is written


def label(text: object, limit: int = 200) -> str:
    """One line of Markdown that shows `text` as it is, cut to `limit` characters."""
    # A word joiner keeps Streamlit's Markdown from turning bare addresses into links.
    return _MARKDOWN.sub(r"\\\1", _LINKS.sub("\\1\u2060", line(text, limit)))


def spoken(prompt: str | None) -> str:
    """A prompt as it begins. One of several turns names the role of each: that a user speaks first goes without saying."""
    return (prompt or "").removeprefix(_SPEAKER)


def opening(prompt: str | None) -> str:
    """What a list shows of a prompt: its first turn, where a user speaks it."""
    said = spoken(prompt)
    return said if said == (prompt or "") else said.partition(_ANSWER)[0]


def show(*parts: Html, width: Literal["stretch", "content"] = "stretch") -> None:
    """Put HTML on the page. Streamlit sanitises it once more in the browser."""
    st.html("".join(parts), width=width)
