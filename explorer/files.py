"""Files that appear whole or not at all: written under a random name beside their place, then renamed.

A temporary name tells who writes it, so that what a killed process left behind can be told from what is being written.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import re
import secrets
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import xxhash

from explorer.errors import DiskFullError

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
"""Modes of what belongs to the cache: its owner alone reads it."""

_OPEN_FILE = 0o666  # before the umask, as with any file that a program writes
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_ENDED = (b"Z", b"X", b"x")  # states of a process, as Linux writes them
_UNKNOWN = "0"  # start time of a process on a system that does not tell
_ABANDONED = 24 * 3600.0  # seconds without a change after which a file of another machine is taken for left behind
_OURS = re.compile(r"\.explorer-([0-9a-f]{8})-(\d+)-(\d+)-[0-9a-f]{16}\.tmp")

_renaming = threading.Lock()


# ---- writing ----


@contextlib.contextmanager
def atomic(
    path: Path, *, private: bool = False, durable: bool = False, replace: bool = True, needed: int = 0
) -> Iterator[IO[bytes]]:
    """A file to write to, which takes the place of `path` at the end and is removed on any error.

    See `atomic_all` for the arguments and errors.
    """
    with atomic_all([path], private=private, durable=durable, replace=replace, needed=needed) as (target,):
        yield target


@contextlib.contextmanager
def atomic_all(
    paths: Sequence[Path], *, private: bool = False, durable: bool = False, replace: bool = True, needed: int = 0
) -> Iterator[list[IO[bytes]]]:
    """Files that belong together: all appear at the end, in this order, or none does.

    Of two writers at once one comes first with all of its files, the other second with all of its own. Folders are made.
    private: readable by the owner alone, else as the umask says. durable: on disk before they appear, so that a power cut
    does not empty them. replace: whether the first of them may be there by then; it is replaced, as the others are in any
    case. needed: bytes, where they are known,
    for the sentence that says that there is no room.

    DiskFullError where the disk is full, FileExistsError where the first is there and may not be replaced, OSError else.
    """
    temporaries: list[Path] = []
    handles: list[IO[bytes]] = []
    try:
        try:
            for path in paths:
                make_folder(path.parent, private)
                temporaries.append(path.with_name(temporary_name()))
                # By its path, so that the handle's name is that path: another process may be told to write there.
                handles.append(open(temporaries[-1], "w+b", opener=_opener(private)))  # noqa: SIM115
            yield handles
            for handle in handles:
                handle.flush()
                if durable:
                    os.fsync(handle.fileno())
        finally:
            with contextlib.ExitStack() as closing:
                for handle in handles:
                    closing.callback(handle.close)
        with _alone_in(paths[0].parent):
            if not replace and os.path.lexists(paths[0]):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(paths[0]))
            for temporary, path in zip(temporaries, paths, strict=True):
                temporary.replace(path)
        if durable:
            _sync_folder(paths[0].parent)
    except BaseException as error:
        for temporary in temporaries:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and is_full(error):
            raise disk_full(paths[0].parent, needed) from error
        raise


def _opener(private: bool) -> Callable[[str, int], int]:
    return lambda path, _: os.open(path, _FLAGS, PRIVATE_FILE if private else _OPEN_FILE)


def make_folder(path: Path, private: bool = False) -> None:
    """Make a folder and those above it, where they are missing."""
    if private:
        if not path.is_dir():
            make_folder(path.parent, private)
            path.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    else:
        path.mkdir(parents=True, exist_ok=True)


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Nobody else renames in this folder meanwhile: no other thread, and no other process where folders can be locked."""
    with _renaming, contextlib.ExitStack() as stack:
        if sys.platform != "win32":
            import fcntl

            with contextlib.suppress(OSError):  # some network file systems lock nothing
                handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
                stack.callback(os.close, handle)
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _sync_folder(folder: Path) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


# ---- a full disk ----


def is_full(error: OSError) -> bool:
    """Whether the system says that there is no room, or that a quota is used up."""
    return error.errno in _FULL


@contextlib.contextmanager
def saying_full(folder: Path, needed: int = 0) -> Iterator[None]:
    """DiskFullError for whatever a library says where the disk of `folder` is full."""
    try:
        yield
    except DiskFullError:
        raise
    except Exception as error:
        told = is_full(error) if isinstance(error, OSError) else os.strerror(errno.ENOSPC) in str(error)
        if told:
            raise disk_full(folder, needed) from error
        raise


def disk_full(folder: Path, needed: int = 0) -> DiskFullError:
    """The sentence for a full disk. needed: bytes that had to be written, 0 where that is not known."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        free = f"{shutil.disk_usage(folder).free:,} bytes are free"
    except OSError:
        free = "no room is left"
    wanted = f"about {needed:,} bytes are needed and " if needed else ""
    return DiskFullError(
        f"The disk is full: in {folder} {wanted}{free}.",
        "Free some space there and start again: finished parts are kept. The variable EXPLORER_CACHE puts the cache on "
        "another disk; an export can go to any other folder.",
    )


# ---- names, and what was left behind ----


def temporary_name() -> str:
    """A name that nobody can guess, short enough for any folder, which tells the process that writes the file."""
    pid = os.getpid()
    return f".explorer-{_machine()}-{pid}-{_own_start(pid)}-{secrets.token_hex(8)}.tmp"


@functools.lru_cache(maxsize=1)
def _own_start(pid: int) -> str:
    """When this process started: asked once, and again in a fork of it."""
    return _started(pid)


@functools.cache
def _machine() -> str:
    """Tells this machine, or container, from others that may share a folder."""
    import platform

    return xxhash.xxh3_64_hexdigest(platform.node().encode("utf-8", "surrogateescape"))[:8]


def _started(pid: int) -> str:
    """When a process started, in the system's ticks; "" where there is no such process, "0" where it cannot be told."""
    if sys.platform.startswith("linux"):
        try:
            stat = Path(f"/proc/{pid}/stat").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return ""
        except OSError:
            return _UNKNOWN
        # The program's name stands in parentheses and may hold spaces; the 22nd field counts from the start of the line.
        fields = stat[stat.rindex(b")") + 2 :].split()
        # One that has ended stays listed until its parent asks, which in a container may be never.
        return "" if fields[0] in _ENDED else fields[19].decode()
    if sys.platform == "win32":
        return _UNKNOWN  # a signal to a process would end it there
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        return _UNKNOWN
    return _UNKNOWN


def is_left_behind(path: Path) -> bool:
    """Whether a file is a temporary one of ours whose writer is gone."""
    found = _OURS.fullmatch(path.name)
    if found is None:
        return False
    machine, pid, started = found.groups()
    if machine != _machine() or sys.platform == "win32":
        try:
            return time.time() - path.lstat().st_mtime > _ABANDONED
        except OSError:
            return False
    now = _started(int(pid))
    return not now or (now != started and _UNKNOWN not in (now, started))


def sweep(folders: Iterable[Path]) -> int:
    """Remove what killed runs left in these folders, not in those below them; bytes freed. No other file is touched."""
    freed = 0
    for folder in folders:
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".explorer-") and is_left_behind(Path(entry.path)):
                    with contextlib.suppress(OSError):
                        size = entry.stat(follow_symlinks=False).st_size
                        if entry.is_dir(follow_symlinks=False):
                            shutil.rmtree(entry.path)
                        else:
                            Path(entry.path).unlink()
                        freed += size
    return freed


def sweep_below(root: Path) -> int:
    """Remove what killed runs left anywhere below a folder; bytes freed."""
    return sweep(Path(folder) for folder, _, _ in os.walk(root))
