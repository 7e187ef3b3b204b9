"""All that is known of one row, as a table beside its text."""

from __future__ import annotations

from typing import Any

from explorer import queries
from explorer.columns import Column
from explorer.labels import label_of
from explorer.ui.parts import inert
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import Html, html
from explorer.view import View
from explorer.words import column_help, column_label, later, say

_GROUPS = {
    "tokens": later("Tokens", about="columns"),
    "row": later("Row", about="columns"),
    "attributes": later("What it is", about="columns"),
    "checks": later("Checks", about="columns"),
    "judgements": later("Judgements", about="columns"),
    "duplicates": later("Duplicates", about="columns"),
    "decision": later("Decision", about="columns"),
    "map": later("Map", about="columns"),
    "source": later("Source", about="columns"),
    "field": later("Own fields", about="columns"),
    "own": later("Your columns", about="columns"),
}


_FIRST = (
    "ability",
    "language",
    "domain",
    "dialect",
    "n_turns",
    "prompt_tokens",
    "response_tokens",
    "total_tokens",
    "decision",
)
"""What one wants to know of any row; the rest is folded."""

_QUIET = ("attributes", "checks", "judgements", "duplicates")  # groups whose "no" is good news, and folded


def table(view: View, values: dict[str, Any]) -> Html:
    """All columns of the row: those out of bounds first, then what one wants to know of any row, the rest folded."""
    columns = view.dataset.columns
    odd = _out_of_bounds(view, values)
    rows = [_section(say("Look at"), [(columns[name], values[name], True) for name in odd])] if odd else []
    first = [name for name in _FIRST if name in columns and name not in odd and values.get(name) is not None]
    own = [name for name, column in columns.items() if column.group == "field" and values.get(name) is not None]
    rows += [_section(say("The row"), [(columns[name], values[name], False) for name in first])] if first else []
    rows += (
        [_section(say(_GROUPS["field"], about="columns"), [(columns[name], values[name], False) for name in own])]
        if own
        else []
    )
    shown = {*odd, *first, *own}
    for group, words in _GROUPS.items():
        members = [
            (column, values[name], False)
            for name, column in columns.items()
            if column.group == group and name not in shown and values.get(name) is not None
        ]
        quiet = [member for member in members if member[1] is False and group in _QUIET]
        members = [member for member in members if member not in quiet]
        counts = [say("{n} more", n=len(members))] if members else []
        counts += [say("{n} found nothing", n=len(quiet))] if quiet else []
        if counts:
            said = say("{words}: {counts}", words=say(words, about="columns"), counts=say(", ").join(counts))
            rows.append(_folded(said, [*members, *quiet]))
    return html('<div class="x-facts"><table>{rows}</table></div>', rows=inert.join(rows))


def _out_of_bounds(view: View, values: dict[str, Any]) -> list[str]:
    """Checks that fired, duplicates, and token counts that only one row in a hundred exceeds."""
    columns = view.dataset.columns
    fired = [
        name
        for name, value in values.items()
        if (
            columns[name].kind == "boolean"
            and columns[name].group in ("checks", "judgements", "duplicates")
            and value is True
        )
        or (columns[name].group == "duplicates" and columns[name].kind == "id" and value is not None)
        or (name == "is_unsure" and value is True)
    ]
    tokens = [name for name, column in columns.items() if column.group == "tokens" and column.kind == "integer"]
    for found in ask(queries.percentiles, view.everything(), tokens):
        value = values.get(found.column)
        if found.p99 is not None and value is not None and value > found.p99 and found.rows >= 100:
            fired.append(found.column)
    return fired


def _section(words: str, members: list[tuple[Column, Any, bool]]) -> Html:
    return html('<tr><th colspan="2">{words}</th></tr>{rows}', words=words, rows=_lines(members))


def _lines(members: list[tuple[Column, Any, bool]]) -> Html:
    return inert.join(
        html(
            '<tr class="{out}" title="{help}"><td>{label}</td><td>{value}</td></tr>',
            out="out" if odd else "",
            help=column_help(column),
            label=inert.line(column_label(column), 60),
            value=_shown(column, value),
        )
        for column, value, odd in members
    )


def _folded(words: str, members: list[tuple[Column, Any, bool]]) -> Html:
    """Columns in one line that opens."""
    return html(
        '<tr><td colspan="2"><details><summary>{words}</summary><table>{rows}</table></details></td></tr>',
        words=words,
        rows=_lines(members),
    )


def _shown(column: Column, value: Any) -> str:
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, int):
        return f"{value:,}" if column.kind != "id" or column.name == "row_id" else say("group {value:,}", value=value)
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) >= 0.01 or not value else f"{value:.2g}"
    return inert.line(label_of(column.name, value), 300)
