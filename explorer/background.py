"""Work beside the page, in threads that are waited for when the program ends.

A daemon thread that is inside a C++ library when the interpreter goes down takes the whole process with it: on Python before 3.14 it is
ended by unwinding the stack, which C++ answers with an abort (https://github.com/python/cpython/issues/87135). So none is left behind.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable

from explorer.errors import BuildCancelled
from explorer.progress import Progress

_PATIENCE = 10.0  # seconds that the end of the program waits, in all

_lock = threading.Lock()
_running: set[threading.Thread] = set()
_ending = threading.Event()


def begin(work: Callable[[], object], name: str) -> None:
    """Do `work` in a thread of its own; what it raises at the program's end is of no interest. name: for whoever looks at threads."""

    def run() -> None:
        try:
            work()
        except BuildCancelled:
            if not _ending.is_set():
                raise
        finally:
            with _lock:
                _running.discard(thread)

    thread = threading.Thread(target=run, name=name, daemon=True)
    with _lock:
        if _ending.is_set():
            return
        _running.add(thread)
        thread.start()


def go_on(_: Progress | None = None) -> None:
    """What long work calls now and then; a `Report`. Raises `BuildCancelled` as soon as the program ends."""
    if _ending.is_set():
        raise BuildCancelled("The build was cancelled.", "Resume it: finished parts are kept.")


def is_ending() -> bool:
    """Whether the program is about to end."""
    return _ending.is_set()


@atexit.register
def _wait() -> None:
    _ending.set()
    until = time.monotonic() + _PATIENCE
    with _lock:
        left = list(_running)
    for thread in left:
        thread.join(max(0.0, until - time.monotonic()))
