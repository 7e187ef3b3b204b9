"""What a person is looking at: a dataset and a filter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from explorer import filters
from explorer.filters import Filter
from explorer.store import Dataset


@dataclass(frozen=True)
class View:
    """The rows of `dataset` that `filter` keeps. Made anew for every look; all that is costly is kept by the dataset."""

    dataset: Dataset
    filter: Filter

    @classmethod
    def of(cls, dataset: Dataset, text: str = "") -> View:
        """The view that a filter expression asks for. FilterError with a hint where it is not valid."""
        return cls(dataset, filters.parse(text, dataset.columns))

    @property
    def key(self) -> tuple[str, str, str, int, str]:
        """Names this view for caches: the same key, the same results."""
        dataset = self.dataset
        return (dataset.fingerprint, dataset.mapping, dataset.encoding, dataset.generation, self.filter.text)

    @cached_property
    def where(self) -> str:
        """SQL that is true for the kept rows of the table `rows`, "TRUE" for everything. The filter is evaluated here, once."""
        if not self.filter.text:
            return "TRUE"
        self.dataset.ensure(self.filter.columns)
        sql = filters.to_sql(self.filter, self.dataset.columns, text_hit=self.dataset.text_hit)
        return self.dataset.mask(sql)

    @property
    def is_everything(self) -> bool:
        """Whether no row is dropped by construction."""
        return not self.filter.text

    def everything(self) -> View:
        """The same dataset without a filter."""
        return View.of(self.dataset)
