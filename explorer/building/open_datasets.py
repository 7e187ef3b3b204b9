"""Datasets that are open in this process, shared by all its sessions."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from explorer.building import shown_map
from explorer.building.survey import DEFAULT, Options, context_of, effective_mapping, remembered
from explorer.metrics import Context
from explorer.passes import PASSES
from explorer.store import Cache, Dataset
from explorer.store.dataset import registry_key
from explorer.store.layers import rows_folder

_KEPT = 6  # datasets held in memory; the one longest unused is closed first
_PASS_COLUMNS = frozenset(column.name for one in PASSES for column in one.columns)

_open: OrderedDict[str, Dataset] = OrderedDict()
_lock = threading.Lock()


def opened(cache: Cache, paths: Sequence[Path], options: Options = DEFAULT) -> Dataset | None:
    """The dataset as far as it is built, None before its first part is. Cheap when called again."""
    facts = remembered(cache, paths)
    if facts is None:
        return None
    mapping = effective_mapping(cache, facts["fingerprint"], options)
    dataset = opened_facts(cache, facts, mapping, context_of(cache, options))
    return dataset if dataset.generation else None


def opened_facts(cache: Cache, facts: Mapping[str, Any], mapping: str, context: Context) -> Dataset:
    """The dataset of these facts, with everything loaded that every build makes and that is on disk by now.

    What is built on request and arrives later, `Dataset.refresh` loads.
    """
    plain = [f"{entry['plain']}\0{entry['name']}" for entry in facts["files"]]
    key = registry_key(facts["fingerprint"], mapping, context.encoding, [str(cache.root), *plain])
    with _lock:
        dataset = _open.get(key)
        if dataset is None:
            folder = rows_folder(cache.dataset(facts["fingerprint"]), mapping)
            every, asked = (shown_map.folders(folder, on_request) for on_request in (False, True))
            dataset = _open[key] = Dataset(cache, facts, mapping, context, every, asked, _PASS_COLUMNS)
        else:
            dataset.expect(shown_map.folders(dataset.folder, True))
        _open.move_to_end(key)
        while len(_open) > _KEPT:
            _open.popitem(last=False)
    if not dataset.complete:
        dataset.refresh()
    return dataset


def forget() -> None:
    """Close every open dataset: after the cache was cleared."""
    with _lock:
        _open.clear()
