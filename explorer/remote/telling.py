"""What is said when a source elsewhere cannot be read: which side failed, and nothing of credentials."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from explorer import files
from explorer.errors import ExplorerError, SourceError
from explorer.remote.address import shown


def changed(address: str) -> SourceError:
    """Of a source that is another at the end of the reading than at its beginning."""
    return SourceError(f"{shown(address)} changed while it was read.", "Try again when nobody writes to it.")


def _unreached(address: str) -> SourceError:
    return SourceError(f"{shown(address)} cannot be reached.", "Check the address and the network, and try again.")


@contextlib.contextmanager
def speaking_of(address: str) -> Iterator[None]:
    """SourceError for whatever a library says, without what it may tell of credentials."""
    try:
        yield
    except ExplorerError:
        raise
    except FileNotFoundError as error:
        if "Connect" in type(error.__cause__).__name__:  # what fsspec makes of a server that does not answer
            raise _unreached(address) from error
        raise SourceError(f"There is nothing at {shown(address)}.", "Check the address.") from error
    except PermissionError as error:
        raise SourceError(
            f"{shown(address)} may not be read.",
            "Credentials come from the environment; docs/remote.md names the variables.",
        ) from error
    except OSError as error:
        if files.is_full(error):
            raise
        raise _unreached(address) from error
    except Exception as error:
        raise SourceError(
            f"{shown(address)} cannot be reached: {type(error).__name__}.",
            "Check the address and the network, and try again.",
        ) from error


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else reads into this folder meanwhile. SourceError where somebody does."""
    with contextlib.ExitStack() as stack:
        if sys.platform != "win32":
            import fcntl

            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            stack.callback(os.close, handle)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise SourceError(
                    "Another process is reading this source just now.", "Try again when it has ended."
                ) from error
            except OSError:  # some network file systems lock nothing
                pass
        yield


@contextlib.contextmanager
def keeping(root: Path) -> Iterator[None]:
    """SourceError where what was read cannot be put into the cache: that is no fault of the place it came from."""
    try:
        yield
    except OSError as error:
        if files.is_full(error):
            raise
        raise SourceError(
            f"The cache folder {root} cannot be written: {error.strerror}.",
            "Set EXPLORER_CACHE to a folder that can be written to.",
        ) from error
