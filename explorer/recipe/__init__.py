"""The recipe beside an export: what was kept, from what, by what; enough to make the same file again."""

from __future__ import annotations

from explorer.recipe.account import PARTS, account, accounted
from explorer.recipe.form import (
    FORMAT,
    SUFFIX,
    WITH_ADDED,
    WITH_CHOICE,
    WITH_COLUMNS,
    WITH_GROUPS,
    WITH_ROWS,
    WITH_STEPS,
    dumps,
    load,
    loads,
)
from explorer.recipe.make import make
from explorer.recipe.replay import (
    OLD_STEP,
    columns_of,
    conditions,
    is_same_output,
    queries_of,
    reading_of,
    require_same_map,
    require_same_source,
    source_paths,
    view_of,
)

__all__ = [
    "FORMAT",
    "OLD_STEP",
    "PARTS",
    "SUFFIX",
    "WITH_ADDED",
    "WITH_CHOICE",
    "WITH_COLUMNS",
    "WITH_GROUPS",
    "WITH_ROWS",
    "WITH_STEPS",
    "account",
    "accounted",
    "columns_of",
    "conditions",
    "dumps",
    "is_same_output",
    "load",
    "loads",
    "make",
    "queries_of",
    "reading_of",
    "require_same_map",
    "require_same_source",
    "source_paths",
    "view_of",
]
