"""Rows of the map's panel: a list with their faults, and Keep for a set of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from explorer import queries
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.parts import inert, row_list
from explorer.ui.parts.cached import ask
from explorer.ui.review import decide
from explorer.ui.review.rows import selected_bar
from explorer.view import View
from explorer.words import column_label, say, translated

MOST_KEPT = 5_000
"""Rows that one press keeps by hand: each becomes a decision of its own."""

_ABOVE = 430  # pixels of the window above and below the list


def keep_button(ids: Sequence[int] | None, key: str) -> None:
    """Keep these rows by hand, whatever the steps say. ids: None where they are too many."""
    if not open_dataset.policy().may("decide"):
        return
    st.button(
        say("Keep"),
        key=key,
        icon=":material/check_circle:",
        type="tertiary",
        help=say("Keeps these rows by hand, whatever the steps say; Undo takes it back.")
        if ids is not None
        else say("At most {most:,} rows can be kept by hand at once.", most=MOST_KEPT),
        disabled=not ids,
        on_click=_keep,
        args=(list(ids or ()),),
    )


def _keep(ids: list[int]) -> None:
    decide.decide(ids, {"decision": "keep"}, say("keep"))


def listed(view: View, ids: Sequence[int], key: str, sides: Mapping[int, str] | None = None) -> None:
    """Some rows, in this order. A click opens one in the reader; boxes choose rows for what stands above. sides: words at a row's end."""
    stand = queries.standing(view, ids)
    wanted = [name for name in ("prompt", "response", "total_tokens") if name in view.dataset.columns]
    found = {
        row["row_id"]: row for row in ask(queries.rows, view.everything(), list(ids), wanted, snippet=160).to_pylist()
    }
    columns = view.dataset.columns
    lines = []
    for row_id in ids:
        row, one = found.get(row_id), stand.get(row_id)
        if row is None or one is None:
            continue
        tokens = row.get("total_tokens")
        record = view.dataset.hand.records.get(row_id)
        why = [(column_label(columns[name]), "bad") for name in one.faults]
        why += [(say("step: {name}", name=translated(view.drops.steps[place].name))[:60], "") for place in one.steps]
        lines.append(
            row_list.Line(
                row_id,
                row_list.text(inert.opening(row["prompt"]), 160) or say("(no prompt)"),
                row_list.text(row["response"], 160) or say("(no answer)"),
                (sides or {}).get(row_id)
                or (
                    say("{tokens:,} tokens", tokens=tokens)
                    if tokens is not None
                    else say("row {row_id:,}", row_id=row_id)
                ),
                [(row_list.text(words, 60), css) for words, css in why[:3]],
                [(say(record.decision), record.decision)] if record is not None and record.decision else [],
                not one.is_kept,
            )
        )
    selected_bar()
    row_list.draw(
        key,
        lines,
        f"{view.focus.text}\0{len(ids)}",
        None,
        state.get("selected") or [],
        lambda: _opened(key),
        lambda: _selected(key),
        nothing=say("No row here."),
        above=_ABOVE,
    )
    row_id = state.take("map_open")
    if row_id is not None:
        state.open_row(row_id)


def _opened(key: str) -> None:
    held = st.session_state.get(key)
    if held is not None and held.opened is not None:
        state.put("map_open", int(held.opened))


def _selected(key: str) -> None:
    held = st.session_state.get(key)
    state.put("selected", [int(row_id) for row_id in (held.selected if held is not None else None) or []])
