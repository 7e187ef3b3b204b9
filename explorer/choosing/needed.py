"""What must be built before rows are chosen."""

from __future__ import annotations

from explorer import building
from explorer.choosing.plain import LONGEST
from explorer.choosing.spread import SPREAD
from explorer.choosing.strategy import Strategy
from explorer.passes import MAP

_COMPARED = ("near_group", "exact_group", "total_tokens")


def layers(strategy: Strategy, by: str = "", score: str = "") -> list[str]:
    """The layers that a choice and what it is held against read. by, score: as the request names them."""
    names = (*strategy.reads, *SPREAD.reads, *LONGEST.reads, *_COMPARED, by, score)
    # The map is no layer of the columns `reads` alone: `cluster` would have it drawn for strategies that do without.
    wanted = [name for name in building.needed_layers(*names) if name != MAP.name]
    return [*wanted, MAP.name] if strategy.needs_vectors else wanted
