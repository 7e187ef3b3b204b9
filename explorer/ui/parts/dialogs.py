"""Which dialog is open.

Streamlit draws a dialog in the run in which its button was pressed, and closes it in the next run of the whole script.
The app reruns whole by itself as well (a layer is built, another person decided), so what is open is kept with the
session and drawn in every run until it is dismissed: nobody loses a note half written.
"""

from __future__ import annotations

from typing import Any

from explorer.ui import state

_NAME = "dialog"


def show(name: str, of: Any = None) -> None:
    """Open a dialog: a button's `on_click`, since a press that a run reads later is lost where that run is cut short.

    of: what it is about (a row's id); that of another is another dialog.
    """
    state.put(_NAME, (name, of))


def is_open(name: str, of: Any = None) -> bool:
    """Whether to draw this dialog now."""
    return bool(state.get(_NAME) == (name, of))


def close() -> None:
    """No dialog is open: what its own cross does, and what follows a button that does its work."""
    state.put(_NAME, None)


def leave(page: str) -> None:
    """Close what was open on another page. page: name of the page that is shown."""
    if state.get("dialog_page") != page:
        close()
        state.put("dialog_page", page)
