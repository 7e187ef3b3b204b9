"""What lies near a path that somebody types: the folder it is in, what it may go on to be, names it nearly is."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from explorer.sources import beside
from explorer.sources.locate import is_data_name, natural

_NAMES = 2_000  # names of a folder that are read
_ALIKE = 0.75  # how alike a misspelt name must be, 0 to 1


@dataclass(frozen=True)
class Folder:
    """What can be opened in a folder, in natural order. cut: it holds more names than are read."""

    path: Path
    folders: tuple[str, ...]
    files: tuple[str, ...]
    cut: bool = False


def folder(path: Path) -> Folder:
    """The folders and data files in a folder; nothing where it may not be read."""
    try:
        with os.scandir(path) as entries:
            read = list(islice(entries, _NAMES + 1))
    except OSError:
        return Folder(path, (), ())
    folders, files = [], []
    for entry in read[:_NAMES]:
        try:
            is_folder = entry.is_dir()
        except OSError:
            continue
        if is_folder and not entry.name.startswith((".", "__")):
            folders.append(entry.name)
        elif not is_folder and is_data_name(entry.name) and not beside.is_about_data(Path(entry.path)):
            files.append(entry.name)
    return Folder(path, _sorted(folders), _sorted(files), len(read) > _NAMES)


def near(path: Path, most: int = 6) -> list[Path]:
    """Folders and data files that begin as a path ends, then those that hold its end, else those it nearly is."""
    parent = path.parent
    while not _is_folder(parent) and parent != parent.parent:
        path, parent = parent, parent.parent
    found = folder(parent)
    names = [*found.files, *found.folders]
    wanted = path.name.casefold()
    begun = [name for name in names if name.casefold().startswith(wanted)]
    within = [name for name in names if wanted and wanted in name.casefold()]
    folded = {name.casefold(): name for name in names}
    alike = [folded[name] for name in difflib.get_close_matches(wanted[:255], list(folded), most, _ALIKE)]
    return [parent / name for name in dict.fromkeys([*begun, *(within or alike)])][:most]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long for one
        return False


def _sorted(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: natural(Path(name))))
