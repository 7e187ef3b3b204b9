"""The list of rows in the middle: it stays as it is under what is done to its rows."""

from __future__ import annotations

from typing import Any, NamedTuple

import streamlit as st

from explorer import queries
from explorer.charts import numbers
from explorer.store.learnt import LEARNT
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.parts import inert, needles, row_list
from explorer.ui.parts.cached import ask
from explorer.ui.parts.roles import role_name
from explorer.ui.review import decide
from explorer.view import View
from explorer.words import column_label, later, say, translated

SIZE = 50  # rows on a page
_LIST = "review_rows"
_ORDERS = {
    "": later("file order"),
    "total_tokens desc": later("longest first"),
    "total_tokens": later("shortest first"),
    "response_tokens": later("shortest answer first"),
    "looks_like_dropped desc": later("most like the dropped first"),
    "conflict_group": later("by question"),
    "near_group": later("near-duplicates together"),
    "exact_group": later("copies together"),
}
_GROUP_ORDER = ("conflict_group", "near_group", "exact_group")


class Listed(NamedTuple):
    """What the list shows. ids: of this page. total: rows looked at."""

    ids: list[int]
    total: int
    page: int


def listed(view: View) -> Listed:
    """The rows of this page, as they were when the list was made: what is decided meanwhile does not move them."""
    looked = view.looked_at()
    order, descending = _order(view)
    about = (
        view.dataset.fingerprint,
        view.dataset.mapping,
        view.dataset.state,
        view.focus.text,
        order,
        descending,
        state.get("list_made", 0),
    )
    held = state.get("review_list") or {}
    if held.get("about") != about:
        total = ask(queries.totals, looked).rows_kept
        held = {"about": about, "total": total, "pages": {}}
        st.session_state["review_page"] = 1
    number = _page(held["total"])
    if number not in held["pages"]:
        held["pages"][number] = queries.row_ids(looked, order, descending, (number - 1) * SIZE, SIZE)
    state.put("review_list", held)
    return Listed(held["pages"][number], held["total"], number)


def turn_to(view: View, row_id: int) -> None:
    """Show the page of the list that a row is on, where it is on one."""
    if row_id in listed(view).ids:
        return
    order, descending = _order(view)
    _, _, place = ask(queries.neighbours, view.looked_at(), row_id, order=order, descending=descending)
    if place is not None:
        st.session_state["review_page"] = place // SIZE + 1


