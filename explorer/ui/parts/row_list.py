"""A list of rows, each as two lines of text: clicking anywhere in one opens it, boxes choose several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from explorer.ui.parts import inert, own_component
from explorer.words import say


class Line(NamedTuple):
    """One row of the list. why: (words, css) of why it is here; css "bad" for faults. badges: (words, css): keep, drop, mark.

    hit: where a searched text stands in the row, with whose turn it is; "" where the lines show it or nothing is searched.
    """

    row_id: int
    prompt: str
    answer: str
    side: str
    why: Sequence[tuple[str, str]] = ()
    badges: Sequence[tuple[str, str]] = ()
    dropped: bool = False
    hit: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For the browser."""
        return {
            "id": self.row_id,
            "prompt": self.prompt,
            "answer": self.answer,
            "side": self.side,
            "why": [list(one) for one in self.why],
            "badges": [list(one) for one in self.badges],
            "dropped": self.dropped,
            "hit": self.hit,
        }


def draw(
    key: str,
    lines: Sequence[Line],
    about: str,
    open_row: int | None,
    selected: Sequence[int],
    on_open: Callable[[], None],
    on_select: Callable[[], None],
    needles: Sequence[str] = (),
    nothing: str = "",
    above: int = 300,
) -> None:
    """Draw the list. `st.session_state[key]` holds `opened`, a row id, and `selected`, row ids, when a callback is called.

    above: pixels of the window that are taken by what stands above and below the list. about: names the list: with another, it is scrolled to its top. needles: marked in the lines.
    """
    own_component.load("row_list")(
        key=key,
        data={
            "rows": [line.as_dict() for line in lines],
            "about": about,
            "open": open_row,
            "selected": list(selected),
            "needles": list(needles),
            "nothing": nothing,
            "label": say("Rows"),
            "select_label": say("Select row"),
            "above": above,
            "search": ".st-key-filter_search input",
            "help": ".st-key-row_help button",
        },
        on_opened_change=on_open,
        on_selected_change=on_select,
        default={"selected": list(selected)},
        height="content",
    )


def text(value: str | None, limit: int = 240) -> str:
    """A row's text as one line."""
    return inert.line(value or "", limit)
