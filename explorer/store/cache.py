"""The cache folder: where it is, what lies in it, how large it is, how to clear it.

<root>/datasets/<fingerprint>/   layers of a dataset, named by content: see `explorer.store.layers`
<root>/sources/<key>.json        which files had which fingerprint when last looked at
<root>/unpacked/                 plain copies of compressed or transcoded files
<root>/builds/                   progress and locks of builds
<root>/uploads/, exports/        files that came in or go out through the app
<root>/tokenisers/               rank files for tiktoken
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs
import xxhash

from explorer import checksums, files
from explorer.errors import CacheError, ExplorerError
from explorer.sources import identity_of

VARIABLE = "EXPLORER_CACHE"
_FOLDERS = ("datasets", "sources", "unpacked", "builds", "uploads", "exports", "tokenisers", "remote")
UNPACKED = "unpacked"

# A file that was written this shortly before it was looked at may be written again without its
# time stamp changing, so such a look is not trusted later.
_RACY_SECONDS = 2.0

# A file of facts is JSON itself: its checksum, then what the checksum is of.
_HEAD, _MIDDLE, _TAIL = b'{"checksum": "', b'", "facts": ', b"}\n"
_DIGITS = 16  # of the checksum
_SOURCES_VERSION = 2  # of what is remembered of files: raised where they are understood in another way

_swept: set[Path] = set()  # caches that this process has looked through for what killed runs left


class CacheEntry(NamedTuple):
    """One thing that can be cleared: a dataset's layers (key: fingerprint) or a folder of copies."""

    key: str
    name: str
    bytes: int
    last_used: float


@dataclass(frozen=True, slots=True)
class Cache:
    """The cache folder. Creating one makes the folder; CacheError where that fails."""

    root: Path

    @classmethod
    def default(cls) -> Cache:
        """The folder that the variable EXPLORER_CACHE names, else the platform's user cache folder."""
        named = os.environ.get(VARIABLE)
        return cls.at(Path(named).expanduser() if named else platformdirs.user_cache_path("sft-explorer"))

    @classmethod
    def at(cls, root: Path) -> Cache:
        """The cache in `root`, made if need be."""
        try:
            root = root.absolute()
            root.parent.mkdir(parents=True, exist_ok=True)
            for folder in ("", *_FOLDERS):
                files.make_folder(root / folder, private=True)
            _close_to_others(root / folder for folder in _FOLDERS)
        except OSError as error:
            raise CacheError(
                f"The cache folder {root} cannot be used: {error.strerror}.",
                f"Set the variable {VARIABLE} to a folder you can write to.",
            ) from error
        if root not in _swept:
            _swept.add(root)
            files.sweep_below(root)
        return cls(root)

    @property
    def scratch(self) -> Path:
        """Folder of unpacked copies."""
        return self.root / UNPACKED

    @property
    def tokenisers(self) -> Path:
        """Folder of tiktoken's rank files."""
        return self.root / "tokenisers"

    def folder(self, name: str) -> Path:
        """A folder of the cache by its name."""
        return self.root / name

    def dataset(self, fingerprint: str) -> Path:
        """Folder of a dataset's layers."""
        return self.root / "datasets" / fingerprint

    def usage(self) -> list[CacheEntry]:
        """What could be cleared, largest first."""
        entries = []
        for folder in (self.root / "datasets").iterdir():
            if folder.is_dir():
                facts = read_json(folder / "about.json") or {}
                entries.append(
                    CacheEntry(folder.name, str(facts.get("name", folder.name)), _size(folder), _last_used(folder))
                )
        for name, label in (
            (UNPACKED, "unpacked copies"),
            ("uploads", "uploads"),
            ("exports", "exports"),
            ("remote", "read from elsewhere"),
        ):
            folder = self.root / name
            if size := _size(folder):
                entries.append(CacheEntry(name, label, size, _last_used(folder)))
        return sorted(entries, key=lambda entry: -entry.bytes)

    def clear(self, key: str | None = None) -> int:
        """Remove one entry of `usage()`, or everything. Returns the bytes freed; CacheError for an unknown key."""
        entries = self.usage()
        if key is not None and key not in {entry.key for entry in entries}:
            raise CacheError(f"The cache holds nothing named '{key}'.", "List what it holds with: cache")
        freed = 0
        for entry in entries:
            if key in (None, entry.key):
                inside = "" if entry.key in _FOLDERS else "datasets"
                shutil.rmtree(self.root / inside / entry.key, ignore_errors=True)
                freed += entry.bytes
        if key is None:
            for name in ("sources", "builds"):
                shutil.rmtree(self.root / name, ignore_errors=True)
        Cache.at(self.root)
        return freed

    # ---- which files had which fingerprint ----

    def source_key(self, paths: Sequence[Path]) -> str:
        """Names the files as they are now: paths, sizes, time stamps, inodes. Raises OSError for a missing file."""
        facts = [_SOURCES_VERSION, *([str(path), *identity_of(path)] for path in paths)]
        return xxhash.xxh3_128_hexdigest(json.dumps(facts).encode("utf-8", "surrogateescape"))

    def recall(self, key: str) -> dict[str, Any] | None:
        """What `remember` kept for these files, None if nothing that can be trusted."""
        facts = read_json(self.root / "sources" / f"{key}.json")
        return facts if facts and self.dataset(str(facts.get("fingerprint"))).is_dir() else None

    def remember(self, key: str, paths: Sequence[Path], facts: dict[str, Any]) -> None:
        """Keep `facts` (with a "fingerprint") for the files that `key` names, unless they are too fresh to trust."""
        newest = max((path.stat().st_mtime for path in paths), default=0.0)
        if time.time() - newest >= _RACY_SECONDS or self.source_key(paths) == key:
            write_json(self.root / "sources" / f"{key}.json", {**facts, "seen": time.time()})

    def recent(self, limit: int = 12) -> list[tuple[str, list[str]]]:
        """Datasets opened last: (name, paths), newest first, without doubles and files that are gone."""
        found: dict[tuple[str, ...], tuple[float, str]] = {}
        for path in (self.root / "sources").glob("*.json"):
            facts = read_json(path) or {}
            paths = tuple(str(p) for p in facts.get("paths", ()))
            if paths and all(Path(p).exists() for p in paths):
                seen = float(facts.get("seen", 0))
                if seen > found.get(paths, (0.0, ""))[0]:
                    found[paths] = (seen, str(facts.get("name", Path(paths[0]).name)))
        newest = sorted(found.items(), key=lambda item: -item[1][0])[:limit]
        return [(name, list(paths)) for paths, (_, name) in newest]