def _page(total: int) -> int:
    pages = max(1, -(-total // SIZE))
    number = st.session_state.get("review_page") or 1
    number = number if 1 <= number <= pages else 1
    if st.session_state.get("review_page") != number:
        st.session_state["review_page"] = number
    return int(number)


def _order(view: View) -> tuple[str, bool]:
    own = _own_order(view)
    chosen = st.session_state.get(f"review_order_{own}") or own
    name, _, direction = chosen.partition(" ")
    column = view.dataset.columns.get(name)
    if not name or column is None:
        return "row_id", False
    return name, direction == "desc"


def _own_order(view: View) -> str:
    """Groups stand together where one looks at groups; what looks like dropped rows comes first where one looks for that."""
    if LEARNT.name in view.focus.columns:
        return f"{LEARNT.name} desc"
    return next((name for name in _GROUP_ORDER if name in view.focus.columns), "")


def draw(view: View, found: Listed, open_row: int | None) -> None:
    """Draw the list, and its pages."""
    _head(view, found)
    stand = queries.standing(view, found.ids)
    table = ask(queries.rows, view.everything(), found.ids, _wanted(view), snippet=240).to_pylist()
    hits = _hits(view, found.ids)
    lines = [_line(view, row, stand[row["row_id"]], hits.get(row["row_id"])) for row in table if row["row_id"] in stand]
    row_list.draw(
        _LIST,
        lines,
        f"{view.focus.text}\0{found.page}\0{state.get('list_made', 0)}",
        open_row,
        state.get("selected") or [],
        _opened,
        _selected,
        needles.of(view),
        say("No row matches what you look for."),
    )
    pages = -(-found.total // SIZE)
    if pages > 1:
        st.pagination(pages, key="review_page")


def _head(view: View, found: Listed) -> None:
    """How many rows there are and their order; while some are chosen, what can be done with these, at the same height."""
    if selected_bar():
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{numbers.counted(found.total, 'row')}**", width="content")
        offered = [text for text in _ORDERS if not text or text.partition(" ")[0] in view.dataset.columns]
        st.selectbox(
            say("Order"),
            offered,
            index=offered.index(_own_order(view)) if _own_order(view) in offered else 0,
            format_func=lambda name: say(_ORDERS[name]),
            key=f"review_order_{_own_order(view)}",
            label_visibility="collapsed",
            width=190,
            persist_state="session",
        )


def _wanted(view: View) -> list[str]:
    return [name for name in ("prompt", "response", "total_tokens") if name in view.dataset.columns]


def _hits(view: View, ids: list[int]) -> dict[int, queries.Hit]:
    wanted = needles.searched(view)
    return queries.first_hits(view.dataset, ids, wanted) if wanted else {}


def _line(view: View, row: dict[str, Any], stand: queries.Standing, hit: queries.Hit | None) -> row_list.Line:
    columns = view.dataset.columns
    why = [(column_label(columns[name]), "bad") for name in stand.faults]
    why += [(say("step: {name}", name=translated(view.drops.steps[place].name))[:60], "") for place in stand.steps]
    badges: list[tuple[str, str]] = []
    record = view.dataset.hand.records.get(row["row_id"])
    if record is not None:
        badges += [(say("keep"), "keep")] if record.decision == "keep" else []
        badges += [(say("drop"), "drop")] if record.decision == "drop" else []
        badges += [(say("marked"), "mark")] if record.marked else []
        badges += [(say("note"), "mark")] if record.note else []
        badges += [(say("edited"), "mark")] if record.edit else []
    tokens = row.get("total_tokens")
    side = (
        say("{tokens:,} tokens", tokens=tokens) if tokens is not None else say("row {row_id:,}", row_id=row["row_id"])
    )
    return row_list.Line(
        row["row_id"],
        row_list.text(inert.opening(row["prompt"])) or say("(no prompt)"),
        row_list.text(row["response"]) or say("(no answer)"),
        side,
        [(row_list.text(words, 60), css) for words, css in why],
        badges,
        not stand.is_kept,
        _where(hit) if hit is not None else "",
    )


def _where(hit: queries.Hit) -> str:
    return say(
        "{role}, turn {turn:,}: {text}",
        role=row_list.text(role_name(hit.role), 20),
        turn=hit.turn + 1,
        text=row_list.text(hit.text),
    )


def _held() -> Any:
    return st.session_state.get(_LIST)


def _opened() -> None:
    held = _held()
    if held is not None and held.opened is not None:
        state.put("row", int(held.opened))


def _selected() -> None:
    held = _held()
    state.put("selected", [int(row_id) for row_id in (held.selected if held is not None else None) or []])


def selected_bar() -> bool:
    """What can be done with the rows whose boxes are ticked; False where there is nothing to do."""
    chosen: list[int] = state.get("selected") or []
    if not chosen or not open_dataset.policy().may("decide"):
        return False
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="selected_bar"):
        st.markdown(say("**{chosen:,} selected**", chosen=len(chosen)), width="content")
        for name, words, said, change in (
            ("keep", say("Keep"), say("keep"), {"decision": "keep"}),
            ("drop", say("Drop"), say("drop"), {"decision": "drop"}),
            ("mark", say("Mark"), say("mark"), {"marked": True}),
        ):
            st.button(
                words,
                key=f"selected_{name}",
                on_click=_decide_selected,
                args=(chosen, change, said),
            )
        st.button(say("Clear"), key="selected_clear", type="tertiary", on_click=state.put, args=("selected", []))
    return True


def _decide_selected(chosen: list[int], change: Any, said: str) -> None:
    if decide.decide(chosen, change, said):
        state.put("selected", [])
