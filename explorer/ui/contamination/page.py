"""The body of the Contamination page: how much was found, which rows, the common words in both texts, and what to do."""

from __future__ import annotations

import streamlit as st

from explorer import contamination, queries
from explorer.charts import numbers
from explorer.contamination import Match
from explorer.decisions import Change
from explorer.errors import ExplorerError
from explorer.labels import label_of
from explorer.ui.app import open_dataset
from explorer.ui.contamination.check import Checked, checked
from explorer.ui.parts import headline, inert, look, picklist, problem
from explorer.ui.parts.cached import ask
from explorer.ui.parts.headline import Figure
from explorer.ui.parts.inert import Mark, html
from explorer.ui.review import decide
from explorer.view import View
from explorer.words import later, say

_LISTED = 200  # matches in the list
_START = 160  # characters of a row in it
_KINDS = {"whole": later("whole"), "cut": later("a cut of it"), "short": later("short, whole")}


def draw(view: View) -> None:
    """The page: of the rows that the drops keep, whatever is looked at."""
    view = view.kept()
    held = checked(view)
    if held is None:
        return
    _figures(held)
    if not held.found.matches:
        st.success(say("No row holds an item of it."), icon=":material/check_circle:")
        return
    _acts(view, held)
    _matches(view, held)


def _figures(held: Checked) -> None:
    (told,) = held.found.references
    rows, of = told.rows, max(held.found.looked_at, 1)
    headline.draw(
        [
            Figure(
                say("Rows with an item"),
                numbers.count(rows),
                say("{share} of {rows:,}", share=numbers.share(rows / of), rows=held.found.looked_at),
            ),
            Figure(
                say("Items found"),
                numbers.count(told.items_found),
                say(
                    "{share} of {items:,} in {name}",
                    share=numbers.share(told.items_found / max(told.items, 1)),
                    items=told.items,
                    name=inert.line(told.name, 30),
                ),
                say("Different questions of the reference that at least one row holds."),
            ),
        ]
    )


def _acts(view: View, held: Checked) -> None:
    if not open_dataset.policy().may("decide"):
        return
    rows = numbers.counted(len(held.found.rows()), "row")
    with st.container(horizontal=True, gap="small"):
        if st.button(
            say("Drop {rows}", rows=rows), key="contamination_drop", type="primary", icon=":material/remove_circle:"
        ):
            _decide(held, Change(decision="drop"), say("drop what a test holds"))
            st.rerun()
        if st.button(say("Mark {rows} and look", rows=rows), key="contamination_mark", icon=":material/bookmark:"):
            _decide(held, Change(marked=True), say("mark what a test holds"))
            look.look_at("marked")
        if st.button(
            say("Keep as columns"),
            key="contamination_keep",
            icon=":material/view_column:",
            help=say(
                "Columns for filters, steps and the scorecard: whether a row holds an item, how much of it, and which."
            ),
        ):
            contamination.keep(view.dataset, held.found)
            st.rerun()


def _decide(held: Checked, change: Change, said: str) -> None:
    name = held.found.references[0].name
    notes = {
        one.row_id: say("holds row {item} of {name}", item=one.item, name=name)[:500]
        for one in reversed(held.found.matches)
    }
    decide.decide_each({row_id: {**change, "note": note} for row_id, note in notes.items()}, said)


def _matches(view: View, held: Checked) -> None:
    listed = sorted(held.found.matches, key=lambda one: (-one.overlap, one.row_id))[:_LISTED]
    starts = ask(queries.rows, view, sorted({one.row_id for one in listed}), ["prompt"], snippet=_START)
    said = dict(zip(starts["row_id"].to_pylist(), starts["prompt"].to_pylist(), strict=True))
    rows = [
        {
            "row": one.row_id,
            "how it starts": inert.line(inert.opening(said.get(one.row_id)), _START),
            "item": one.item,
            "overlap": one.overlap,
            "found": say(_KINDS.get(one.kind, one.kind)),
        }
        for one in listed
    ]
    share = st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
    picked = picklist.pick("contamination", view, rows, {"overlap": share})
    if len(held.found.matches) > _LISTED:
        st.caption(
            say("The first {listed:,} of {matches:,} are listed.", listed=_LISTED, matches=len(held.found.matches))
        )
    if picked is None:
        st.caption(say("Click one to see what the two have in common."))
        return
    _side_by_side(view, held, listed[picked])


def _side_by_side(view: View, held: Checked, one: Match) -> None:
    try:
        conversation = view.dataset.source.conversation(one.row_id)
    except (ExplorerError, OSError) as error:
        problem.show_error(error, say("The row cannot be read from its source."))
        return
    text = "\n\n".join(f"{label_of('role', turn.role)}: {turn.rendered()}" for turn in conversation.turns)
    item = held.items[one.item].text
    common = contamination.marked(text, item, held.found.rule)
    inert.show(
        html(
            '<div class="x-pair"><div class="x-turn"><div class="x-head"><b>{row}</b></div><div class="x-text" dir="auto">{text}</div></div>'
            '<div class="x-turn"><div class="x-head"><b>{item}</b><span>{name}</span></div><div class="x-text" dir="auto">{asked}</div></div></div>',
            row=say("row {row:,}", row=one.row_id),
            item=say("item {item:,}", item=one.item),
            name=held.found.references[0].name,
            text=inert.marked(text, (), [Mark(*place) for place in common.text]),
            asked=inert.marked(item, (), [Mark(*place) for place in common.item]),
        )
    )
