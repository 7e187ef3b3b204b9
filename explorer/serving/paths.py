"""Where a path really leads, and what lies in a folder that may be shown."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from explorer.errors import ExplorerError
from explorer.sources import scan
from explorer.sources.locate import is_data_file

_READ = 20_000  # names in folders that are read for a list


def is_inside(path: Path | None, bases: Sequence[Path]) -> bool:
    """Whether a path, links resolved, lies in one of the folders or is one of these files."""
    if path is None:
        return False
    try:
        real = Path(os.path.realpath(path))
        return any(real == base or base in real.parents for base in (Path(os.path.realpath(base)) for base in bases))
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether there is a folder of this name, however long or odd the name is."""
    try:
        return path.is_dir()
    except OSError:
        return False


def base(path: Path) -> Path:
    """What the files of a named dataset must lie in: its folder, the file itself, or the folder that a glob starts from."""
    return path if path.exists() else fixed_part(str(path)) or path


def fixed_part(pattern: str) -> Path | None:
    """The path before the first wildcard; None for what names nothing, or climbs (..) behind a wildcard.

    Nothing is looked up on the disk.
    """
    if "\0" in pattern or not pattern.strip():
        return None
    try:
        path = Path(pattern).expanduser()
    except RuntimeError:
        return None
    fixed = list(path.parts)
    for place, part in enumerate(path.parts):
        if glob.has_magic(part):
            if ".." in path.parts[place:]:
                return None
            fixed = fixed[:place]
            break
    return Path(*fixed) if fixed else Path.cwd()


def below(root: Path) -> Iterator[str]:
    """Names in a root: its data files, and folders that hold several."""
    folders: dict[Path, int] = {}
    try:
        for entry in scan.walk(root, scan.Budget("", names=_READ)):
            path = Path(entry.path)
            shown = path.relative_to(root)
            if any(part.startswith((".", "_", "~")) for part in shown.parts) or not is_data_file(path):
                continue
            if not is_inside(path, [root]):
                continue
            folders[shown.parent] = folders.get(shown.parent, 0) + 1
            if folders[shown.parent] == 2 and shown.parent.parts:
                yield shown.parent.as_posix()
            yield shown.as_posix()
    except ExplorerError:
        return  # more than is listed; what is there opens by its name all the same
