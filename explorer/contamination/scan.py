"""One part of a dataset held against an index: which rows may hold which items, and what of them they hold."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as pq

from explorer.contamination import hashed
from explorer.contamination.cut import cut
from explorer.contamination.index import Index, kept

_AT_ONCE = (
    1 << 18
)  # characters that are looked at together, so few that what is made of them stays in a processor's cache
_PARTS = ("system", "prompt", "response")
_CUT_SHARE = 0.8  # of a text's shingles that an item has, so that the text is a part of it
_CUT_SHINGLES = 8  # that such a text must have
_CUT_LEAST = 0.2  # of the item that it must be
_SHORT_SHINGLES = 3  # of a shorter text, which must lie in the item whole but for a word at its end
_SHORT_LEAST = 0.5  # and be so much of it


class Candidate(NamedTuple):
    """row: within the part. found: the places in the index's `grams` that the row has of the item. is_cut: one of the row's
    texts is a part of the item.
    """

    row: int
    item: int
    found: np.ndarray
    is_cut: bool


class Scanned(NamedTuple):
    """exact: (row, item) of short items that are a text of their own. grams, rows: in how many rows of the part each shingle is."""

    candidates: list[Candidate]
    exact: list[tuple[int, int]]
    grams: np.ndarray
    rows: np.ndarray


def scan_kept(index: Path, part: Path, chosen: np.ndarray | None) -> Scanned:
    """The same in a worker process."""
    return scan(kept(index), part, chosen)


def scan(index: Index, part: Path, chosen: np.ndarray | None) -> Scanned:
    """chosen: places of the rows to look at, None for all."""
    table = pq.read_table(part, columns=list(_PARTS))
    if chosen is not None:
        table = table.take(chosen)
    texts = [table[name].to_pylist() for name in _PARTS]
    candidates: list[Candidate] = []
    exact: list[tuple[int, int]] = []
    met = [np.zeros(0, np.int64)]
    some: list[str] = []
    size = first = 0
    for row in range(table.num_rows):
        for one in texts:
            some.append(one[row] or "")
            size += len(some[-1])
        if size > _AT_ONCE or row == table.num_rows - 1:
            hashes, ends = hashed.words(some)
            exact += [(first + place // len(_PARTS), item) for place, item in _short(index, some, hashes, ends)]
            found, seen = _look(index, hashes, ends, first)
            candidates += found
            met.append(seen)
            some, size, first = [], 0, row + 1
    grams, rows = np.unique(np.concatenate(met), return_counts=True)
    if chosen is not None:
        candidates = [one._replace(row=int(chosen[one.row])) for one in candidates]
        exact = [(int(chosen[row]), item) for row, item in exact]
    return Scanned(candidates, exact, grams, rows)


def _short(index: Index, texts: list[str], hashes: np.ndarray, ends: np.ndarray) -> list[tuple[int, int]]:
    """(text, item) of texts that are an item of a few words."""
    lengths = np.diff(ends, prepend=0)
    few = np.flatnonzero((lengths > 0) & (lengths < index.rule.width))
    few = few[np.isin(hashes[(ends - lengths)[few]], index.openings)]
    return [(text, item) for text in few.tolist() for item in index.short.get(tuple(cut(texts[text])), ())]


def _look(index: Index, hashes: np.ndarray, ends: np.ndarray, first: int) -> tuple[list[Candidate], np.ndarray]:
    """(candidates, grams once for each row that has them). hashes, ends: of the words of each text, three texts a row."""
    at, gram = index.met(hashes, ends)
    if not len(at):
        return [], gram
    text = np.searchsorted(ends, at, side="right")
    row = text // len(_PARTS)
    rows, grams = np.divmod(np.unique(row * len(index.grams) + gram), len(index.grams))
    counts = index.lead_starts[grams + 1] - index.lead_starts[grams]
    items = index.lead_items[
        np.repeat(index.lead_starts[grams] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    ]
    led, times = np.unique(np.repeat(rows, counts) * len(index.windows) + items, return_counts=True)
    led = led[times >= index.enough[led % len(index.windows)]]
    lengths = np.diff(ends, prepend=0)
    made = []
    for place, item in zip(*(side.tolist() for side in np.divmod(led, len(index.windows))), strict=True):
        own = grams[slice(*np.searchsorted(rows, (place, place + 1)))]
        window = index.windows[item]
        held = np.intersect1d(own, window)
        mine = slice(*np.searchsorted(row, (place, place + 1)))
        made.append(
            Candidate(
                first + place, item, held, index.rule.parts and _is_cut(index, text[mine], gram[mine], lengths, window)
            )
        )
    return made, grams


def _is_cut(index: Index, text: np.ndarray, gram: np.ndarray, lengths: np.ndarray, window: np.ndarray) -> bool:
    inside = np.isin(gram, window)
    for one in np.unique(text[inside]).tolist():
        shingles = int(lengths[one]) - index.rule.width + 1
        held = int(inside[text == one].sum())
        if shingles >= _CUT_SHINGLES and held >= _CUT_SHARE * shingles and held >= _CUT_LEAST * len(window):
            return True
        if _SHORT_SHINGLES <= shingles <= held + 1 and held >= _SHORT_LEAST * len(window):
            return True
    return False
