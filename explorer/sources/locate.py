"""Files, folders and globs as a list of files."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from explorer.errors import SourceError
from explorer.sources import beside, scan
from explorer.sources.records import printable

_DATA = (".jsonl", ".ndjson", ".json", ".parquet", ".csv", ".tsv", ".txt", ".arrow", ".xlsx")
_PACKED = (".gz", ".zst", ".bz2", ".xz")
_ABOUT = ("readme", "license", "licence", "notice", "changelog", "requirements")
_DIGITS = re.compile(r"(\d+)")


def locate(patterns: Sequence[str]) -> list[Path]:
    """The data files that files, folders (searched to any depth) and globs name, absolute, each once.

    A pattern that exists as a file means that file. Order is that of the patterns, natural within each:
    part-2 before part-10. SourceError where a pattern names nothing, or more than is opened or looked through at once.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        for path in _resolve(pattern):
            found.setdefault(Path(os.path.abspath(path)))  # noqa: PTH100 - resolve() would lose a link's name
        if len(found) > scan.MOST_FILES:
            raise SourceError(f"These are more than {scan.MOST_FILES:,} files.", scan.NARROWER)
    if not found:
        raise SourceError("No source was named.", "Name a file, a folder or a glob such as 'data/*.jsonl'.")
    return list(found)


def _resolve(pattern: str) -> list[Path]:
    if not pattern.strip() or "\0" in pattern:
        raise SourceError("A source's name is empty.", "Name a file, a folder or a glob such as 'data/*.jsonl'.")
    shown = printable(pattern)
    try:
        path = Path(pattern).expanduser()
    except RuntimeError as error:  # ~name, where nobody is called so
        raise SourceError(f"{shown} does not exist.", "Check the path.") from error
    budget = scan.Budget(shown)
    try:
        if path.is_dir():
            found = sorted(_inside(path, budget), key=natural)
            if not found:
                raise SourceError(f"The folder {shown} holds no data files.", f"Known are: {', '.join(_DATA)}.")
            return found
        if path.exists():
            return [path]
        if path.is_symlink():
            raise SourceError(f"{shown} is a link to nothing.", "Check where it points.")
    except OSError as error:
        raise SourceError(f"{shown} cannot be read: {(error.strerror or 'unknown error').lower()}.") from error
    if glob.has_magic(pattern):
        files = []
        for file in scan.matches(str(path), budget):
            if not file.name.startswith(".") and _is_file(file):
                budget.file()
                files.append(file)
        if not files:
            raise SourceError(f"No file matches {shown}.", "Check the folder and the pattern.")
        # A pattern such as data/* means the rows, not what was written about them; unless it matches nothing else.
        return sorted([file for file in files if not beside.is_about_data(file)] or files, key=natural)
    raise SourceError(f"{shown} does not exist.", _near(path))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _inside(folder: Path, budget: scan.Budget) -> Iterator[Path]:
    for entry in scan.walk(folder, budget):
        path = Path(entry.path)
        if is_data_name(entry.name) and not entry.name.lower().startswith(_ABOUT) and not beside.is_about_data(path):
            budget.file()
            yield path


def is_data_name(name: str) -> bool:
    """Whether a file in a folder is taken for data by its name."""
    lower = name.lower()
    if lower.startswith((".", "~", "_")):
        return False
    for suffix in _PACKED:
        lower = lower.removesuffix(suffix)
    return lower.endswith(_DATA)


def is_data_file(path: Path) -> bool:
    """Whether a folder that is opened would give this file as well."""
    return (
        is_data_name(path.name)
        and not path.name.lower().startswith(_ABOUT)
        and _is_file(path)
        and not beside.is_about_data(path)
    )


def natural(path: Path) -> list[list[tuple[int, int, str]]]:
    """Sort key of a path: digits in it compare as numbers."""
    return [
        [(0, int(piece), "") if piece.isdigit() and piece.isascii() else (1, 0, piece.casefold()) for piece in pieces]
        for pieces in (_DIGITS.split(part) for part in path.parts)
    ]


def _near(path: Path) -> str:
    """A hint with a file of nearly that name, if there is one."""
    from explorer.sources.nearby import near  # it knows what is taken for data from here

    close = near(path, 1)
    return f"Did you mean {printable(str(close[0]))}?" if close else "Check the path."


def display_names(paths: Sequence[Path]) -> list[str]:
    """What each file is called on screen: its path below the folder that all have in common, "/" between parts."""
    if len(paths) == 1:
        return [printable(paths[0].name)]
    try:
        common = Path(os.path.commonpath([path.parent for path in paths]))
    except ValueError:  # different drives
        return _unique([printable(path.as_posix()) for path in paths])
    return _unique([printable(path.relative_to(common).as_posix()) for path in paths])


def _unique(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result
