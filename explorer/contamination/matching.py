"""Which rows of a dataset hold items of a reference, by a rule."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from explorer import queries, workers
from explorer.contamination import index as indexes
from explorer.contamination.index import Index
from explorer.contamination.items import Item
from explorer.contamination.rules import DEFAULT, Rule
from explorer.contamination.scan import Candidate, Scanned, scan, scan_kept
from explorer.progress import Progress, Report, silent
from explorer.view import View

MEANING = "meaning"
"""The kind of matches that are worth a look and no more."""

_ALONE = 20_000  # rows up to which no worker is started


class Match(NamedTuple):
    """A row that holds an item. reference: number of it, from 0. item: row_id in the reference. overlap: of the item's shingles
    (words, where the rule counts those), what the row holds, 0 to 1. kind: "whole", "cut" where a text of the row is a part of the item,
    "short" where it is an item of a few words.
    """

    row_id: int
    reference: int
    item: int
    overlap: float
    kind: str


class Reference(NamedTuple):
    """What was found of one reference. items: that it has. items_found: that some row holds. rows: that hold one."""

    name: str
    items: int
    items_found: int
    rows: int


class Found(NamedTuple):
    """rule: by which. looked_at: rows that were held against the references."""

    rule: Rule
    references: list[Reference]
    matches: list[Match]
    looked_at: int

    def rows(self, reference: int | None = None) -> list[int]:
        """Rows that hold an item word by word, of one reference or of any; those of like meaning are not among them."""
        return sorted(
            {one.row_id for one in self.matches if reference in (None, one.reference) and one.kind != MEANING}
        )

    def as_dict(self) -> dict[str, Any]:
        """For machines: what `contaminate --json` prints."""
        return {
            "rule": self.rule.name,
            "rows": self.looked_at,
            "rows_with_an_item": len(self.rows()),
            "references": [one._asdict() for one in self.references],
            "matches": [{**one._asdict(), "reference": self.references[one.reference].name} for one in self.matches],
        }


def find(
    view: View, names: Sequence[str], items: Sequence[Item], rule: Rule = DEFAULT, report: Report = silent
) -> Found:
    """Hold the kept rows of a view against items. names: of the references that the items are numbered by."""
    dataset = view.dataset
    parts = dataset.text_parts()
    ids = np.asarray(queries.row_ids(view, limit=dataset.rows), dtype=np.int64)
    made = indexes.make(items, rule)
    chosen = list(_chosen(parts, ids, dataset.rows))
    progress = Progress("Holding rows against the reference", 0, len(ids), unit="rows")
    scanned: list[Scanned] = []
    for (_, some), one in zip(chosen, _scanned(made, parts, [some for _, some in chosen], dataset.rows), strict=True):
        scanned.append(one)
        progress.done += len(some) if some is not None else 0
        report(progress)
    return found_in(made, names, items, [first for _, first in parts], scanned, len(ids))


def _chosen(parts: Sequence[tuple[Path, int]], ids: np.ndarray, rows: int) -> Iterator[tuple[Path, np.ndarray | None]]:
    """Each part with the places of its rows that are looked at."""
    ends = [*(first for _, first in parts[1:]), rows][: len(parts)]
    for (path, first), end in zip(parts, ends, strict=True):
        yield path, ids[(ids >= first) & (ids < end)] - first


def _scanned(
    made: Index, parts: Sequence[tuple[Path, int]], chosen: Sequence[np.ndarray | None], rows: int
) -> Iterator[Scanned]:
    paths = [path for path, _ in parts]
    if rows <= _ALONE:
        yield from (scan(made, path, some) for path, some in zip(paths, chosen, strict=True))
        return
    with tempfile.TemporaryDirectory(prefix="explorer-items-") as folder, workers.make_pool() as executor:
        kept = Path(folder) / "index"
        indexes.keep(made, kept)
        try:
            yield from executor.map(scan_kept, [kept] * len(paths), paths, chosen)
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def found_in(
    made: Index,
    names: Sequence[str],
    items: Sequence[Item],
    bases: Sequence[int],
    scanned: Sequence[Scanned],
    rows: int,
) -> Found:
    """What the parts of a dataset tell together. bases: row_id of each part's first row."""
    weights = _weights(made, scanned, rows)
    matches = []
    for base, one in zip(bases, scanned, strict=True):
        for candidate in one.candidates:
            overlap = _overlap(made, candidate, weights)
            kind = "whole" if overlap >= max(made.rule.least, 1e-9) else "cut" if candidate.is_cut else ""
            if made.rule.name == "half" and overlap <= made.rule.least:
                kind = ""
            if kind:
                item = items[candidate.item]
                matches.append(Match(base + candidate.row, item.reference, item.row_id, round(overlap, 4), kind))
        for row, number in one.exact:
            matches.append(Match(base + row, items[number].reference, items[number].row_id, 1.0, "short"))
    matches = sorted(set(matches), key=lambda one: (one.row_id, one.reference, -one.overlap, one.item))
    told = []
    for number, name in enumerate(names):
        mine = [one for one in matches if one.reference == number]
        asked = sum(item.reference == number for item in items)
        told.append(Reference(name, asked, len({one.item for one in mine}), len({one.row_id for one in mine})))
    return Found(made.rule, told, matches, rows)


def _weights(made: Index, scanned: Iterable[Scanned], rows: int) -> np.ndarray:
    """How much each shingle tells: less where many items or many rows have it, as those of templates do."""
    if not made.rule.weighted:
        return np.ones(len(made.grams))
    held = np.bincount(
        np.concatenate([np.zeros(0, np.int64), *(np.unique(own) for own in made.windows)]), minlength=len(made.grams)
    )
    there = np.zeros(len(made.grams), np.int64)
    for one in scanned:
        there[one.grams] += one.rows
    return np.log1p(len(made.windows) / np.maximum(held, 1)) * np.log1p(rows / np.maximum(there, 1))


def _overlap(made: Index, candidate: Candidate, weights: np.ndarray) -> float:
    window = made.windows[candidate.item]
    if made.rule.weighted:
        own = np.unique(window)
        return float(weights[candidate.found].sum() / max(float(weights[own].sum()), 1e-12))
    # Words of the item that lie in a shingle which the row has too.
    begins = np.isin(window, candidate.found)
    covered = np.zeros(made.words[candidate.item], bool)
    for place in np.flatnonzero(begins).tolist():
        covered[place : place + made.rule.width] = True
    return float(covered.mean())
