"""How to show somebody else what is on the screen: the link, and the command that gives the same rows."""

from __future__ import annotations

import os
import shlex
from urllib.parse import urlencode, urlsplit

import streamlit as st

from explorer import custom, serving
from explorer.ui import state
from explorer.ui.app import open_dataset, started
from explorer.ui.app.open_dataset import Opened
from explorer.words import say

_THIS_MACHINE = (None, "localhost", "127.0.0.1", "::1")


def draw(opened: Opened) -> None:
    """A button that opens link and command."""
    with st.popover(say("Share"), icon=":material/link:", type="tertiary", key="share", on_change="rerun") as popover:
        if popover.open:
            st.markdown(say("**Link** to this page with its steps and what is looked at"))
            st.code(link(), language=None, wrap_lines=True)
            st.caption(who_can_open_it())
            if open_dataset.policy().read_only:
                return  # what the command would name is not here
            st.markdown(say("**Command** that gives the same rows"))
            st.code(command("rows", opened), language="bash", wrap_lines=True)


def link() -> str:
    """The address of what is on the screen."""
    public = os.environ.get(serving.URL, "")
    base = f"{public}/{state.get('page') or ''}" if public else (st.context.url or "").split("?")[0]
    if base.count("/") == 2:  # http://host:port
        base += "/"
    return f"{base}?{urlencode(state.parameters(), doseq=True, safe='/')}"


def who_can_open_it() -> str:
    """Whether the link leads others here as well."""
    if urlsplit(link()).hostname in _THIS_MACHINE:
        return say(
            "It opens on this machine alone. To share it, start the app with `sft-explorer serve` (see its `--help`)."
        )
    if open_dataset.policy().people is not None:
        return say("Those who are named for this app can open it, once they have logged in.")
    if open_dataset.policy().read_only:
        return say("Whoever reaches this server can open it, and change nothing.")
    return say("Whoever reaches this server can open it, and can do here what you can.")


def command(verb: str, opened: Opened, *options: str, focus: bool = True) -> str:
    """A command line that does the same, quoted for a POSIX shell. focus: with what is looked at."""
    where = _option("--where", state.focus()) if focus and state.focus() else []
    words = ["python", "-m", "explorer", verb, *opened.source, *where, *kept(opened)]
    return " ".join(quoted(word) for word in [*words, *options])


def kept(opened: Opened) -> list[str]:
    """The options by which a verb keeps the rows that are kept here: steps, decisions, columns of one's own, how rows are read."""
    words = [word for step in state.steps() if step.on for word in _option("--drop", step.text)]
    if not state.by_hand():
        words.append("--no-decisions")
    for text in state.get("column") or ():
        words += _option("--column", text)
    for file in started.python_files():
        words += _option(custom.FLAG, file)
    if opened.options.mapping:
        words += ["--map", opened.options.mapping]
    if state.get("tokeniser") not in (None, "", state.ENCODINGS_DEFAULT):
        words += ["--encoding", state.get("tokeniser")]
    return words


def _option(name: str, value: str) -> list[str]:
    # "=" keeps an expression that begins with a minus from being read as an option.
    return [f"{name}={value}"] if value.startswith("-") else [name, value]


def quoted(word: str) -> str:
    """`word` for a shell. SQL is full of single quotes, which read better, and work everywhere, in double ones."""
    if "'" in word and not set(word) & set('"$`\\!%\n'):
        return f'"{word}"'
    return shlex.quote(word)
