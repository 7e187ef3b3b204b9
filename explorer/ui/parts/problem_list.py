"""What is wrong, as ranked bars: each with its limit as a tick, and what can be done at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from explorer.ui.parts import own_component
from explorer.words import say


class Problem(NamedTuple):
    """One bar. bar, limit: 0 to 1 of the longest; None for none. number, of: at its end. acts: (name, words of the button)."""

    id: str
    verdict: str
    sign: str
    title: str
    told: str
    bar: float | None
    limit: float | None
    number: str
    of: str
    acts: tuple[tuple[str, str], ...]
    lack: bool = False


def draw(key: str, problems: Sequence[Problem], quiet: str, on_press: Callable[[], None]) -> None:
    """Draw the list. `st.session_state[key].pressed` is (act, id) when the callback is called. quiet: one line below it."""
    own_component.load("problem_list")(
        key=key,
        data={
            "problems": [{**one._asdict(), "acts": [list(act) for act in one.acts]} for one in problems],
            "quiet": quiet,
            "undo": say("Undo"),
        },
        on_pressed_change=on_press,
        height="content",
    )
