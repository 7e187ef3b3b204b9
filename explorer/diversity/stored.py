"""The figures of a whole dataset, kept beside its layers, so that they are there when it is opened again."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from explorer.passes import MAP
from explorer.store import Dataset
from explorer.store.cache import read_json, write_json

_VERSION = 1
"""Of how the figures are computed: raised with every change, so that earlier ones are measured again."""

_FILE = "diversity.json"


def keep(dataset: Dataset, facts: Mapping[str, Any]) -> None:
    """Keep what was measured. On a full disk it is measured again the next time."""
    if dataset.complete:
        with contextlib.suppress(OSError):
            write_json(_file(dataset), {"of": _basis(dataset), "figures": dict(facts)})


def kept(dataset: Dataset, names: Sequence[str]) -> Mapping[str, Any] | None:
    """What was measured of these very layers, None where nothing was, or other figures than these."""
    facts = read_json(_file(dataset)) if dataset.complete else None
    if not facts or facts.get("of") != _basis(dataset) or facts["figures"].keys() != set(names):
        return None
    return facts["figures"]


def _basis(dataset: Dataset) -> list[Any]:
    """What the figures follow from: texts, which prompts are the same, and the map's vectors."""
    texts = [path.parent.name for path, _ in dataset.text_parts()[:1]]
    drawn = dataset.beside(MAP.name)
    return [_VERSION, dataset.rows, texts, "prompt_group" in dataset.columns, drawn.name if drawn else ""]


def _file(dataset: Dataset) -> Path:
    return dataset.cache.dataset(dataset.fingerprint) / _FILE
