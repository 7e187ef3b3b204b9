"""A piece of a text with personal data replaced, judged by what lies around it: an address that is cut is none, and would stay."""

from __future__ import annotations

from dataclasses import replace

from explorer import filters, steps
from explorer.metrics.pii import redact, scan
from explorer.view import View

BEYOND = 100
"""Characters to read past the end of a piece."""


def whole(text: str, is_redacted: bool) -> str:
    """A short text with personal data replaced: a name that was made of what rows say, a condition that names a row's values."""
    return redact(text) if is_redacted else text


def with_steps(view: View, is_redacted: bool) -> View:
    """The same view, its steps under names in words, and without personal data in them or their reasons."""
    held = view.drops.steps
    hidden = [
        replace(one, name=whole(_named(one, view), is_redacted), reason=whole(one.reason, is_redacted)) for one in held
    ]
    return view if tuple(hidden) == held else view.with_steps(steps.checked(hidden))


def _named(step: steps.Step, view: View) -> str:
    """Its name; of one that nobody named, its condition in words."""
    if step.name != step.where:
        return step.name
    said = filters.describe(filters.parse(step.where, view.dataset.columns), view.dataset.columns)
    return said[:1].upper() + said[1:]


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
