"""The target mix on Categories: how much there should be of each value, how much there is, and a way to get there."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.charts import numbers
from explorer.labels import label_of
from explorer.queries import Categories
from explorer.ui import state
from explorer.ui.parts import inert, sample_size

_MOST = 60  # values in the table
_OTHER = "other"


def draw(found: Categories) -> None:
    """The section: an editable share for each value, equal ones at first."""
    kept = {value: int(n) for value, n in zip(found.values, found.kept, strict=True) if value is not None}
    values = [value for value, n in kept.items() if n][:_MOST]
    if len(values) < 2:
        return
    with st.expander("Target mix", icon=":material/balance:", type="compact", key="mix_open", on_change="rerun") as box:
        if not box.open:
            return
        wanted = _wanted(found.column, values)
        whole = sum(wanted.values()) or 1.0
        total = sum(kept[value] for value in values)
        rows = [
            {
                "value": inert.line(label_of(found.column, value), 60),
                "rows": kept[value],
                "share": 100 * kept[value] / max(total, 1),
                "target": 100 * wanted[value] / whole,
            }
            for value in values
        ]
        st.caption("Edit the targets, in per cent; they are scaled to 100. Values without a target are left out.")
        version = state.get("mix_version", 0)
        edited: Any = st.data_editor(
            rows,
            key=f"mix_{abs(hash((found.column, tuple(values)))):x}_{version}",
            hide_index=True,
            disabled=["value", "rows", "share"],
            column_config={
                "value": st.column_config.TextColumn(inert.line(found.column), width="medium"),
                "rows": st.column_config.NumberColumn("kept rows", format="localized"),
                "share": st.column_config.NumberColumn("share", format="%.1f %%"),
                "target": st.column_config.NumberColumn("target", format="%.1f %%", min_value=0.0, max_value=100.0),
            },
            num_rows="fixed",
        )
        targets = {value: float(row["target"] or 0.0) for value, row in zip(values, edited, strict=True)}
        if any(abs(targets[value] - row["target"]) > 1e-9 for value, row in zip(values, rows, strict=True)):
            state.put("mix", {**state.get("mix", {}), found.column: targets})
            state.put("mix_version", version + 1)
            st.rerun()
        _gap(found.column, kept, targets)


def _wanted(column: str, values: list[str]) -> dict[str, float]:
    """The targets of this session for a column; equal ones at first, nothing for what could not be told."""
    held = state.get("mix", {}).get(column, {})
    return {value: float(held.get(value, 0.0 if value == _OTHER else 1.0 if not held else 0.0)) for value in values}


def _gap(column: str, kept: dict[str, int], targets: dict[str, float]) -> None:
    """What the mix allows: the most rows it can have, and what is missing for 10,000."""
    whole = sum(targets.values())
    if not whole:
        st.caption("Every target is 0.")
        return
    shares = {value: target / whole for value, target in targets.items() if target}
    most = int(min(kept[value] / share for value, share in shares.items()))
    scarce = min(shares, key=lambda value: kept[value] / shares[value])
    goal = 10_000
    missing = {v: round(goal * share) - kept[v] for v, share in shares.items() if round(goal * share) > kept[v]}
    lines = [
        f"At most {numbers.counted(most, 'row')} can be taken in this mix: {inert.label(label_of(column, scarce), 60)} runs out first.",
    ]
    if missing:
        listed = sorted(missing.items(), key=lambda item: -item[1])
        said = ", ".join(f"{inert.label(label_of(column, value), 40)} {n:,}" for value, n in listed[:8])
        lines.append(f"For {goal:,} rows add: {said}{' …' if len(listed) > 8 else ''}.")
    st.markdown("  \n".join(lines))
    rows = min(most, goal) if most else min(goal, sum(kept.values()))
    if rows and st.button(f"Take {rows:,} rows in this mix", key="take_mix", icon=":material/download:"):
        sample_size.prepare(rows, column, shares)
