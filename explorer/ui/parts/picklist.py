"""A short list of things to pick one from: rows to read, groups to look into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from explorer.ui.parts import headings
from explorer.view import View


def pick(
    name: str,
    view: View,
    rows: Sequence[Mapping[str, Any]],
    config: Mapping[str, Any] | None = None,
    leaves: bool = False,
) -> int | None:
    """A table of `rows`; the place of the one that is picked, by a click anywhere in it or by its box, or None.

    name: of this list, fixed. Texts are shown as they are. leaves: a pick leads to another page, so that none is left
    when the view changes: the browser can then keep the table, and draws a new view faster. Else a new view has a new
    table, in which nothing is picked.
    """
    shown = {column: st.column_config.NumberColumn(format="localized") for column in _numbers(rows)}
    event: Any = st.dataframe(
        list(rows),
        key=f"list_{name}" if leaves else f"list_{name}_{abs(hash((view.key, repr(rows)))):x}",
        hide_index=True,
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        column_config=headings.named(rows[0] if rows else (), {**shown, **(config or {})}),
        placeholder="",
        lazy=False,
    )
    selection = event["selection"] if event else {}
    cells = selection.get("cells") or []
    places = selection.get("rows") or [cells[0][0] if cells else -1]
    return int(places[0]) if 0 <= int(places[0]) < len(rows) else None


def _numbers(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [name for name, value in rows[0].items() if isinstance(value, int)] if rows else []
