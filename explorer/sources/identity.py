"""Whether a file is still the one that was read.

Size, time of change, time of the last change of any kind, and inode are held when a file is opened. Whatever is done to its
bytes changes one of them: also a writer that puts the time of change back, since the system keeps the third by itself.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

import xxhash

from explorer.errors import SourceChanged
from explorer.sources.records import SourceFile

Identity = tuple[int, int, int, int]
"""Bytes, nanoseconds of the last change of the content and of anything, inode."""

HINT = "Open it again: it is read anew, and what is known of its earlier rows is not used for it."

_known: dict[tuple[str, Identity], bool] = {}  # (path, identity): whether the bytes are those that were read
_lock = threading.Lock()


def identity_of(path: Path) -> Identity:
    """The identity of a file as it is now; of what a link leads to. OSError where there is none."""
    return _of(path.stat())


def _of(facts: os.stat_result) -> Identity:
    return (facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino)


def is_unchanged(file: SourceFile) -> bool:
    """Whether the file that the user named is the one that was opened.

    Where nothing but the third time differs (its mode, owner or number of links was changed, or its bytes by somebody who
    put the time of change back) the bytes decide: they are read again, once.
    """
    if not file.identity:
        return True
    path = Path(file.path)
    try:
        now = identity_of(path)
    except OSError:
        return False
    if now == tuple(file.identity):
        return True
    size, changed, _, inode = file.identity
    if (now[0], now[1], now[3]) != (size, changed, inode) or not file.digest or file.plain != file.path:
        return False
    with _lock:
        if (file.path, now) not in _known:
            _known[file.path, now] = _digest_of(file) == file.digest and identity_of(path) == now
        return _known[file.path, now]


def _digest_of(file: SourceFile) -> str:
    from explorer.sources.dispatch import plan

    hasher = xxhash.xxh3_128()
    try:
        for _ in plan(file, 0, hasher=hasher):
            pass
    except OSError:
        return ""
    return hasher.hexdigest()


def has_same_bytes(file: SourceFile) -> bool:
    """Whether the file holds the bytes that were read, by reading all of them again."""
    return is_unchanged(file) and (not file.digest or _digest_of(file) == file.digest)


def require_unchanged(file: SourceFile) -> None:
    """SourceChanged unless the file is the one that was opened."""
    if not is_unchanged(file):
        raise gone([file.name]) if is_gone(file) else changed([file.name])


def is_gone(file: SourceFile) -> bool:
    """Whether there is no file any more where the user named one."""
    return not Path(file.path).exists()


def changed(names: list[str]) -> SourceChanged:
    """The sentence for files that are not what they were."""
    return SourceChanged(f"The source changed after it was read: {_listed(names)}.", HINT)


def gone(names: list[str]) -> SourceChanged:
    """The sentence for files that are no longer there."""
    return SourceChanged(
        f"The source was moved or deleted after it was opened: {_listed(names)}.",
        "Put it back, or open it where it is now: the same bytes are not judged again.",
    )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5:,} more" if len(names) > 5 else "")
