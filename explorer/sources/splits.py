"""Which split a file of a dataset holds: told by the README of a hub's clone, by its folder, or by its own name."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from explorer.sources.jsonfile import SPLIT
from explorer.sources.records import SourceFile

OPTION = "split"
"""Name of the option of a `SourceFile` that says which split its rows belong to."""

_WORDS = {
    "train": "train", "training": "train",
    "validation": "validation", "valid": "validation", "val": "validation", "dev": "validation",
    "test": "test", "testing": "test", "eval": "test", "evaluation": "test",
}  # fmt: skip
_WORD = re.compile(rf"(?:^|[^a-z])({'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![a-z])")
_SHARD = re.compile(r"^(\w+(?:\.\w+)*)-\d{5}-of-\d{5}\b")
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_README_BYTES = 256 << 10  # of a README that are looked at
_UP = 4  # folders above a file in which its README is looked for
_PLACES = ("data",)  # folders whose shards bear the names of their splits


def of_files(paths: Sequence[Path]) -> list[str]:
    """The split of each file, "" where nothing tells it; "" for all where they do not make at least two splits."""
    readmes: dict[Path, list[tuple[str, str]]] = {}
    common = _common_folder(paths)
    found = [_in_readme(path, readmes) or _by_name(path, common) for path in paths]
    return found if len(set(filter(None, found))) > 1 else [""] * len(found)


def _common_folder(paths: Sequence[Path]) -> tuple[str, ...]:
    """What the folders of all files begin with: it tells none of them from another."""
    shared: list[str] = []
    for parts in zip(*[path.parent.parts for path in paths], strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return tuple(shared)


def _by_name(path: Path, common: tuple[str, ...]) -> str:
    shard = _SHARD.match(path.name)
    if shard and path.parent.name.lower() in _PLACES:
        return shard.group(1)
    stem = path.name.split(".")[0]
    if word := _WORD.search(stem.lower()):
        return _WORDS[word.group(1)]
    # The nearest folder below what all share.
    for folder in reversed(path.parent.parts[len(common) :]):
        if word := _WORD.search(folder.lower()):
            return _WORDS[word.group(1)]
    return ""


def _in_readme(path: Path, readmes: dict[Path, list[tuple[str, str]]]) -> str:
    """The split that the nearest README with `configs` gives a file."""
    for folder in list(path.parents)[:_UP]:
        if folder not in readmes:
            readmes[folder] = _configured(folder / "README.md")
        inside = path.relative_to(folder).as_posix()
        for split, pattern in readmes[folder]:
            if fnmatch.fnmatchcase(inside, pattern):
                return split
    return ""


def _configured(readme: Path) -> list[tuple[str, str]]:
    """(split, pattern of paths) of the `configs` in a README's head; none where it has none, or cannot be read."""
    import yaml

    try:
        with readme.open("rb") as handle:
            text = handle.read(_README_BYTES).decode("utf-8", "replace")
        front = _FRONT.match(text)
        facts = yaml.safe_load(front.group(1)) if front else None
    except (OSError, yaml.YAMLError, RecursionError, ValueError):
        return []
    configs = facts.get("configs") if isinstance(facts, dict) else None
    pairs: list[tuple[str, str]] = []
    for config in configs if isinstance(configs, list) else ():
        pairs += _data_files(config.get("data_files"), config.get("data_dir")) if isinstance(config, dict) else []
    return pairs


def _data_files(held: Any, folder: Any) -> list[tuple[str, str]]:
    """`data_files` as a list of splits with paths, or as an object of them; a bare path says no split."""
    entries: list[tuple[Any, Any]] = []
    if isinstance(held, list):
        entries = [(item.get("split"), item.get("path")) for item in held if isinstance(item, dict)]
    elif isinstance(held, dict):
        entries = list(held.items())
    before = f"{folder.strip('./')}/" if isinstance(folder, str) and folder.strip("./") else ""
    return [
        (split, before + path.removeprefix("./"))
        for split, paths in entries
        for path in (paths if isinstance(paths, list) else [paths])
        if isinstance(split, str) and split and isinstance(path, str)
    ]


def added(file: SourceFile, values: list[Any]) -> list[Any]:
    """The rows of a file with its split as a field, where they have no such field; changed in place."""
    split = file.options.get(OPTION)
    if split:
        for value in values:
            if type(value) is dict:
                value.setdefault(SPLIT, split)
    return values
