"""Arrays that a stopped build has finished so far, in the layer's own folder: the next one goes on from them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from explorer import checksums
from explorer.store.cache import read_json, write_json

_FOLDER = "received"


def block(folder: Path | None, start: int, make: Callable[[], np.ndarray]) -> np.ndarray:
    """The block of rows that begins at `start`: as it was kept, or made and kept. folder: None keeps nothing."""
    if folder is None:
        return make()
    path = folder / _FOLDER / f"{start:09d}.npy"
    if checksums.is_sound(path):
        return np.load(path, allow_pickle=False)
    made = make()
    save(path, made)
    return made


def first(folder: Path) -> np.ndarray | None:
    """Any block that was kept."""
    path = next(filter(checksums.is_sound, sorted((folder / _FOLDER).glob("0*.npy"))), None)
    return None if path is None else np.load(path, mmap_mode="r", allow_pickle=False)


def keep_stage(folder: Path | None, arrays: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> None:
    """Keep what a whole stage has made, in place of its blocks."""
    if folder is None:
        return
    for name, array in arrays.items():
        save(folder / _FOLDER / f"{name}.npy", array)
    # Written last: without it the stage is unfinished.
    write_json(folder / _FOLDER / "stage.json", dict(facts))
    for path in (folder / _FOLDER).glob("0*.npy"):
        path.unlink()


def stage(folder: Path | None, *names: str) -> tuple[list[np.ndarray], dict[str, Any]] | None:
    """(the arrays of these names, facts) of a stage that was kept; None where there is none."""
    if folder is None:
        return None
    facts = read_json(folder / _FOLDER / "stage.json")
    if facts is None:
        return None
    if not all(checksums.is_sound(folder / _FOLDER / f"{name}.npy") for name in names):
        return None
    try:
        return [np.load(folder / _FOLDER / f"{name}.npy", allow_pickle=False) for name in names], facts
    except (OSError, ValueError):
        return None


def forget(folder: Path | None) -> None:
    """Remove everything: the layer is finished."""
    if folder is not None:
        shutil.rmtree(folder / _FOLDER, ignore_errors=True)


def save(path: Path, array: np.ndarray) -> None:
    """Write an array whole or not at all."""
    with checksums.artifact(path, array.nbytes) as target:
        np.save(target, array)
