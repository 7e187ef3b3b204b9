"""Every aggregate: (View, …) -> small records or Arrow. One DuckDB query each, whose cost follows bins, not rows."""

from __future__ import annotations

from explorer.queries.categorical import Categories, Cross, categories, cross, values_like
from explorer.queries.copies import Conflict, Copies, Redundant, closest_pairs, conflicts, copies, redundant, spare
from explorer.queries.crossed import Axis, Binned, Density, Summaries, axis_of, binned, density, summaries
from explorer.queries.excerpts import Excerpt, excerpt
from explorer.queries.faults import FlagCount, Rates, Together, fault_columns, flag_counts, flags, rates, together
from explorer.queries.hits import Hit, first_hits
from explorer.queries.lengths import Lengths, lengths
from explorer.queries.mix import Gutted, Mix, gutted, mix
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
    duplicate_groups,
    duplicates,
    reject_reasons,
    rejects,
    remarks,
)
from explorer.queries.rows import MAX_PAGE, neighbours, page, row, row_ids, rows
from explorer.queries.standing import Standing, standing
from explorer.queries.summary import dropped, summary
from explorer.queries.table import batches, default_columns, table
from explorer.queries.telling import LEAST, Telling, most_telling
from explorer.queries.tools import Tools, tools
from explorer.queries.typical import typical
from explorer.queries.unknown_values import UnknownValue, unknown_values
from explorer.queries.unsure import unsure_values
from explorer.queries.waterfall import Fall, Waterfall, waterfall

__all__ = [
    "LEAST",
    "MAX_PAGE",
    "Axis",
    "Binned",
    "Categories",
    "Conflict",
    "Copies",
    "Cross",
    "Density",
    "DuplicateCount",
    "Excerpt",
    "Fall",
    "FlagCount",
    "Gutted",
    "Histogram",
    "Hit",
    "Lengths",
    "Mix",
    "Outside",
    "Percentiles",
    "Rates",
    "Redundant",
    "Standing",
    "Summaries",
    "Telling",
    "Together",
    "Tools",
    "Totals",
    "UnknownValue",
    "Waterfall",
    "axis_of",
    "batches",
    "bin_edges",
    "binned",
    "categories",
    "closest_pairs",
    "conflicts",
    "copies",
    "cross",
    "default_columns",
    "density",
    "dropped",
    "duplicate_groups",
    "duplicates",
    "excerpt",
    "fault_columns",
    "first_hits",
    "flag_counts",
    "flags",
    "gutted",
    "histogram",
    "histograms",
    "lengths",
    "mix",
    "most_telling",
    "neighbours",
    "outside",
    "page",
    "percentiles",
    "rates",
    "redundant",
    "reject_reasons",
    "rejects",
    "remarks",
    "row",
    "row_ids",
    "rows",
    "spare",
    "standing",
    "summaries",
    "summary",
    "table",
    "together",
    "tools",
    "totals",
    "typical",
    "unknown_values",
    "unsure_values",
    "values_like",
    "waterfall",
]
