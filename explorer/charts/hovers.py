"""What several figures say of a bar, a cell or a tile under the mouse."""

from __future__ import annotations

from explorer.charts import numbers
from explorer.words import say


def kept_of(kept: int, every: int) -> str:
    """How many rows are kept of all there."""
    return say("{kept:,} of {all:,} rows kept", kept=kept, all=every)


def shares(kept: int, every: int, whole_kept: float, whole: float) -> str:
    """The same, and its shares of the kept rows and of all."""
    told = say(
        "{kept} of the kept rows, {all} of all", kept=numbers.share(kept / whole_kept), all=numbers.share(every / whole)
    )
    return f"{kept_of(kept, every)}<br>{told}"


def share_of_all(kept: int, every: int, whole: int) -> str:
    """The same, and the share of all rows."""
    return f"{kept_of(kept, every)}<br>{say('{share} of all rows', share=numbers.share(every / whole))}"
