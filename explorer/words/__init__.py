"""What the app says, in the reader's language. The English sentence is the key; `zh.po` holds the Chinese one.

    say("{rows:,} rows dropped", rows=3)       a sentence of the app's own
    plural("{n:,} row", "{n:,} rows", 3)       one that goes by a number
    ABOUT = later("About this map")            said when it is shown: say(ABOUT)
    translated(error.message)                  a sentence that the core made in English, known again by its pattern

Nothing is translated unless somebody has said so: the command line, reports and JSON stay English.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Protocol

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "zh": "中文"}
"""Languages that the app speaks, by the code that the address says, each named in itself."""

_spoken: ContextVar[str] = ContextVar("language")
_asked: list[Callable[[], str | None]] = []


class _Column(Protocol):
    """What this needs of `explorer.columns.Column`."""

    @property
    def label(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def group(self) -> str: ...


def language() -> str:
    """The language that is spoken here and now."""
    held = _spoken.get(None)
    if held is not None:
        return held
    for ask in _asked:
        if (found := ask()) is not None:
            _spoken.set(found)
            return found
    return ENGLISH


def speak(chosen: str) -> None:
    """Speak this language from now on, in this run of the script."""
    _spoken.set(chosen)


@contextlib.contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Speak this language for as long as it lasts."""
    token = _spoken.set(chosen)
    try:
        yield
    finally:
        _spoken.reset(token)


def ask_first(ask: Callable[[], str | None]) -> None:
    """Where no language was set yet, as in a callback, which runs before the script: what to ask; None where it cannot tell."""
    _asked[:] = [ask]


def preferred(locale: str | None) -> str:
    """The language for somebody whose browser asks for this one: `zh-CN`, `en-GB`, …"""
    code = (locale or "").replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else ENGLISH


# ---- sentences ----


def say(text: str, /, *, about: str = "", **values: object) -> str:
    """A sentence with its values filled in. text: English, literally at this place or marked by `later` at another.

    about: tells two uses of one English word apart that are two words elsewhere.
    """
    said = _in_language(text, about)
    return said.format(**values) if values else said


def plural(one: str, many: str, n: int, /, **values: object) -> str:
    """A sentence that goes by a number: `n` in its placeholders."""
    return _in_language(one if n == 1 else many, "").format(n=n, **values)


def _in_language(text: str, about: str) -> str:
    chosen = language()
    if chosen == ENGLISH:
        return text
    from explorer.words import catalogue

    return catalogue.load(chosen).own.get((about, text), text)


def later(text: str, *, about: str = "") -> str:
    """The text itself, marked as one that `say` says somewhere else, about the same thing."""
    del about
    return text


def translated(text: str) -> str:
    """A sentence of the core, which is English; as it stands where it is not known."""
    chosen = language()
    if chosen == ENGLISH or not text:
        return text
    from explorer.words import catalogue

    return catalogue.load(chosen).recognised(text)


def counterpart(text: str) -> str:
    """Words that an address took over from the app in another language, in this one; what is not known as it stands."""
    from explorer.words import catalogue

    if (chosen := language()) != ENGLISH:
        return catalogue.load(chosen).of_english(text)
    others = (code for code in LANGUAGES if code != ENGLISH and not text.isascii())
    return next((found for code in others if (found := catalogue.load(code).to_english(text)) != text), text)


def column_label(column: _Column) -> str:
    """The words of a column. A field of the source has a name, which stays."""
    return column.label if column.group == "field" else translated(column.label)


def column_help(column: _Column) -> str:
    """How a column is computed."""
    return translated(column.help)
