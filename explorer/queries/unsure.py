"""Source rows that were not read for sure: what a mapping is suggested from."""

from __future__ import annotations

from typing import Any

from explorer.queries.rows import row_ids
from explorer.view import View

_SAMPLE = 50


def unsure_values(view: View, limit: int = _SAMPLE) -> list[Any]:
    """Values of the first rows of the whole dataset that were not recognised or not for sure; of its first rows where all
    were. At most `limit`.
    """
    whole = view.everything()
    for condition in ("dialect = 'unknown' OR is_unsure", ""):
        ids = row_ids(View.of(whole.dataset, condition), limit=limit)
        if ids:
            return [view.dataset.source.value(row_id) for row_id in ids]
    return []
