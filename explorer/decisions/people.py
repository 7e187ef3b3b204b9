"""Who decides, and names as they can be kept."""

from __future__ import annotations

import getpass
import os

VARIABLE = "EXPLORER_USER"


def person() -> str:
    """The person at this machine: the variable EXPLORER_USER, else the name of the login."""
    try:
        return os.environ.get(VARIABLE) or getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name for this user's number
        return "unknown"


def person_is_named() -> bool:
    """Whether the variable says who it is, whatever machine the browser is on."""
    return bool(os.environ.get(VARIABLE))


def readable(text: str) -> str:
    """Text without the lone surrogates that neither SQLite nor Arrow takes."""
    return text.encode("utf-8", "replace").decode()
