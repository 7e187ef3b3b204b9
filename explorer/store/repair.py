"""Artifacts of a dataset that are damaged or gone: removed, and built again from the source."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from explorer import checksums
from explorer.errors import DamagedError

MANIFEST = "layer.json"
_SPINE_FOLDER = "spine-*"

Repair = Callable[[Path], None]
"""Builds an artifact again that was removed. DamagedError where that takes a wish of the user's, such as a map."""

_repairs: dict[Path, Repair] = {}  # folder of decoded rows -> how to build what is missing in it
_lock = threading.RLock()


def register(folder: Path, repair: Repair) -> None:
    """Say how artifacts below this folder are built again."""
    _repairs[folder] = repair


def require(path: Path) -> Path:
    """`path`, of which every byte is as it was written; built again first where it is not.

    DamagedError where it was removed and nobody here can build it: the build that is asked for next does.
    """
    if checksums.is_sound(path):
        return path
    with _lock:  # one repair at a time, which the others then find done
        return path if checksums.is_sound(path) else _repaired(path)


def broken(path: Path) -> None:
    """As `require`, for a file that was found broken by reading it."""
    with _lock:
        _repaired(path)


def _repaired(path: Path) -> Path:
    there = path.exists()
    remove(path)
    error = damaged(path, there)
    repair = next((_repairs[folder] for folder in path.parents if folder in _repairs), None)
    if repair is None:
        raise error
    checksums.notice(error.message)
    repair(path)
    if not path.exists():
        raise error
    return path


def damaged(path: Path, there: bool = True) -> DamagedError:
    """The sentence for a damaged artifact."""
    fault = "was damaged" if there else "was gone"
    shown = "/".join(path.parts[-2:])
    return DamagedError(f"A file of the cache {fault} and is built again: {shown}.", "Run it again.")


def remove(path: Path) -> None:
    """Remove an artifact, and what says that it is finished."""
    folder, name = path.parent, path.name
    path.unlink(missing_ok=True)
    number = name.removeprefix("part-").partition(".")[0] if name.startswith("part-") else ""
    layer = folder.name.partition("-")[0]
    if number and layer in ("spine", "text", "fields", "rejects"):
        for spine in folder.parent.glob(_SPINE_FOLDER):
            (spine / f"part-{number}.json").unlink(missing_ok=True)
            (spine / MANIFEST).unlink(missing_ok=True)
    elif not number or number == "00000":
        # Merged columns, or the only part of a layer over all rows. The first part of a row layer is merged once more.
        (folder / MANIFEST).unlink(missing_ok=True)
