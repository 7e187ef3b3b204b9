"""Rows that belong together, side by side: near-duplicates, copies, the same question with other answers."""

from __future__ import annotations

import streamlit as st

from explorer import filters, queries
from explorer.decisions import Change
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.parts import differences, inert
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import html
from explorer.ui.review import decide
from explorer.view import View
from explorer.words import later, say

_WORDS = {
    "conflict_group": later("Same question, other answers"),
    "near_group": later("Nearly the same"),
    "exact_group": later("Exact copies"),
}
_SAME = {"prompt": later("the same prompt"), "response": later("the same response")}
_MOST = 6  # rows of a group that are shown
_SNIPPET = 4_000


def draw(view: View, row_id: int) -> None:
    """The other rows of the row's groups, what differs marked."""
    names = [name for name in _WORDS if name in view.dataset.columns]
    if not names:
        return
    own = ask(queries.rows, view.everything(), [row_id], names).to_pylist()[0]
    for name in names:
        if own[name] is not None:
            _group(view, row_id, name, own[name])


def _group(view: View, row_id: int, name: str, group: int) -> None:
    ids = ask(queries.row_ids, view.everything().focused(filters.one_of(name, [group])))
    looked_for = name in view.focus.columns
    with st.expander(
        say("{words} · {n:,} rows", words=say(_WORDS[name]), n=len(ids)),
        expanded=looked_for,
        key=f"group_{name}",
        type="compact",
    ):
        others = [other for other in ids if other != row_id][: _MOST - 1]
        table = ask(queries.rows, view.everything(), [row_id, *others], ("prompt", "response"), snippet=_SNIPPET)
        rows = {row["row_id"]: row for row in table.to_pylist()}
        stand = queries.standing(view, [row_id, *others])
        for other in others:
            _pair(rows[row_id], rows[other], stand[other].is_kept)
        if len(ids) - 1 > len(others):
            st.caption(say("and {more:,} more", more=len(ids) - 1 - len(others)))
        if open_dataset.policy().may("decide"):
            st.button(
                say("Keep this row, drop the others"),
                key=f"group_keep_{name}",
                icon=":material/done_all:",
                on_click=_keep_one,
                args=(row_id, [other for other in ids if other != row_id]),
            )


def _pair(own: dict[str, str], other: dict[str, str], is_kept: bool) -> None:
    pieces = []
    for part in ("prompt", "response"):
        here, there = differences.marked(own[part] or "", other[part] or "")
        if (own[part] or "") == (other[part] or ""):
            pieces.append(html('<div class="x-quiet">{said}</div>', said=say(_SAME[part])))
        else:
            pieces.append(
                html(
                    '<div class="x-pair"><div class="x-text" dir="auto">{here}</div><div class="x-text" dir="auto">{there}</div></div>',
                    here=here,
                    there=there,
                )
            )
    inert.show(
        html(
            '<div class="x-turn"><div class="x-head"><b>{other}</b><span>{kept}</span></div>{pieces}</div>',
            other=say("row {row_id:,}", row_id=int(other["row_id"])),
            kept=say("kept") if is_kept else say("dropped"),
            pieces=inert.join(pieces),
        )
    )


def _keep_one(row_id: int, others: list[int]) -> None:
    changes: dict[int, Change] = {other: {"decision": "drop"} for other in others}
    changes[row_id] = {"decision": "keep"}
    decide.decide_each(changes, say("keep one row of a group"))
    state.put("row", row_id)