def vanished() -> CacheError:
    """The sentence for files of the cache that somebody removed while they were in use."""
    return CacheError(
        "Files of the cache were removed while they were in use.",
        "Run it again, or reload the page: what is missing is built anew.",
    )


def foreseen(error: BaseException) -> ExplorerError | None:
    """What is said of an error: its own sentence, that of a full disk or of files of the cache that are gone; None for others."""
    if isinstance(error, ExplorerError):
        return error
    if isinstance(error, OSError) and files.is_full(error):
        return files.disk_full(Path(error.filename).parent if error.filename else Path())
    if isinstance(error, FileNotFoundError) and str(Cache.default().root) in f"{error} {error.filename}":
        return vanished()
    return None


def read_json(path: Path) -> dict[str, Any] | None:
    """A JSON object that `write_json` wrote, None where there is no such file, or it does not hold what was written."""
    try:
        raw = path.read_bytes()
        start, stop = len(_HEAD), len(_HEAD) + _DIGITS
        body = raw[stop + len(_MIDDLE) : -len(_TAIL)]
        framed = b"".join((_HEAD, raw[start:stop], _MIDDLE, body, _TAIL))
        if framed != raw or raw[start:stop] != xxhash.xxh3_64_hexdigest(body).encode():
            if raw.startswith(_HEAD):  # else of an earlier version, which has none
                checksums.notice(f"A file of the cache was damaged and is made again: {'/'.join(path.parts[-2:])}.")
            return None
        found = json.loads(body.decode("utf-8", "surrogateescape"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def write_json(path: Path, facts: object) -> None:
    """Write JSON whole or not at all, with a checksum around it."""
    with files.atomic(path, private=True) as target:
        target.write(_framed(facts))


def write_over(path: Path, facts: object) -> None:
    """Write JSON in the place of what is there: on a full disk, where it takes no room beyond that of the file."""
    with contextlib.suppress(OSError), path.open("r+b") as target:
        target.write(_framed(facts))
        target.truncate()


def _framed(facts: object) -> bytes:
    body = json.dumps(facts, ensure_ascii=False).encode("utf-8", "surrogateescape")
    return b"".join((_HEAD, xxhash.xxh3_64_hexdigest(body).encode(), _MIDDLE, body, _TAIL))


def _close_to_others(folders: Iterable[Path]) -> None:
    """Caches of earlier versions could be read by everybody."""
    for folder in folders:
        with contextlib.suppress(OSError):  # somebody else's
            if folder.stat().st_mode & 0o077:
                folder.chmod(files.PRIVATE_FOLDER)


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):  # a build may remove its temporary files meanwhile
            if path.is_file():
                total += path.stat().st_size
    return total


def _last_used(folder: Path) -> float:
    return max((path.stat().st_mtime for path in [folder, *folder.glob("*.json")] if path.exists()), default=0.0)
