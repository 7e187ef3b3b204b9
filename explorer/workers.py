"""Worker processes, made in one way everywhere."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.connection import wait

COUNT = os.cpu_count() or 2


_makers: list[Callable[[], Executor]] = []


@contextlib.contextmanager
def made_by(maker: Callable[[], Executor]) -> Generator[None]:
    """Have `make_pool` give what `maker` makes, in this process, until the block ends."""
    _makers.append(maker)
    try:
        yield
    finally:
        _makers.pop()


def make_pool(*preloaded: str) -> Executor:
    """Worker processes, started at once. preloaded: names of modules that each of them has from the start."""
    if _makers:
        return _makers[-1]()
    # Not fork: the app's process has threads.
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver" and preloaded:
        context.set_forkserver_preload(list(preloaded))
    executor = ProcessPoolExecutor(max_workers=COUNT, mp_context=context, initializer=_end_with_parent)
    for _ in range(COUNT):
        executor.submit(os.getpid)
    return executor


def count_of(executor: Executor) -> int:
    """Calls that it runs at once: as many as a cluster has cores, where it says so."""
    return max(1, int(getattr(executor, "cores", COUNT)))


def _end_with_parent() -> None:
    """A worker whose parent is killed would wait for work for ever, and what it writes would never be swept."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="end with parent", daemon=True).start()
