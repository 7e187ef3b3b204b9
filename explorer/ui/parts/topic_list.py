"""The map's groups as a list: colour, name, rows, and the most typical prompt of each. A click anywhere in one picks it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from explorer.ui.parts import own_component


class Topic(NamedTuple):
    """colour: "" for none. share, kept_share: of the largest group's rows, 0 to 1. typical: how its most typical row begins. on: it is looked at."""

    name: str
    colour: str
    counted: str
    share: float
    kept_share: float
    typical: str
    told: str
    on: bool = False


def draw(key: str, topics: Sequence[Topic], label: str, height: str, on_pick: Callable[[], None]) -> None:
    """Draw the list. `st.session_state[key].picked` is the place of a topic when the callback is called. height: CSS."""
    own_component.load("topic_list")(
        key=key,
        data={"topics": [topic._asdict() for topic in topics], "label": label, "height": height},
        on_picked_change=on_pick,
        height="content",
    )
