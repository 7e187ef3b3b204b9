"""Datasets that are open in this process, shared by all its sessions."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from explorer import checksums, sources
from explorer.building import shown_map
from explorer.building.survey import DEFAULT, Options, context_of, effective_mapping, remembered
from explorer.errors import DamagedError
from explorer.metrics import METRICS, Context
from explorer.passes import PASSES
from explorer.store import Cache, Dataset, repair
from explorer.store.dataset import registry_key
from explorer.store.layers import CONTAMINATION, JUDGE, rows_folder

_KEPT = 6  # datasets held in memory; the one longest unused is closed first
_PASS_COLUMNS = frozenset(column.name for one in PASSES for column in one.columns)

_MENDED = 20  # damaged layers that are let go at one opening

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
            repair.register(folder, _repairer(cache, facts, mapping, context))
            dataset = _open[key] = Dataset(cache, facts, mapping, context, every, asked, _PASS_COLUMNS)
        else:
            # The same bytes, but perhaps touched since, or copied there anew.
            dataset.found_again(facts["files"])
            dataset.expect(shown_map.folders(dataset.folder, True))
        _open.move_to_end(key)
        while len(_open) > _KEPT:
            _open.popitem(last=False)
    if not dataset.complete:
        _refresh(dataset)
    return dataset


def expect_again(dataset: Dataset) -> None:
    """Load what was built on request since the dataset was opened, in place of what it replaces."""
    dataset.expect(shown_map.folders(dataset.folder, True))


def _refresh(dataset: Dataset) -> None:
    """Load what there is. A damaged map is let go, since it is drawn on request alone."""
    for _ in range(_MENDED):
        try:
            dataset.refresh()
            return
        except DamagedError as error:
            checksums.notice(error.message)
    dataset.refresh()


def _repairer(cache: Cache, facts: Mapping[str, Any], mapping: str, context: Context) -> repair.Repair:
    def build_again(path: Path) -> None:
        from explorer.building.run import make

        for entry in facts["files"]:
            sources.require_unchanged(sources.SourceFile.from_dict(entry))
        layer = path.parent.name.partition("-")[0]
        known = {one.name: False for one in METRICS} | {one.name: one.on_request for one in PASSES}
        if layer == CONTAMINATION:
            raise DamagedError(
                "What was found of references was damaged and has been removed.", "Hold the rows against them again."
            )
        if layer == JUDGE:
            raise DamagedError(
                "What the judge answered was damaged and has been removed.",
                "Ask again: answers that were paid for are kept elsewhere.",
            )
        if known.get(layer):
            raise DamagedError("The map was damaged and has been removed.", "Draw it again.")
        options = Options(mapping or "auto", context.encoding)
        make(cache, [Path(one) for one in facts["paths"]], options, [layer] if layer in known else [])

    return build_again


def forget() -> None:
    """Close every open dataset: after the cache was cleared."""
    with _lock:
        _open.clear()
