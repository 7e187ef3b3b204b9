"""`random` and `longest`: what every other choice is held against."""

from __future__ import annotations

import numpy as np

from explorer.choosing.pool import Pool
from explorer.choosing.shares import quotas
from explorer.choosing.strategy import CAP, Picked, Request, Strategy
from explorer.progress import Report
from explorer.words import later, say

CODE = "programming"
"""The ability whose answers are not better for being long."""


def drawn(pool: Pool, request: Request, report: Report) -> Picked:
    """Rows at random: the same ones as a pick without a strategy."""
    del report
    order = np.argsort(pool.chances(request.seed), kind="stable")[: request.count]
    return Picked(order, lambda place: say("drawn at random, seed {seed}", seed=request.seed))


def longest(pool: Pool, request: Request, report: Report) -> Picked:
    """The longest answers under the cap of every ability, which keep their shares; of code rows at random."""
    del report
    labels, names = pool.values("ability") if pool.has("ability") else (np.zeros(len(pool), np.int32), [None])
    tokens = pool.answer_tokens
    chance = np.argsort(np.argsort(pool.chances(request.seed), kind="stable"))
    sizes = np.bincount(labels, minlength=len(names))
    quota = quotas(
        min(request.count, len(pool)), {str(n): size / max(len(pool), 1) for n, size in enumerate(sizes.tolist())}
    )
    found = [np.zeros(0, np.int64)]
    for number, name in enumerate(names):
        here = np.flatnonzero(labels == number)
        held = np.zeros(len(here)) if name == CODE else np.where(tokens[here] > CAP, -1, tokens[here])
        found.append(here[np.lexsort((chance[here], -held))][: quota[str(number)]])
    chosen = np.concatenate(found)
    ranks = np.concatenate([np.arange(len(part)) for part in found])
    order = np.lexsort((labels[chosen], ranks))
    chosen, ranks = chosen[order], ranks[order]

    def why(place: int) -> str:
        name = names[labels[chosen[place]]] or say("no ability")
        if name == CODE:
            return say("{name}: drawn at random, since longer code is no better", name=name)
        return say(
            "{rank:,} of {name} by length: {tokens:,} tokens",
            rank=ranks[place] + 1,
            name=name,
            tokens=tokens[chosen[place]],
        )

    return Picked(chosen, why)


RANDOM = Strategy(
    "random", later("At random"), later("Rows drawn by the seed: what every other choice has to beat."), drawn
)
LONGEST = Strategy(
    "longest",
    later("Longest answers"),
    later(
        "The longest answers under 4,096 tokens of every ability in its share; code at random, since longer code is no better."
    ),
    longest,
    reads=("ability", "response_tokens"),
)
