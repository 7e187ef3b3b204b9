"""Untrusted text made harmless: HTML is only ever made here, and everything that is put into it is escaped.

Names of files, columns and fields, and every text of a dataset, are data.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import NamedTuple

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]")
_CONTROLS = {code: chr(0x2400 + code) for code in range(32) if code not in (9, 10, 13)} | {127: "\u2421"}


def clean(text: str) -> str:
    """`text` with control characters made visible (NUL as ␀) and lone surrogates replaced."""
    return text.translate(_CONTROLS).encode("utf-8", "replace").decode("utf-8")


def line(text: object, limit: int = 60) -> str:
    """One line of plain text for places that do not render Markdown (options, table heads), cut to `limit`."""
    # Far more than is shown, far less than a text of 50 MB.
    found = " ".join(_INVISIBLE.sub("", clean(str(text)[: 4 * limit + 1])).split())
    return found if len(found) <= limit else found[: limit - 1] + "…"


_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#!|~$&@]|:(?=//))")


def markdown_text(text: object, limit: int = 400) -> str:
    """Text that Markdown shows as it is: on one line, nothing in it a mark, a link or HTML."""
    return _MARKDOWN.sub(r"\\\1", line(text, limit))


class Html(str):
    """HTML that was made here and may be shown."""

    __slots__ = ()


def escape(text: object) -> Html:
    """`text` as HTML text or attribute value."""
    escaped = clean(str(text)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Html(escaped.replace('"', "&quot;").replace("'", "&#x27;"))


def html(template: str, **values: object) -> Html:
    """`template`, a literal of the code, with {name} places filled by escaped values. `Html` values go in as they are."""
    return Html(template.format(**{k: v if isinstance(v, Html) else escape(v) for k, v in values.items()}))


def join(parts: Iterable[Html], between: str = "") -> Html:
    """Several pieces as one."""
    return Html(between.join(parts))


class Mark(NamedTuple):
    """A place in a text. start, end: characters. css: class of the mark. said: its tooltip."""

    start: int
    end: int
    css: str = ""
    said: str = ""


def marked(text: str, needles: Iterable[str], places: Iterable[Mark] = (), limit: int = 2_000) -> Html:
    """`text` escaped, with `places`, and every place where one of `needles` occurs (whatever its case), marked.

    limit: places marked at most, so that a needle of one letter does not make a page of a million elements.
    """
    wanted = sorted({needle for needle in needles if needle}, key=len, reverse=True)
    found = [mark for mark in places if 0 <= mark.start < mark.end <= len(text)]
    if wanted:
        pattern = re.compile("|".join(re.escape(needle) for needle in wanted), re.IGNORECASE)
        found += [Mark(*match.span()) for match in itertools.islice(pattern.finditer(text), limit)]
    pieces: list[str] = []
    last = 0
    for mark in sorted(found)[:limit]:
        start = max(mark.start, last)  # where marks overlap, the earlier one keeps its end
        if start >= mark.end:
            continue
        pieces += (
            escape(text[last:start]),
            html('<mark class="{css}" title="{said}">', css=mark.css, said=mark.said) if mark.css else "<mark>",
            escape(text[start : mark.end]),
            "</mark>",
        )
        last = mark.end
    pieces.append(escape(text[last:]))
    return Html("".join(pieces))
