"""Files and how they are read: what several `Data` of the same files share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from explorer import building
from explorer.progress import Report
from explorer.store import Cache, Dataset


@dataclass(frozen=True)
class Opened:
    """Files and how they are read; what several `Data` of the same files share."""

    paths: tuple[Path, ...]
    options: building.Options
    report: Report = field(compare=False)

    @cached_property
    def cache(self) -> Cache:
        """The cache folder."""
        return Cache.default()

    def dataset(self, layers: Iterable[str] | None) -> Dataset:
        """The dataset with these layers built, all of them by default."""
        found = building.run(self.cache, self.paths, self.options, layers, self.report)
        if self.options.mapping:
            building.remember_mapping(self.cache, found.fingerprint, self.options.mapping)
        return found
