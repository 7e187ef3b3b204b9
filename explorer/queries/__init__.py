"""Every aggregate: (View, …) -> small records or Arrow. One DuckDB query each, whose cost follows bins, not rows."""

from __future__ import annotations

from explorer.queries.categorical import Categories, Cross, categories, cross, values_like
from explorer.queries.numeric import (
    Histogram,
    Outside,
    Percentiles,
    Totals,
    bin_edges,
    histogram,
    histograms,
    outside,
    percentiles,
    totals,
)
from explorer.queries.quality import (
    DuplicateCount,
    FlagCount,
    duplicate_groups,
    duplicates,
    flags,
    reject_reasons,
    rejects,
    remarks,
)
from explorer.queries.rows import MAX_PAGE, neighbours, page, row, row_ids, rows

__all__ = [
    "MAX_PAGE",
    "Categories",
    "Cross",
    "DuplicateCount",
    "FlagCount",
    "Histogram",
    "Outside",
    "Percentiles",
    "Totals",
    "bin_edges",
    "categories",
    "cross",
    "duplicate_groups",
    "duplicates",
    "flags",
    "histogram",
    "histograms",
    "neighbours",
    "outside",
    "page",
    "percentiles",
    "reject_reasons",
    "rejects",
    "remarks",
    "row",
    "row_ids",
    "rows",
    "totals",
    "values_like",
]
