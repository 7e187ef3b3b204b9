"""Scrolls the reader to a turn: the one to see first, and those that a finding's link names."""

from __future__ import annotations

from explorer.ui.parts import own_component


def draw(row_id: int, turn: int, about: str) -> None:
    """turn: to be seen first, -1 for none. about: what is read; only where it changes does the page move."""
    own_component.load("turn_jump")(
        key="turn_jump", data={"row": row_id, "turn": turn, "about": about}, height="content"
    )
