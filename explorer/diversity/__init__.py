"""How varied the kept rows of a view are, in numbers that are the same every time.

Of meaning: Vendi score, NovelSum, coverage of the whole by what is kept; these need a map. Of texts: compression ratio, openings
and endings that many answers share, distinct prompts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from explorer.diversity import formulas, stored, texts
from explorer.diversity.texts import Shared, TextFigures
from explorer.passes import map_vectors
from explorer.progress import Report, silent
from explorer.store.table import alias
from explorer.view import View
from explorer.words import later

__all__ = ["ENOUGH", "HELP", "Diversity", "Shared", "TextFigures", "known", "measure"]

ENOUGH = 200
"""Kept rows from which these figures tell something: of fewer, five that begin alike are a habit of none."""

_SEED = 42
_TEXTS = 20_000  # rows whose texts are read
_NOVEL = 2_500  # rows between which distances are taken
_AROUND = 10_000  # rows from which density is told, and whose nearest kept row is looked for
_NEAREST = 20_000  # kept rows that these are held against

HELP = {
    "distinct_prompts": later("Kept rows with a prompt of their own, over all kept rows; the same prompt counts once."),
    "vendi": later(
        "Vendi score, linear kernel, exact: exp of the entropy of the eigenvalues of X'X / n (Friedman and Dieng, 2023). From 1 to the number of dimensions."
    ),
    "novelsum": later(
        "NovelSum on a seeded sample of 2,500: mean of sum(d * density^0.5 / rank) / sum(1 / rank) (Yang et al., ACL 2025)."
    ),
    "novelsum_kept": later(
        "NovelSum of the kept rows over that of the whole dataset; 1 where nothing is dropped. Each map has vectors of its own: hold NovelSum against no other dataset."
    ),
    "coverage": later(
        "Mean likeness of all rows of the dataset to the nearest kept row, both on seeded samples; 1 where nothing is dropped."
    ),
    "prompt_compression": later(
        "Bytes of prompts over bytes compressed together (zstd, 128 MB window), on a seeded sample of 20,000: more, more alike."
    ),
    "answer_compression": later(
        "The same of answers: performance falls as a dataset gets more compressible (Yin et al., 2024)."
    ),
    "self_repetition": later(
        "Share of answers whose first or last four words (eight characters in Chinese) more than 0.1 % of answers share."
    ),
}
"""What each figure is, with formula and source."""


class Diversity(NamedTuple):
    """rows: kept. Figures as `HELP` says; None where there is no map, or nothing to tell."""

    rows: int
    distinct_prompts: float | None
    vendi: float | None
    novelsum: float | None
    novelsum_kept: float | None
    coverage: float | None
    prompt_compression: float | None
    answer_compression: float | None
    self_repetition: float | None
    openings: list[Shared]
    endings: list[Shared]

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        listed = {name: [one._asdict() for one in getattr(self, name)] for name in ("openings", "endings")}
        return {**self._asdict(), **listed}


def measure(view: View, report: Report = silent) -> Diversity:
    """Measured once for each view. report: may raise `BuildCancelled`."""
    view = view.kept()
    found = known(view)
    if found is None:
        found = _slot(view)["found"] = _measured(view, report)
        if view.is_everything:
            stored.keep(view.dataset, found.as_dict())
    return found


def known(view: View) -> Diversity | None:
    """What was measured of a view before, None where nothing was: costs nothing. Of whole datasets it outlives the process."""
    view = view.kept()
    slot = _slot(view)
    if (
        "found" not in slot
        and view.is_everything
        and (facts := stored.kept(view.dataset, Diversity._fields)) is not None
    ):
        slot["found"] = _of_facts(facts)
    return slot.get("found")


def _slot(view: View) -> dict[str, Diversity]:
    """Where the figures of a view are kept; another one as soon as the dataset knows more of its rows."""
    return view.dataset.kept_result(("diversity", view.key), dict)


def _of_facts(facts: Mapping[str, Any]) -> Diversity:
    listed = {name: [Shared(**one) for one in facts[name]] for name in ("openings", "endings")}
    return Diversity(**{**facts, **listed})


def _measured(view: View, report: Report) -> Diversity:
    dataset = view.dataset
    found = dataset.query(f"SELECT row_id FROM rows WHERE {view.where} ORDER BY row_id", reads=view.reads)
    rows = found["row_id"].to_numpy().astype(np.int64)
    if not len(rows):
        return Diversity(0, None, None, None, None, None, None, None, None, [], [])
    told = texts.measure(dataset, rows[formulas.sampled(len(rows), _TEXTS, _SEED)], report)
    vendi = novelsum = novelsum_kept = coverage = None
    if map_vectors.has_vectors(dataset):
        vectors = map_vectors.vectors(dataset)
        vendi = formulas.vendi(vectors) if len(rows) == dataset.rows else formulas.vendi(_Rows(vectors, rows))
        some, around = (_some(vectors, rows, most, seed) for most, seed in ((_NOVEL, _SEED), (_AROUND, _SEED + 1)))
        novelsum = formulas.novelsum(some, formulas.densities(some, around))
        novelsum_kept = coverage = 1.0
        if len(rows) < dataset.rows:
            novelsum_kept = novelsum / max(measure(view.everything(), report).novelsum or 0.0, 1e-9)
            every = _some(vectors, np.arange(dataset.rows), _AROUND, _SEED)
            coverage = float(formulas.coverage(every, _some(vectors, rows, _NEAREST, _SEED)).mean(dtype=np.float64))
    return Diversity(
        len(rows),
        _distinct(view, len(rows)),
        vendi,
        novelsum,
        novelsum_kept,
        coverage,
        told.prompts,
        told.answers,
        told.repeating,
        told.openings,
        told.endings,
    )


class _Rows:
    """Some rows of vectors on disk, read where they are needed."""

    def __init__(self, vectors: np.ndarray, rows: np.ndarray) -> None:
        self._vectors, self._rows = vectors, rows
        self.shape = (len(rows), vectors.shape[1])

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, places: slice) -> np.ndarray:
        return self._vectors[self._rows[places]]


def _some(vectors: np.ndarray, rows: np.ndarray, most: int, seed: int) -> np.ndarray:
    return np.asarray(vectors[rows[formulas.sampled(len(rows), most, seed)]], np.float32)


def _distinct(view: View, rows: int) -> float | None:
    if "prompt_group" not in view.dataset.columns:
        return None
    n = alias("n")
    sql = f"SELECT count(DISTINCT coalesce(prompt_group, -1 - row_id)) AS {n} FROM rows WHERE {view.where}"
    return view.dataset.query(sql, reads={*view.reads, "prompt_group"})[n][0].as_py() / rows
