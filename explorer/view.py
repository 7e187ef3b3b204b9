"""What a person is looking at: a dataset and a filter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from explorer import filters
from explorer.filters import Filter
from explorer.store import Dataset, row_ids
from explorer.store.condition_cache import Patterns
from explorer.store.table import alias

_SHORT = 400  # characters of SQL


@dataclass(frozen=True)
class View:
    """The rows of `dataset` that `filter` keeps. Made anew for every look; all that is costly is kept by the dataset."""

    dataset: Dataset
    filter: Filter
    selection: str = ""
    """SQL made by this project, never text from outside, that narrows the filter: a sample, a part of a split."""
    selection_reads: frozenset[str] = frozenset()
    """Names of the columns that the selection reads."""
    named_rows: str = ""
    """Where the selection began with rows named one by one, their numbers: see `explorer.store.row_ids`."""

    @classmethod
    def of(cls, dataset: Dataset, text: str = "") -> View:
        """The view that a filter expression asks for. FilterError with a hint where it is not valid."""
        return cls(dataset, filters.parse(text, dataset.columns))

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Names this view for caches: the same key, the same results. It names the layers that are loaded."""
        dataset = self.dataset
        text = self.filter.text
        if self.selection:
            text += f"\0{hashlib.sha256(self.selection.encode()).hexdigest()}"  # it may name thousands of rows
        return (dataset.fingerprint, dataset.mapping, dataset.encoding, dataset.state, text)

    @cached_property
    def where(self) -> str:
        """SQL that is true for the kept rows of the table `rows`, "TRUE" for everything. The filter is evaluated here, once."""
        kept = "TRUE"
        if self.filter.text:
            self.dataset.ensure(self.filter.columns)
            sql = filters.to_sql(self.filter, self.dataset.columns, text_hit=self.dataset.text_hit)
            # A short condition costs each query less than it costs to keep its result.
            kept = f"({sql})" if len(sql) <= _SHORT else self.dataset.mask(sql, reads=self.filter.columns)
        return self.dataset.mask(f"{kept} AND ({self.selection})", reads=self.reads) if self.selection else kept

    @property
    def reads(self) -> frozenset[str]:
        """Names of the columns that `where` reads."""
        return self.filter.columns | self.selection_reads

    @property
    def is_everything(self) -> bool:
        """Whether no row is dropped by construction."""
        return not self.filter.text and not self.selection

    def patterns(self, conditions: Sequence[str], reads: Set[str]) -> Patterns:
        """Which of many conditions (SQL over the narrow columns `reads`) hold together on the kept rows: one small GROUP BY.

        What every count of them follows from, whatever the filter.
        """
        where = self.where
        names, n = self.dataset.packed(conditions, reads=reads), alias("n")
        listed = "".join(f"{name}, " for name in names)
        found = self.dataset.query(
            f"SELECT {listed}count(*)::BIGINT AS {n} FROM rows WHERE {where} {'GROUP BY ALL' if names else ''}",
            reads=self.reads,
        )
        bits = np.column_stack([found[name].to_numpy() for name in names]) if names else np.zeros((found.num_rows, 0))
        return Patterns(bits.astype(np.int64), found[n].to_numpy().astype(np.int64))

    def narrowed(self, selection: str, reads: Set[str]) -> View:
        """The same view with only those rows for which SQL made by this project, over the columns `reads`, holds too."""
        both = f"({self.selection}) AND ({selection})" if self.selection else selection
        return replace(self, selection=both, selection_reads=self.selection_reads | reads)

    def only(self, ids: Iterable[int]) -> View:
        """The same view with only these rows: any number of them, which a filter's text could not name.

        Once, and before it is narrowed otherwise: a recipe holds the rows, and then what was picked of them.
        """
        if self.selection:
            raise ValueError("rows are named before a selection is narrowed")
        text = row_ids.as_text(ids)
        return replace(self.narrowed(row_ids.sql(text), set()), named_rows=text)

    def everything(self) -> View:
        """The same dataset without a filter."""
        return View.of(self.dataset)
