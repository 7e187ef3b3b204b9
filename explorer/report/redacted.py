"""A piece of a text with personal data replaced, judged by what lies around it: an address that is cut is none, and would stay."""

from __future__ import annotations

from explorer.metrics.pii import scan

BEYOND = 100
"""Characters to read past the end of a piece."""


def piece(text: str, start: int, end: int, is_redacted: bool) -> tuple[str, bool]:
    """(characters `start` to `end` of a text, every find in them or across their ends replaced whole; whether one was)."""
    finds = [one for one in scan(text, len(text)) if one[1] < end and one[2] > start] if is_redacted else []
    parts, done = [], start
    for kind, first, last in finds:
        parts += (text[done:first], f"‹{kind}›")
        done = last
    return "".join([*parts, text[done:end]]), bool(finds)


def beginning(text: str, limit: int, is_redacted: bool) -> str:
    """The first characters of a text that holds `BEYOND` more, if there are any."""
    return piece(text, 0, limit, is_redacted)[0] + (" …" if len(text) > limit else "")
