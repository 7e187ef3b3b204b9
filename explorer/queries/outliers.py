"""What the map tells of single rows: those that stand apart, lie in a knot, say the same again, have an odd label."""

from __future__ import annotations

from typing import NamedTuple

from explorer import filters
from explorer.columns import Column
from explorer.queries.numeric import single_row
from explorer.view import View

APART = 0.99
"""Part of the rows that stand less apart than those that are shown as outliers."""

_FLAGS = ("in_knot", "is_meaning_copy", "label_disagrees")


class Sign(NamedTuple):
    """column: that tells. term: filter of the rows that it is told of. all, kept: such rows."""

    column: Column
    term: str
    all: int
    kept: int


def signs(view: View) -> list[Sign]:
    """What the map's columns tell, with a filter for each; only what is told of a row at all."""
    known = view.dataset.columns
    terms = {name: filters.flag(name, True) for name in _FLAGS if name in known}
    if "apartness" in known:
        found = view.dataset.kept_result("far", lambda: _far(view))
        if found is not None:
            # Seen to four places, so that the filter can be read.
            terms = {"apartness": filters.between("apartness", round(float(found) + 5e-5, 4), None), **terms}
    if not terms:
        return []
    told_of = [View.of(view.dataset, term) for term in terms.values()]
    counted = ", ".join(
        f"count(*) FILTER (WHERE {told.where}), count(*) FILTER (WHERE {told.where} AND {view.where})"
        for told in told_of
    )
    reads = view.reads.union(*(told.reads for told in told_of))
    counts = single_row(view, f"SELECT {counted} FROM rows", reads)
    told = [
        Sign(known[name], term, counts[2 * place], counts[2 * place + 1])
        for place, (name, term) in enumerate(terms.items())
    ]
    return [one for one in told if one.all]


def _far(view: View) -> float | None:
    """The apartness of the outliers, at least; whatever the filter."""
    return single_row(view, f"SELECT quantile_disc(apartness, {APART}) FROM rows", {"apartness"})[0]
