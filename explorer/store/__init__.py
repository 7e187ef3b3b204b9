"""The artifact cache, the layers on disk, and the datasets that are open. Sole owner of DuckDB connections."""

from __future__ import annotations

from explorer.store.cache import Cache, CacheEntry
from explorer.store.dataset import Dataset
from explorer.store.facts import FieldInfo, Ledger, PartFacts

__all__ = ["Cache", "CacheEntry", "Dataset", "FieldInfo", "Ledger", "PartFacts"]
