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
from explorer.words import column_label, plural, say

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


def applies(view: View, column: str) -> bool:
    """Whether rows can be spread over the column: some of its values are kept."""
    return column in sample_size.spreadable(view) and len(_there(view, column)[1]) > 1


def _there(view: View, column: str) -> tuple[Categories, dict[str, int]]:
    """What the column holds in all rows that the drops keep, since these are what is exported."""
    found: Categories = ask(queries.categories, view.kept(), column, limit=_MOST)
    return found, {value: int(n) for value, n in zip(found.values, found.kept, strict=True) if value and n}


def draw(view: View, column: str) -> None:
    """The mix of a column to which it `applies`."""
    found, there = _there(view, column)
    if column not in state.get("mix", {}):
        st.caption(say("An equal share of each value to begin with; edit the targets in the table."))
    count, fill = _asked(view, sum(there.values()))
    shares = targets(column, found)
    if shares:
        _outcome(column, count, shares, allot(count, shares, there, fill), fill)
    else:
        st.caption(say("Every target is 0: give at least one value a target."))
    _table(view, column, there, shares, allot(count, shares, there, fill) if shares else None)


def _asked(view: View, kept: int) -> tuple[int, bool]:
    """How many rows, and what becomes of values that have too few."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        count = st.number_input(
            say("Rows to make"),
            1,
            None,
            step=100,
            width=150,
            help=say("Rows of the mix. About 10,000 good and varied rows are enough for fine-tuning."),
            **state.remember("mix_rows", max(min(_GOAL, kept), 1)),
        )
        mode = st.segmented_control(
            say("Where a value has too few rows"),
            ["short", "fill"],
            format_func={"short": say("Leave it short"), "fill": say("Fill up with the others")}.__getitem__,
            required=True,
            help=say(
                "Fill up: values that have more rows give the rest, by their targets, so that the number is reached."
            ),
            **state.remember("mix_fill", "short"),
        )
    if view.has_focus:
        st.caption(say("Of all kept rows, not only of those that are looked at: these are what is exported."))
    return int(count), mode == "fill"


def _outcome(column: str, count: int, shares: Mapping[str, float], plan: Allotted, fill: bool) -> None:
    taken = sum(plan.taken.values())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if taken == count:
            said = plural("All {n:,} row of this mix is there.", "All {n:,} rows of this mix are there.", count)
        else:
            said = plural(
                "**{n:,}** of {all} of this mix is there.",
                "**{n:,}** of {all} of this mix are there.",
                taken,
                all=numbers.counted(count, "row"),
            )
        if plan.missing:
            said += f" {sample_size.missing_words(column, plan.missing, fill and taken > 0)}"
        st.markdown(said, width="content")
        if st.button(
            say("Take {taken}", taken=numbers.counted(taken, "row")),
            key="take_mix",
            type="primary",
            icon=":material/download:",
            disabled=not taken,
            help=say("Opens Export with this mix. Its recipe repeats it, and so does the command line."),
        ):
            sample_size.prepare(count, column, shares, fill)


def _table(
    view: View, column: str, there: Mapping[str, int], shares: Mapping[str, float], plan: Allotted | None
) -> None:
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
            "value": st.column_config.TextColumn(inert.line(_heading(view, column)), width="medium"),
            "rows": st.column_config.NumberColumn(say("kept rows"), format="localized"),
            "share": st.column_config.ProgressColumn(say("actual"), format="%.1f %%", min_value=0, max_value=100),
            "target": st.column_config.NumberColumn(
                say("target ✎"),
                format="%.1f %%",
                min_value=0.0,
                max_value=100.0,
                help=say("Edit it, in per cent: targets are scaled to 100. A value with 0 is left out."),
            ),
            "taken": st.column_config.NumberColumn(say("taken"), format="localized"),
            "missing": st.column_config.NumberColumn(say("missing"), format="localized"),
        },
        num_rows="fixed",
    )
    wanted = {value: float(row["target"] or 0.0) for value, row in zip(there, edited, strict=True)}
    if any(abs(wanted[value] - row["target"]) > 1e-9 for value, row in zip(there, rows, strict=True)):
        state.put("mix", {**state.get("mix", {}), column: wanted})
        state.put("mix_version", version + 1)
        st.rerun()
    if column in state.get("mix", {}) and st.button(
        say("Equal targets"), key="equal_mix", type="tertiary", icon=":material/balance:"
    ):
        state.put("mix", {name: held for name, held in state.get("mix", {}).items() if name != column})
        state.put("mix_version", version + 1)
        st.rerun()


def _heading(view: View, column: str) -> str:
    """The column by its name, as it always was; by its words in another language, where it has some."""
    label = column_label(view.dataset.columns[column])
    return column if label == view.dataset.columns[column].label else label
