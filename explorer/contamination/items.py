"""The items of a reference: what its rows ask, each text once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as pq

from explorer import filters, queries
from explorer.contamination.cut import cut
from explorer.errors import ExplorerError
from explorer.store import Dataset
from explorer.view import View

_FEWEST = 3  # words below which a text names nothing: "Yes", "Question 3"


class Item(NamedTuple):
    """One item. reference: number of its reference, from 0. row_id: of the row there that asks it. text: what it asks."""

    reference: int
    row_id: int
    text: str


def items_of(view: View, reference: int = 0) -> list[Item]:
    """What the rows of a view ask; equal texts once, the shortest ones not at all."""
    wanted = np.asarray(queries.row_ids(view, limit=view.dataset.rows), dtype=np.int64)
    return _distinct(Item(reference, row_id, text) for row_id, text in asked(view.dataset, wanted))


def of_splits(dataset: Dataset) -> tuple[str, list[str], list[Item]]:
    """(condition for the split that is trained on, names of the others, their items): a dataset's parts against its largest.

    ExplorerError where the dataset has one part alone.
    """
    column = "split" if "split" in dataset.columns else "file"
    everything = View.of(dataset, by_hand=False)
    named = [value for value in queries.categories(everything, column).values if value is not None]
    if len(named) < 2:
        raise ExplorerError(
            "The dataset has one split alone.", "Name what to hold it against: --against benchmark.jsonl."
        )
    items: list[Item] = []
    for number, name in enumerate(named[1:]):
        items += items_of(everything.focused(filters.one_of(column, [name])), number)
    return filters.one_of(column, named[:1]), named[1:], items


def asked(dataset: Dataset, wanted: np.ndarray) -> Iterator[tuple[int, str]]:
    """(row_id, what the row asks, or says where it asks nothing) of some rows. wanted: row ids, in order."""
    for path, first in dataset.text_parts():
        table = pq.read_table(path, columns=["prompt", "response"])
        here = wanted[(wanted >= first) & (wanted < first + table.num_rows)] - first
        some = table.take(here)
        pairs = zip(some["prompt"].to_pylist(), some["response"].to_pylist(), strict=True)
        for place, (prompt, response) in zip(here.tolist(), pairs, strict=True):
            yield first + place, prompt or response or ""


def _distinct(items: Iterable[Item]) -> list[Item]:
    seen: set[str] = set()
    found = []
    for item in items:
        words = cut(item.text)
        key = " ".join(words)
        if len(words) >= _FEWEST and key not in seen:
            seen.add(key)
            found.append(item)
    return found
