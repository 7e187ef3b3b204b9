"""Dataset layers: what can only be told by looking at all rows together.

A new pass is one module here and one entry in `PASSES`. It gives only the rows that have something to say.
"""

from __future__ import annotations

from explorer.passes.conflicts import CONFLICTS
from explorer.passes.dataset_pass import Inputs, Pass
from explorer.passes.exact_duplicates import DUPLICATES
from explorer.passes.flagged_turns import FLAGGED_TURNS
from explorer.passes.map import MAP, ROUGH
from explorer.passes.map_source import Reading, reading_of
from explorer.passes.near_duplicates import NEAR
from explorer.passes.odd_labels import LABELS
from explorer.passes.templates import TEMPLATES

PASSES: tuple[Pass, ...] = (DUPLICATES, TEMPLATES, NEAR, CONFLICTS, ROUGH, MAP, LABELS, FLAGGED_TURNS)
"""In the order in which they are computed: a pass comes after those that it needs."""

__all__ = ["LABELS", "MAP", "PASSES", "ROUGH", "Inputs", "Pass", "Reading", "reading_of"]
