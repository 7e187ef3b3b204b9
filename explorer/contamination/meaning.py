"""Rows that ask what an item asks in other words: worth a look, and never more than that."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer import queries, workers
from explorer.contamination.items import Item, asked
from explorer.contamination.matching import MEANING, Found, Match
from explorer.passes.embedding import encode, encode_parallel
from explorer.progress import Progress, Report, silent
from explorer.view import View

ALIKE = 0.8
"""Cosine from which a row asks nearly the same: of paraphrases among other rows, 73 % are found, and 98 % of what is found is one."""

MOST = 50_000
"""Rows that are read; of more, a sample drawn by seed, since the encoder reads some hundred a second on a core."""

_ALONE = 2_000  # texts up to which worker processes take longer to start than they save
_BLOCK = 4_096
_SEED = 42


def look(view: View, items: Sequence[Item], found: Found, report: Report = silent) -> tuple[Found, int]:
    """(what was found with the rows of like meaning among its matches, how many rows were read).

    Rows in which an item was found by its words are not read again.
    """
    known = set(found.rows())
    ids = np.array([one for one in queries.row_ids(view, limit=view.dataset.rows) if one not in known], np.int64)
    if len(ids) > MOST:
        ids = np.sort(np.random.default_rng(_SEED).choice(ids, MOST, replace=False))
    if not len(ids) or not items:
        return found, 0
    there = _encoded([one.text for one in items], "Reading the reference for its meaning", report)
    here = _encoded([text for _, text in asked(view.dataset, ids)], "Reading rows for their meaning", report)
    matches = list(found.matches)
    for start in range(0, len(here), _BLOCK):
        likeness = here[start : start + _BLOCK] @ there.T
        best = likeness.argmax(axis=1)
        top = likeness[np.arange(len(best)), best]
        for place in np.flatnonzero(top >= ALIKE).tolist():
            item = items[int(best[place])]
            matches.append(
                Match(int(ids[start + place]), item.reference, item.row_id, round(float(top[place]), 4), MEANING)
            )
    return found._replace(matches=matches), len(ids)


def _encoded(texts: Sequence[str], label: str, report: Report) -> np.ndarray:
    progress = Progress(label, 0, len(texts), unit="rows")

    def told(done: int) -> None:
        progress.done = done
        report(progress)

    if len(texts) <= _ALONE:
        return encode(texts)
    with workers.make_pool() as executor:
        return encode_parallel(texts, executor, told)
