"""Figures on the page, and what a person selected in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, cast

import streamlit as st

from explorer.charts.theme import CONFIG, Mode
from explorer.ui import state


def mode() -> Mode:
    """Light or dark, as the app is shown."""
    return "dark" if st.context.theme.type == "dark" else "light"


Kind = Literal["points", "box", "lasso"]


def show(figure: Any, key: str, selection: Kind | Sequence[Kind] | None = None) -> dict[str, Any] | None:
    """Draw a figure; the selection that was just made in it, once, or None.

    selection: "points", "box" or "lasso", or several of them. A selection stays in the widget over reruns, so one that was acted on is remembered.
    """
    if selection is None:
        st.plotly_chart(figure, key=key, config=CONFIG, theme=None, width="stretch")
        return None
    event = cast(
        "dict[str, Any]",
        st.plotly_chart(
            figure, key=key, config=CONFIG, theme=None, width="stretch", on_select="rerun", selection_mode=selection
        ),
    )
    found = dict(event.get("selection") or {}) if event else {}
    made = repr([found.get("point_indices"), found.get("points"), found.get("box"), found.get("lasso")])
    if made == state.get(f"acted.{key}"):
        return None
    empty = not (found.get("points") or found.get("box") or found.get("lasso"))
    state.put(f"acted.{key}", made)
    return None if empty else found


def points(selection: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Points of a selection."""
    return list((selection or {}).get("points") or [])


def box(selection: dict[str, Any] | None) -> tuple[float, float, str] | None:
    """(left, right, x axis) of a selection drawn as a box."""
    boxes = list((selection or {}).get("box") or [])
    if not boxes or len(boxes[0].get("x") or []) < 2:
        return None
    left, right = sorted(float(x) for x in boxes[0]["x"][:2])
    return left, right, str(boxes[0].get("xref", "x"))
