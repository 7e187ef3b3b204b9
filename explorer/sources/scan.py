"""Looking through folders, with an end: how many names are read is bounded, whatever is asked for."""

from __future__ import annotations

import fnmatch
import glob
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from explorer.errors import SourceError

MOST_FILES = 10_000
"""Files of one dataset."""

MOST_NAMES = 200_000
"""Names in folders that are read to find them: a few seconds on a slow disk."""

NARROWER = (
    "Name a folder further down, or a pattern such as 'data/train-*.jsonl'; many small files can be joined to one."
)


@dataclass
class Budget:
    """What one search may still read. Raises SourceError when that is used up, naming `shown`."""

    shown: str
    names: int = MOST_NAMES
    files: int = MOST_FILES

    def name(self) -> None:
        """Another name in a folder was read."""
        self.names -= 1
        if self.names < 0:
            raise SourceError(
                f"{self.shown} is too much to look through: more than {MOST_NAMES:,} files and folders.", NARROWER
            )

    def file(self) -> None:
        """Another file was found."""
        self.files -= 1
        if self.files < 0:
            raise SourceError(
                f"{self.shown} is more than can be opened as one dataset: over {MOST_FILES:,} files.", NARROWER
            )


def walk(folder: Path, budget: Budget) -> Iterator[os.DirEntry[str]]:
    """Files below a folder, at any depth; hidden folders and those of caches are left out, links to folders not followed."""
    waiting = [os.fspath(folder)]
    while waiting:
        for entry in _entries(waiting.pop(), budget):
            if _is_folder(entry, follow=False):
                if not entry.name.startswith((".", "__")):
                    waiting.append(entry.path)
            else:
                yield entry


def matches(pattern: str, budget: Budget) -> Iterator[Path]:
    """What a glob names, each once. `**` stands for folders at any depth, and follows no link.

    As usual, `*`, `?` and `[…]` do not match names that begin with a dot unless the pattern does.
    """
    path = Path(pattern)
    try:
        yield from _expanded(path.anchor, path.parts[1:] if path.anchor else path.parts, budget, set())
    except RecursionError as error:
        raise SourceError(f"{budget.shown} goes through too many folders in folders.", NARROWER) from error


def _expanded(base: str, parts: tuple[str, ...], budget: Budget, seen: set[tuple[str, int]]) -> Iterator[Path]:
    # Patterns such as a/**/**/b reach the same folder in many ways: each is gone through once.
    if (base, len(parts)) in seen:
        return
    seen.add((base, len(parts)))
    if not parts:
        yield Path(base)
        return
    first, rest = parts[0], parts[1:]
    if first == "**":
        yield from _expanded(base, rest, budget, seen)
        for entry in _entries(base, budget):
            if not entry.name.startswith(".") and _is_folder(entry, follow=False):
                yield from _expanded(entry.path if base else entry.name, parts, budget, seen)
            elif not rest and not entry.name.startswith("."):
                yield from _expanded(entry.path if base else entry.name, (), budget, seen)
        return
    if not glob.has_magic(first):
        joined = os.path.join(base, first)  # noqa: PTH118 - the parts are plain text here
        if os.path.lexists(joined):
            yield from _expanded(joined, rest, budget, seen)
        return
    fits = re.compile(fnmatch.translate(os.path.normcase(first))).match
    for entry in _entries(base, budget):
        if entry.name.startswith(".") and not first.startswith("."):
            continue
        if fits(os.path.normcase(entry.name)) and (not rest or _is_folder(entry, follow=True)):
            yield from _expanded(entry.path if base else entry.name, rest, budget, seen)


def _entries(folder: str, budget: Budget) -> Iterator[os.DirEntry[str]]:
    """A folder's names; none where it may not be read. Closed before what lies below is looked at."""
    found: list[os.DirEntry[str]] = []
    with suppress(OSError), os.scandir(folder or ".") as entries:
        for entry in entries:
            budget.name()
            found.append(entry)
    return iter(found)


def _is_folder(entry: os.DirEntry[str], follow: bool) -> bool:
    try:
        return entry.is_dir(follow_symlinks=follow)
    except OSError:
        return False
