"""Figures on the page, and what a person selected in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, cast

import streamlit as st

from explorer.charts.theme import CONFIG, Mode
from explorer.ui import state


def mode() -> Mode:
    """Light or dark, as the app is shown."""
    return "dark" if st.context.theme.type == "dark" else "light"


Kind = Literal["points", "box", "lasso"]


def show(
    figure: Any,
    key: str,
    selection: Kind | Sequence[Kind] | None = None,
    acts: Callable[[dict[str, Any]], bool] | None = None,
    height: Literal["content", "stretch"] = "content",
) -> dict[str, Any] | None:
    """Draw a figure; the selection that was just made in it, once, or None.

    selection: "points", "box" or "lasso", or several of them. A selection stays in the widget over reruns, so one that was acted on is remembered.
    acts: called with a selection before the page is drawn again; True where it has dealt with it by changing the state. That
    saves drawing the page once for the old state. height: "stretch" for that of the container.
    """
    if selection is None:
        st.plotly_chart(figure, key=key, config=CONFIG, theme=None, width="stretch")
        return None

    def before() -> None:
        found, made = _selection(st.session_state.get(key))
        if acts is not None and found and made != state.get(f"acted.{key}") and acts(found):
            state.put(f"acted.{key}", made)

    event = cast(
        "dict[str, Any]",
        st.plotly_chart(
            figure,
            key=key,
            config=CONFIG,
            theme=None,
            width="stretch",
            height=height,
            on_select="rerun" if acts is None else before,
            selection_mode=selection,
        ),
    )
    found, made = _selection(event)
    if made == state.get(f"acted.{key}"):
        return None
    state.put(f"acted.{key}", made)
    return found


def _selection(event: Any) -> tuple[dict[str, Any] | None, str]:
    """(the selection of an event, None where nothing is selected; what tells it from others)."""
    found = dict(event.get("selection") or {}) if event else {}
    made = repr([found.get("point_indices"), found.get("points"), found.get("box"), found.get("lasso")])
    return (found if found.get("points") or found.get("box") or found.get("lasso") else None), made


def points(selection: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Points of a selection."""
    return list((selection or {}).get("points") or [])


def rectangle(selection: dict[str, Any] | None) -> tuple[float, float, float, float] | None:
    """(left, right, bottom, top) of a selection drawn as a box, in the units of the axes."""
    boxes = list((selection or {}).get("box") or [])
    if not boxes or min(len(boxes[0].get(side) or []) for side in ("x", "y")) < 2:
        return None
    left, right = sorted(float(x) for x in boxes[0]["x"][:2])
    bottom, top = sorted(float(y) for y in boxes[0]["y"][:2])
    return left, right, bottom, top


def box(selection: dict[str, Any] | None) -> tuple[float, float, str] | None:
    """(left, right, x axis) of a selection drawn as a box."""
    boxes = list((selection or {}).get("box") or [])
    if not boxes or len(boxes[0].get("x") or []) < 2:
        return None
    left, right = sorted(float(x) for x in boxes[0]["x"][:2])
    return left, right, str(boxes[0].get("xref", "x"))
