"""Fewer rows than the filter keeps: how many, and spread over what. Shared by Export and the target mix of Categories."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.errors import ExplorerError
from explorer.export.choose import parse_mix
from explorer.ui import state
from explorer.ui.parts import inert
from explorer.ui.parts.category_columns import choices
from explorer.view import View

_MIX = "pick_mix"
_ALL = ""


def prepare(rows: int, by: str, mix: Mapping[str, float]) -> None:
    """Set the choices that the Export page shows, and go there."""
    state.put(_MIX, {"by": by, "mix": dict(mix)})
    st.session_state["pick_rows"] = rows
    st.session_state["pick_by"] = by
    state.go("export")


def options(view: View, kept: int) -> dict[str, Any]:
    """The controls; what they ask for, as export options. kept: rows that the filter keeps."""
    offered = {column.name: column for column in choices(view) if column.kind == "category"}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rows = st.number_input(
            "Rows",
            min_value=0,
            max_value=max(kept, 0),
            step=1000,
            width=180,
            key="pick_rows",
            persist_state="session",
            help="0 takes all kept rows. About 10,000 good and varied rows are enough for SFT.",
        )
        if st.session_state.get("pick_by") not in (None, _ALL, *offered):
            st.session_state["pick_by"] = _ALL
        by = st.selectbox(
            "Spread over",
            [_ALL, *offered],
            format_func=lambda name: inert.line(offered[name].label) if name else "at random",
            width=220,
            key="pick_by",
            persist_state="session",
            disabled=not rows,
            help="The same number of rows of each value, as far as there are that many.",
        )
    if not rows:
        return {}
    held = state.get(_MIX) or {}
    mix = held.get("mix") if by and held.get("by") == by else None
    if mix:
        try:
            parse_mix(text := json.dumps(mix, ensure_ascii=False))
        except ExplorerError:
            return {"pick": int(rows), "by": by}
        shown = ", ".join(f"{inert.label(name, 40)} {share:.0%}" for name, share in list(mix.items())[:12] if share)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"In the mix set on Categories: {shown}{' …' if len(mix) > 12 else ''}", width="content")
            if st.button("Evenly instead", key="drop_mix", type="tertiary"):
                state.put(_MIX, None)
                st.rerun()
        return {"pick": int(rows), "by": by, "mix": text}
    return {"pick": int(rows), "by": by or ""}
