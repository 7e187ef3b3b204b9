"""Answers to one question that cannot all be right: the likeliest faults first, the deciding words marked."""

from __future__ import annotations

import streamlit as st

from explorer import filters, queries
from explorer.charts import numbers
from explorer.decisions import Change
from explorer.labels import label_of
from explorer.metrics.arithmetic.comes_to import comes_to
from explorer.queries import Conflict
from explorer.ui.app import open_dataset
from explorer.ui.parts import headline, inert, look, picklist
from explorer.ui.parts.cached import ask
from explorer.ui.parts.headline import Figure
from explorer.ui.parts.inert import Mark, html
from explorer.ui.review import decide
from explorer.view import View
from explorer.words import say

_LISTED = 200  # questions in the list
_START = 160  # characters of one in it
_SNIPPET = 8_000
_SHOWN = 6  # answers to one question side by side


def draw(view: View) -> None:
    """The page's tab."""
    found = ask(queries.conflicts, view)
    if not found:
        st.success(say("No two answers to one question contradict one another."), icon=":material/check_circle:")
        return
    rows = sum(len(one.rows) for one in found)
    headline.draw(
        [
            Figure(say("Questions"), numbers.count(len(found)), say("with answers that cannot all be right")),
            Figure(say("Rows"), numbers.count(rows), say("that answer them")),
        ]
    )
    with st.container(horizontal=True, gap="small"):
        look.look_button(
            say("Look at {rows}", rows=numbers.counted(rows, "row")), "conflict_group IS NOT NULL", "conflicts_look"
        )
    picked = _list(view, found)
    if picked is None:
        st.caption(say("Click a question to read its answers side by side."))
        return
    _answers(view, found[picked])


def _list(view: View, found: list[Conflict]) -> int | None:
    listed = found[:_LISTED]
    starts = ask(queries.rows, view, sorted({one.rows[0] for one in listed}), ["prompt"], snippet=_START)
    said = dict(zip(starts["row_id"].to_pylist(), starts["prompt"].to_pylist(), strict=True))
    lines = [
        {
            "likely wrong": max(one.odds),
            "differ in": label_of("conflict_reason", one.reason),
            "rows": len(one.rows),
            "how it starts": inert.line(inert.opening(said.get(one.rows[0])), _START),
        }
        for one in listed
    ]
    share = st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
    picked = picklist.pick("conflicts", view, lines, {"likely wrong": share})
    if len(found) > _LISTED:
        st.caption(say("The first {listed:,} of {all:,} are listed.", listed=_LISTED, all=len(found)))
    return picked


def _answers(view: View, one: Conflict) -> None:
    shown = one.rows[:_SHOWN]
    rows = ask(queries.rows, view.everything(), shown, ["prompt", "response"], snippet=_SNIPPET).to_pylist()
    odds = dict(zip(one.rows, one.odds, strict=True))
    inert.show(
        html(
            '<div class="x-turn"><div class="x-head"><span>{said}</span></div><div class="x-text" dir="auto">{asked}</div></div>',
            said=say("prompt"),
            asked=rows[0]["prompt"] or "",
        )
    )
    if one.reason == "preference" and len(shown) == 1:
        st.caption(say("The rejected answer of this row is its chosen one."))
    cells = []
    for row in rows:
        text = row["response"] or ""
        comes = comes_to(row["prompt"] or "", text)
        marks = (
            [Mark(comes.start, comes.end, "bad")]
            if comes is not None and one.reason not in ("preference", "label")
            else []
        )
        if one.reason == "label":
            marks = [Mark(0, len(text), "bad")]
        cells.append(
            html(
                '<div class="x-turn"><div class="x-head"><b>{row}</b><span>{odds}</span></div><div class="x-text" dir="auto">{text}</div></div>',
                row=say("row {row:,}", row=row["row_id"]),
                odds=say("wrong with a likelihood of {share}", share=numbers.share(odds[row["row_id"]])),
                text=inert.marked(text, (), marks),
            )
        )
    inert.show(html('<div class="x-pair">{cells}</div>', cells=inert.join(cells)))
    if len(one.rows) > len(shown):
        st.caption(say("and {more:,} more", more=len(one.rows) - len(shown)))
    _acts(one, shown)


def _acts(one: Conflict, shown: list[int]) -> None:
    with st.container(horizontal=True, gap="small"):
        if open_dataset.policy().may("decide") and len(one.rows) > 1:
            for row in shown:
                st.button(
                    say("Keep row {row:,}, drop the others", row=row),
                    key=f"conflict_keep_{row}",
                    icon=":material/done_all:",
                    on_click=_keep,
                    args=(row, one.rows),
                )
        look.look_button(say("Open in Review"), filters.one_of("conflict_group", [one.group]), "conflict_open")


def _keep(row_id: int, rows: list[int]) -> None:
    changes: dict[int, Change] = {other: {"decision": "drop"} for other in rows if other != row_id}
    changes[row_id] = {"decision": "keep"}
    decide.decide_each(changes, say("keep one answer of a question"))
