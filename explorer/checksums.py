"""Checksums of files that this product wrote for itself, and what is told when one does not hold.

A folder's file `checksums` has a line for every artifact in it, appended before the artifact appears: its name and the
XXH3 (64 bits) of its bytes. An artifact without a line, or with other bytes, is not sound.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import xxhash

from explorer import files

LEDGER = "checksums"
_BLOCK = 1 << 20
_KEPT = 200  # notices

_sound: set[tuple[str, int, int, int]] = set()  # path, bytes, time, inode of what was looked at and held
_notices: deque[tuple[int, str]] = deque(maxlen=_KEPT)
_listeners: list[Callable[[str], None]] = []
_lock = threading.Lock()
_count = 0


def digest_of(source: Any) -> str:
    """XXH3 of what a binary file holds from its beginning, as 16 hex digits."""
    hasher = xxhash.xxh3_64()
    buffer = bytearray(_BLOCK)
    view = memoryview(buffer)
    source.seek(0)
    while got := source.readinto(buffer):
        hasher.update(view[:got])
    return hasher.hexdigest()


@contextlib.contextmanager
def artifact(path: Path, needed: int = 0) -> Iterator[IO[bytes]]:
    """A file of the cache to write to: see `files.atomic`. Its checksum is on record before it appears."""
    with files.atomic(path, private=True, needed=needed) as target:
        yield target
        target.flush()
        _record(path, digest_of(target))


def adopt(path: Path, other: Path) -> bool:
    """Have a sound artifact under another name too, as the same file where the system can. False where it is not sound."""
    try:
        with path.open("rb", buffering=0) as handle:
            digest = digest_of(handle)
            if digest not in on_record(path):
                return False
            if other.exists():
                return True
            files.make_folder(other.parent, private=True)
            _record(other, digest)
            try:
                os.link(path, other)
            except OSError:
                handle.seek(0)
                with files.atomic(other, private=True) as target:
                    shutil.copyfileobj(handle, target)
    except FileNotFoundError:
        return False
    return True


def _record(path: Path, digest: str) -> None:
    line = f"{path.name} {digest}\n".encode("utf-8", "surrogateescape")
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path.parent / LEDGER, flags, files.PRIVATE_FILE)
    try:
        # One write: of several processes that append, none cuts another's line.
        os.write(handle, line)
    finally:
        os.close(handle)


def on_record(path: Path) -> set[str]:
    """Checksums that an artifact may have: that of every time it was written."""
    try:
        lines = (path.parent / LEDGER).read_bytes().decode("utf-8", "surrogateescape").splitlines()
    except OSError:
        return set()
    return {line[len(path.name) + 1 :] for line in lines if line.startswith(f"{path.name} ")}


def is_sound(path: Path) -> bool:
    """Whether an artifact holds what was written. It is read once in a process, at memory speed."""
    try:
        facts = path.stat()
        key = (str(path), facts.st_size, facts.st_mtime_ns, facts.st_ino)
        if key in _sound:
            return True
        wanted = on_record(path)
        with path.open("rb", buffering=0) as handle:
            if digest_of(handle) not in wanted:
                return False
    except OSError:
        return False
    _sound.add(key)
    return True


def seen(path: Path, digest: str) -> bool:
    """Whether a file has this checksum; as `is_sound`, for one whose checksum is kept elsewhere."""
    try:
        facts = path.stat()
        key = (f"{path}\0{digest}", facts.st_size, facts.st_mtime_ns, facts.st_ino)
        if key in _sound:
            return True
        with path.open("rb", buffering=0) as handle:
            if digest_of(handle) != digest:
                return False
    except OSError:
        return False
    _sound.add(key)
    return True


def forget() -> None:
    """Look at every artifact anew, as a new process does."""
    _sound.clear()


# ---- what is told ----


def notice(line: str) -> None:
    """Tell, in one line, that something was damaged and what is done about it."""
    global _count
    with _lock:
        _count += 1
        _notices.append((_count, line))
    for listener in tuple(_listeners):
        listener(line)


def listen(listener: Callable[[str], None]) -> None:
    """Call this with every notice from now on."""
    if listener not in _listeners:
        _listeners.append(listener)


def since(number: int) -> tuple[int, list[str]]:
    """(number of the last notice so far, those after `number`)."""
    with _lock:
        return _count, [line for own, line in _notices if own > number]
