"""The target mix on Categories: how much there should be of each value, how much there is, and so many rows of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer import queries
from explorer.charts import numbers
from explorer.evenness import UNTOLD
from explorer.export.choose import Allotted, allot
from explorer.labels import label_of
from explorer.queries import Categories
from explorer.ui import state
from explorer.ui.parts import inert, sample_size
from explorer.ui.parts.cached import ask
from explorer.view import View

_MOST = 60  # values in the table
_GOAL = 10_000  # rows that are enough for fine-tuning, where they are good and varied


def targets(column: str, found: Categories) -> dict[str, float]:
    """Value -> its target share; they add up to 1. Equal ones at first, and none for rows that could not be told.

    Empty where nothing can be spread: fewer than two values, or every target is 0.
    """
    values = [value for value, kept in zip(found.values, found.kept, strict=True) if value and kept][:_MOST]
    held: Mapping[str, float] = state.get("mix", {}).get(column, {})
    untold = UNTOLD.get(column)
    wanted = {value: float(held.get(value, 0.0) if held else value != untold) for value in values}
    whole = sum(wanted.values())
    return {value: share / whole for value, share in wanted.items()} if len(values) > 1 and whole else {}


def draw(view: View, column: str) -> None:
    """The section, over all rows that the drops keep, since these are what is exported."""
    if column not in sample_size.spreadable(view):
        return
    found: Categories = ask(queries.categories, view.kept(), column, limit=_MOST)
    there = {value: int(n) for value, n in zip(found.values, found.kept, strict=True) if value and n}
    if len(there) < 2:
        return
    st.subheader("Make a mix", anchor=False)
    count, fill = _asked(view, sum(there.values()))
    shares = targets(column, found)
    if shares:
        _outcome(column, count, shares, allot(count, shares, there, fill), fill)
    else:
        st.caption("Every target is 0: give at least one value a target.")
    _table(column, there, shares, allot(count, shares, there, fill) if shares else None)


def _asked(view: View, kept: int) -> tuple[int, bool]:
    """How many rows, and what becomes of values that have too few."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        count = st.number_input(
            "Rows to make",
            1,
            None,
            step=100,
            width=150,
            help="Rows of the mix. About 10,000 good and varied rows are enough for fine-tuning.",
            **state.remember("mix_rows", max(min(_GOAL, kept), 1)),
        )
        mode = st.segmented_control(
            "Where a value has too few rows",
            ["short", "fill"],
            format_func={"short": "Leave it short", "fill": "Fill up with the others"}.__getitem__,
            required=True,
            help="Fill up: values that have more rows give the rest, by their targets, so that the number is reached.",
            **state.remember("mix_fill", "short"),
        )
    if view.has_focus:
        st.caption("Of all kept rows, not only of those that are looked at: these are what is exported.")
    return int(count), mode == "fill"


def _outcome(column: str, count: int, shares: Mapping[str, float], plan: Allotted, fill: bool) -> None:
    taken = sum(plan.taken.values())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        whole = "All" if taken == count else f"**{taken:,}** of"
        said = f"{whole} {numbers.counted(count, 'row')} of this mix {'is' if taken == 1 else 'are'} there."
        if plan.missing:
            said += f" {sample_size.missing_words(column, plan.missing, fill and taken > 0)}"
        st.markdown(said, width="content")
        if st.button(
            f"Take {numbers.counted(taken, 'row')}",
            key="take_mix",
            type="primary",
            icon=":material/download:",
            disabled=not taken,
            help="Opens Export with this mix. Its recipe repeats it, and so does the command line.",
        ):
            sample_size.prepare(count, column, shares, fill)


def _table(column: str, there: Mapping[str, int], shares: Mapping[str, float], plan: Allotted | None) -> None:
    """The targets, to be edited, beside what is there and what is taken."""
    total = sum(there.values())
    rows = [
        {
            "value": inert.line(label_of(column, value), 60),
            "rows": n,
            "share": 100 * n / total,
            "target": 100 * shares.get(value, 0.0),
            "taken": plan.taken.get(value, 0) if plan else 0,
            "missing": plan.missing.get(value, 0) if plan else 0,
        }
        for value, n in there.items()
    ]
    version = state.get("mix_version", 0)
    edited: Any = st.data_editor(
        rows,
        key=f"mix_{abs(hash((column, tuple(there)))):x}_{version}",
        hide_index=True,
        height=min(38 + 35 * len(rows), 390),
        disabled=["value", "rows", "share", "taken", "missing"],
        column_config={
            "value": st.column_config.TextColumn(inert.line(column), width="medium"),
            "rows": st.column_config.NumberColumn("kept rows", format="localized"),
            "share": st.column_config.ProgressColumn("actual", format="%.1f %%", min_value=0, max_value=100),
            "target": st.column_config.NumberColumn(
                "target ✎",
                format="%.1f %%",
                min_value=0.0,
                max_value=100.0,
                help="Edit it, in per cent: targets are scaled to 100. A value with 0 is left out.",
            ),
            "taken": st.column_config.NumberColumn("taken", format="localized"),
            "missing": st.column_config.NumberColumn("missing", format="localized"),
        },
        num_rows="fixed",
    )
    wanted = {value: float(row["target"] or 0.0) for value, row in zip(there, edited, strict=True)}
    if any(abs(wanted[value] - row["target"]) > 1e-9 for value, row in zip(there, rows, strict=True)):
        state.put("mix", {**state.get("mix", {}), column: wanted})
        state.put("mix_version", version + 1)
        st.rerun()
    if column in state.get("mix", {}) and st.button(
        "Equal targets", key="equal_mix", type="tertiary", icon=":material/balance:"
    ):
        state.put("mix", {name: held for name, held in state.get("mix", {}).items() if name != column})
        state.put("mix_version", version + 1)
        st.rerun()
