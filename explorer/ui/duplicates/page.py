"""The body of the Duplicates page: which kind, how much of it, which row stays, and the groups behind it."""

from __future__ import annotations

import streamlit as st

from explorer import queries
from explorer.charts import numbers
from explorer.passes.near_duplicates import LEAST, THRESHOLD
from explorer.queries import Copies
from explorer.queries.copies import FIRST, GROUPS, Kind
from explorer.ui import state
from explorer.ui.duplicates import conflicts, groups, pairs
from explorer.ui.parts import category_columns, headline, inert, look
from explorer.ui.parts.cached import ask
from explorer.ui.parts.headline import Figure
from explorer.view import View
from explorer.words import column_label, later, say

_KINDS = {
    "near": later("Nearly the same"),
    "exact": later("Exact copies"),
    "meaning": later("Same meaning"),
    "conflicts": later("Conflicts"),
}
_REASONS: dict[str, str] = {
    "near": later("nearly the same as a row that stays"),
    "exact": later("the same as a row that stays"),
    "meaning": later("asks what a row that stays asks"),
}
_STAYS = {
    FIRST: later("the first row"),
    "response_tokens": later("the longest answer"),
    "-flagged_turns": later("the fewest turns with a fault"),
}


def draw(view: View) -> None:
    """The page: of the rows that the drops keep, whatever is looked at."""
    view = view.kept()
    kinds = [kind for kind in _KINDS if _column(kind) in view.dataset.columns]
    if not kinds:
        st.info(
            say("Copies are being looked for. They are here as soon as that is done."), icon=":material/content_copy:"
        )
        return
    kind = st.segmented_control(
        say("What to look at"),
        kinds,
        format_func=lambda name: say(_KINDS[name]),
        label_visibility="collapsed",
        required=True,
        **state.remember("duplicates_kind", kinds[0]),
    )
    kind = kind if kind in kinds else kinds[0]
    chosen: Kind | None = next((one for one in GROUPS if one == kind), None)
    if kind == "conflicts":
        conflicts.draw(view)
    elif chosen is not None:
        _copies(view, chosen)
    if "meaning" not in kinds:
        st.caption(say("Rows of the same meaning are told once the map is drawn: see the page Map."))


def _column(kind: str) -> str:
    return "conflict_group" if kind == "conflicts" else GROUPS[kind]  # type: ignore[index]


def _copies(view: View, kind: Kind) -> None:
    threshold, stays = _controls(view, kind)
    found = ask(queries.copies, view, kind, threshold)
    if not found.groups:
        st.success(say("No two rows are copies of one another here."), icon=":material/check_circle:")
        if kind == "near":
            pairs.draw(view, threshold or THRESHOLD)
        return
    condition = queries.spare(kind, threshold, _as_order(stays))
    gone = ask(queries.redundant, view, condition)
    _figures(view, found, gone)
    _acts(view, kind, condition, stays, gone)
    _multi_sampled(view)
    if kind == "near":
        listed, near = st.tabs(
            [say("Groups"), say("Pairs nearest to the threshold")], key="duplicates_tabs", on_change="rerun"
        )
        if near.open:
            with near:
                pairs.draw(view, threshold or THRESHOLD)
        if not listed.open:
            return
        with listed:
            groups.draw(view, kind, found, condition)
        return
    groups.draw(view, kind, found, condition)


def _controls(view: View, kind: Kind) -> tuple[float | None, str]:
    """(threshold of near copies, the column or rule by which the row that stays is chosen)."""
    threshold = None
    offered = [order for order in _STAYS if order.lstrip("-") in view.dataset.columns]
    offered += [column.name for column in category_columns.numbers(view) if column.name not in offered]
    with st.container(horizontal=True, vertical_alignment="bottom", key="duplicates_controls"):
        if kind == "near":
            threshold = st.slider(
                say("Alike from"),
                LEAST,
                1.0,
                step=0.01,
                width=320,
                help=say(
                    "The share of the text that two rows have in common, what many rows share counted little. Pairs were compared once; "
                    "groups are cut from them anew at each threshold."
                ),
                **state.remember("duplicates_threshold", THRESHOLD),
            )
        order = st.selectbox(
            say("Which row stays"),
            offered,
            format_func=lambda name: _stays(view, name),
            width=280,
            **state.remember("duplicates_stays", FIRST),
        )
    return threshold, order if order in offered else FIRST


def _stays(view: View, order: str) -> str:
    if order in _STAYS:
        return say(_STAYS[order])
    return say("the highest {column}", column=inert.line(column_label(view.dataset.columns[order]), 40))


def _as_order(order: str) -> str:
    """The order as a filter writes it: a name of the source in double quotes."""
    return order if order in _STAYS else '"{}"'.format(order.replace('"', '""'))


def _figures(view: View, found: Copies, gone: queries.Redundant) -> None:
    rows = max(ask(queries.totals, view).rows_kept, 1)
    sizes = found.sizes()
    figures = [
        Figure(
            say("Rows to spare"),
            numbers.count(gone.rows),
            say("{share} of {rows:,}", share=numbers.share(gone.rows / rows), rows=rows),
            say("Rows that go where one of each group stays."),
        ),
        Figure(
            say("Groups"),
            numbers.count(found.groups),
            say("the largest has {rows}", rows=numbers.counted(int(sizes[0]), "row")),
        ),
    ]
    if gone.tokens is not None and gone.of_tokens:
        figures.append(
            Figure(
                say("Redundant tokens"),
                numbers.tokens(gone.tokens),
                say("{share} of all", share=numbers.share(gone.tokens / gone.of_tokens)),
                say("Tokens of the rows to spare, of all tokens of the kept rows."),
            )
        )
    headline.draw(figures)


def _acts(view: View, kind: Kind, condition: str, stays: str, gone: queries.Redundant) -> None:
    if not gone.rows:
        return
    rows = numbers.counted(gone.rows, "row")
    with st.container(horizontal=True, gap="small"):
        look.drop_button(
            say("Drop {rows}", rows=rows),
            say("{kind}: {stays} stays", kind=say(_KINDS[kind]), stays=_stays(view, stays)),
            condition,
            "duplicates_drop",
            say(_REASONS[kind]),
        )
        look.look_button(say("Look at {rows}", rows=rows), condition, "duplicates_look")


def _multi_sampled(view: View) -> None:
    if "is_multi_sampled" not in view.dataset.columns:
        return
    several = ask(queries.flag_counts, view, ["is_multi_sampled"])["is_multi_sampled"]
    if several:
        st.caption(
            say(
                "{rows} are several long answers to one prompt that do not contradict one another: samples, not copies. Nothing to do about them.",
                rows=numbers.counted(several, "row"),
            )
        )
