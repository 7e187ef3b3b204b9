"""How many rows, by which strategy, and the choosing itself, which runs while one waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer import building, choosing
from explorer.choosing import Choice, Compared, Request, Strategy
from explorer.errors import ExplorerError
from explorer.passes import map_vectors
from explorer.progress import Progress
from explorer.ui import state
from explorer.ui.app import build_progress, open_dataset, opening
from explorer.ui.map import build
from explorer.ui.parts import inert, problem, sample_size
from explorer.view import View
from explorer.words import column_label, say

_NUMBERS = ("integer", "number", "boolean")
ENOUGH = 10_000
"""Rows that are asked for at first; about as many good ones suffice."""

_AT_ONCE = 3_000  # kept rows up to which nobody has to press


@dataclass(frozen=True)
class Chosen:
    """What was chosen. key: of the view and of what was asked for. reference: as it was typed."""

    key: tuple[object, ...]
    choice: Choice
    beside: Compared
    reference: str


def chosen(view: View, kept: int) -> Chosen | None:
    """The choice for the rows that the drops keep, where there is one; draws what leads to it. kept: these rows."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="choose_controls"):
        count = st.number_input(
            say("Rows to take"),
            min_value=1,
            max_value=kept,
            value=min(ENOUGH, max(1, kept // 2)),
            step=1000 if kept > 5_000 else 10,
            width=150,
            key="choose_rows",
            persist_state="session",
        )
        name = st.selectbox(
            say("Strategy"),
            list(choosing.BY_NAME),
            format_func=lambda one: say(choosing.BY_NAME[one].label),
            width=220,
            **state.remember("choose_by", choosing.STRATEGIES[0].name),
        )
        strategy = choosing.BY_NAME.get(name or "", choosing.STRATEGIES[0])
        extra = _extra(view, strategy)
        seed = st.number_input(
            say("Seed"),
            min_value=0,
            max_value=2**31,
            value=0,
            width=110,
            key="choose_seed",
            persist_state="session",
            help=say("Another seed, another choice. The same one gives the same rows."),
        )
        ready = not strategy.needs_vectors or map_vectors.has_vectors(view.dataset)
        asked = st.button(
            say("Choose"), key="choose_go", type="primary", disabled=not (ready and _complete(strategy, extra))
        )
    st.caption(say(strategy.about))
    if not ready:
        st.info(say("This strategy compares rows by meaning: draw the map first."), icon=":material/scatter_plot:")
        build.status(view, False)
        return None
    key = (view.key, strategy.name, int(count), int(seed), tuple(sorted(extra.items())))
    held: Chosen | None = state.get("chosen")
    # Few rows are chosen faster than a button is found: the answer stands there at once, and follows what is asked for.
    is_quick = kept <= _AT_ONCE and ready and _complete(strategy, extra) and strategy.wants != "reference"
    if asked or (is_quick and (held is None or held.key != key)):
        held = _choose(view, Request(strategy.name, int(count), int(seed)), extra, key)
        state.put("chosen", held)
    if held is not None and held.key != key:
        st.caption(say("The rows or what you ask for changed since. Press Choose again."))
        return None
    return held


def _extra(view: View, strategy: Strategy) -> dict[str, str]:
    """What the strategy wants besides."""
    if strategy.wants == "reference":
        typed = st.text_input(
            say("Reference"),
            placeholder=say("path of rows to be like: JSONL, Parquet, CSV, a folder, a glob"),
            max_chars=2_000,
            key="choose_reference",
            persist_state="session",
        )
        return {"reference": (typed or "").strip()}
    if strategy.wants == "score":
        columns = {
            one.name: one for one in view.dataset.columns.values() if one.kind in _NUMBERS and one.group != "decision"
        }
        column = st.selectbox(
            say("Column"),
            list(columns),
            format_func=lambda name: inert.line(column_label(columns[name])),
            width=220,
            key="choose_score",
            persist_state="session",
        )
        low = st.toggle(say("Lowest first"), key="choose_low", persist_state="session")
        return {"score": f"{column} asc" if low else f"{column} desc"} if column else {}
    if strategy.spreads:
        offered = sample_size.spreadable(view)
        by = st.selectbox(
            say("Spread over"),
            ["", *offered],
            format_func=lambda name: inert.line(column_label(offered[name])) if name else say("meaning alone"),
            width=200,
            key="choose_spread",
            persist_state="session",
            help=say("The same number of rows of each value first, then groups of meaning within it."),
        )
        return {"by": by} if by else {}
    return {}


def _complete(strategy: Strategy, extra: dict[str, str]) -> bool:
    return not strategy.wants or bool(extra.get(strategy.wants))


def _choose(view: View, request: Request, extra: dict[str, str], key: tuple[object, ...]) -> Chosen | None:
    bar = st.progress(0.0, text=say("Choosing rows"))

    def report(progress: Progress) -> None:
        bar.progress(progress.share, text=build_progress.said(progress))

    try:
        fields: dict[str, Any] = {name: value for name, value in extra.items() if name != "reference"}
        if typed := extra.get("reference"):
            paths = [path.absolute() for path in open_dataset.policy().locate(opening.split_paths(typed))]
            options = building.Options(encoding=open_dataset.current().options.encoding)
            there = building.run(open_dataset.cache(), paths, options, [], report)
            fields["reference"] = View.of(there, by_hand=False)
        request = Request(request.strategy, request.count, request.seed, **fields)
        choice = choosing.choose(view, request, report)
        return Chosen(key, choice, choice.compared(report), extra.get("reference", ""))
    except (ExplorerError, OSError) as error:
        problem.show_error(error, say("Rows cannot be chosen."))
        return None
    finally:
        bar.empty()
