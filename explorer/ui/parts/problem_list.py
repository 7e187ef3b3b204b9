"""What is wrong, as ranked bars: each with its limit as a tick, and what can be done at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from streamlit.components.v2 import component

_HERE = Path(__file__).parent


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


@lru_cache(maxsize=1)
def _component() -> Any:
    js, css = ((_HERE / f"problem_list.{kind}").read_text("utf-8") for kind in ("js", "css"))
    return component("sft_problem_list", js=js, css=css)


def draw(key: str, problems: Sequence[Problem], quiet: str, on_press: Callable[[], None]) -> None:
    """Draw the list. `st.session_state[key].pressed` is (act, id) when the callback is called. quiet: one line below it."""
    _component()(
        key=key,
        data={
            "problems": [{**one._asdict(), "acts": [list(act) for act in one.acts]} for one in problems],
            "quiet": quiet,
        },
        on_pressed_change=on_press,
        height="content",
    )
