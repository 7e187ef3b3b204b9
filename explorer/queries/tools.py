"""Rows with tools: how many call one, get a result, and call as the tools allow. One query."""

from __future__ import annotations

from typing import NamedTuple

from explorer.store.table import aliases
from explorer.view import View

_READS = {"has_tools", "calling_turns", "answered_calls", "invalid_tool_call", "declines_tools"}


class Tools(NamedTuple):
    """rows: that declare tools or call one. answered: calling rows whose calls all have results. declining: since no tool fits."""

    all_rows: int
    rows: int
    calling: int
    answered: int
    invalid: int
    declining: int


def tools(view: View) -> Tools:
    """What the kept rows do with tools."""
    view.dataset.ensure(_READS)
    names = aliases(*Tools._fields)
    counted = (
        "true",
        "has_tools OR calling_turns > 0",
        "calling_turns > 0",
        "calling_turns > 0 AND answered_calls = calling_turns",
        "invalid_tool_call",
        "declines_tools",
    )
    made = ", ".join(f"count(*) FILTER ({what}) AS {name}" for what, name in zip(counted, names, strict=True))
    found = view.dataset.query(f"SELECT {made} FROM rows WHERE {view.where}", reads={*view.reads, *_READS}).to_pylist()
    return Tools(*(int(found[0][name]) for name in names))
