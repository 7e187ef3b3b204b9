"""What a person searches for, to be marked in the rows that are shown."""

from __future__ import annotations

import difflib

from explorer import filters
from explorer.ui.parts.roles import role_name
from explorer.view import View
from explorer.words import say

_NAMES = {
    "system": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "tool": "tool",
    "系统": "system",
    "用户": "user",
    "助手": "assistant",
    "工具": "tool",
}


def of(view: View) -> list[str]:
    """The texts that the focus looks for."""
    terms = (filters.read_term(text) for text in filters.conjuncts(view.focus))
    return [str(term.values[0]) for term in terms if term is not None and term.kind in ("search", "contains")]


def searched(view: View) -> list[tuple[str, str]]:
    """The texts that the focus searches for, each with the role whose turns alone are looked at, "" for all."""
    terms = (filters.read_term(text) for text in filters.conjuncts(view.focus))
    return [
        (str(term.values[0]), str(term.values[1]) if len(term.values) > 1 else "")
        for term in terms
        if term is not None and term.kind == "search"
    ]


def typed(text: str) -> tuple[str, str]:
    """(text, role) of what a person types into the search: "assistant: sorry" looks in what assistants say alone."""
    before, colon, after = text.replace("：", ":", 1).partition(":")
    role = _NAMES.get(before.strip().lower(), "") if colon else ""
    return (after.strip(), role) if role and after.strip() else (text, "")


def meant(text: str) -> str:
    """What a person seems to have meant by a role that is misspelt: "asistant: sorry" as "assistant: sorry"; "" for nothing."""
    before, colon, after = text.replace("：", ":", 1).partition(":")
    word = before.strip().lower()
    if not colon or not after.strip() or word in _NAMES or " " in word:
        return ""
    near = difflib.get_close_matches(word, _NAMES, 1, 0.7)
    return f"{near[0]}: {after.strip()}" if near else ""


def as_typed(needle: str, role: str) -> str:
    """The reverse of `typed`."""
    return say("{role}: {text}", role=role_name(role), text=needle) if role else needle
