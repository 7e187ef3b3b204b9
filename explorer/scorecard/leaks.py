"""Items of references that the kept rows hold: what the contamination layer says of a view."""

from __future__ import annotations

from typing import NamedTuple

from explorer.store.cache import read_json
from explorer.store.layers import CONTAMINATION
from explorer.store.table import quoted
from explorer.view import View
from explorer.words import say

FLAG = "is_contaminated"
"""The column that is true for rows with an item of any reference."""


class Held(NamedTuple):
    """One reference. found: its items that a kept row holds. items: that it has. rows: kept rows with an item of any reference."""

    name: str
    found: int
    items: int
    rows: int

    @property
    def said(self) -> str:
        """What was found, in one sentence."""
        return say(
            "{found:,} of {items:,} items of {name} are held, {rows:,} rows hold an item.",
            found=self.found,
            items=self.items,
            name=self.name,
            rows=self.rows,
        )


def were_asked(view: View) -> bool:
    """Whether the rows were ever held against a reference."""
    return view.dataset.beside(CONTAMINATION) is not None


def held_most(view: View) -> Held | None:
    """Of the references that were given, the one of which the largest share is held."""
    folder = view.dataset.beside(CONTAMINATION)
    listed = (read_json(folder / "layer.json") or {}).get("references", []) if folder is not None else []
    if not listed:
        return None
    rows = _count(view, "*", FLAG, {FLAG})
    held = []
    for one in listed:
        overlap, item = (quoted(name) for name in one["columns"])
        found = _count(view, f"DISTINCT {item}", f"{overlap} IS NOT NULL", set(one["columns"]))
        held.append(Held(str(one["name"])[:60], found, int(one["items"]), rows))
    return max(held, key=lambda one: (one.found / max(one.items, 1), one.found, one.name))


def _count(view: View, what: str, where: str, reads: set[str]) -> int:
    sql = f"SELECT count({what}) FROM rows WHERE ({view.where}) AND {where}"
    return int(view.dataset.query(sql, reads=view.reads | reads).column(0)[0].as_py())
