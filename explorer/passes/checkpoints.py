"""Arrays that a stopped build has finished so far, in the layer's own folder: the next one goes on from them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

_FOLDER = "received"


def block(folder: Path | None, start: int, make: Callable[[], np.ndarray]) -> np.ndarray:
    """The block of rows that begins at `start`: as it was kept, or made and kept. folder: None keeps nothing."""
    if folder is None:
        return make()
    path = folder / _FOLDER / f"{start:09d}.npy"
    if path.exists():
        return np.load(path, allow_pickle=False)
    made = make()
    save(path, made)
    return made


def first(folder: Path) -> np.ndarray | None:
    """Any block that was kept."""
    path = next(iter(sorted((folder / _FOLDER).glob("0*.npy"))), None)
    return None if path is None else np.load(path, mmap_mode="r", allow_pickle=False)


def keep_stage(folder: Path | None, arrays: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> None:
    """Keep what a whole stage has made, in place of its blocks."""
    if folder is None:
        return
    for name, array in arrays.items():
        save(folder / _FOLDER / f"{name}.npy", array)
    # Written last: without it the stage is unfinished.
    temporary = folder / _FOLDER / "stage.part"
    temporary.write_text(json.dumps(facts), encoding="utf-8")
    temporary.replace(folder / _FOLDER / "stage.json")
    for path in (folder / _FOLDER).glob("0*.npy"):
        path.unlink()


def stage(folder: Path | None, *names: str) -> tuple[list[np.ndarray], dict[str, Any]] | None:
    """(the arrays of these names, facts) of a stage that was kept; None where there is none."""
    if folder is None:
        return None
    try:
        facts = json.loads((folder / _FOLDER / "stage.json").read_text(encoding="utf-8"))
        return [np.load(folder / _FOLDER / f"{name}.npy", allow_pickle=False) for name in names], facts
    except (OSError, ValueError):
        return None


def forget(folder: Path | None) -> None:
    """Remove everything: the layer is finished."""
    if folder is not None:
        shutil.rmtree(folder / _FOLDER, ignore_errors=True)


def save(path: Path, array: np.ndarray) -> None:
    """Write an array whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    with temporary.open("wb") as handle:
        np.save(handle, array)
    temporary.replace(path)
