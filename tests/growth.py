"""Growth instead of seconds: the cost of two sizes, compared in one run, so that a slow machine fails nothing."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

STEP = 10  # the large input is so many times the small one
LIMIT = 4 * STEP  # a linear cost grows by STEP, a quadratic one by STEP²; between them there is room for noise
FLOOR = 0.002  # seconds of CPU below which a clock tells chance from growth no longer
TRIES = 5


def _cost(work: Callable[[], object]) -> float:
    """CPU seconds of this thread alone: what runs beside it does not count.

    Neither does the collection of garbage, which goes through all that other tests have left.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        began = time.thread_time()
        work()
        return time.thread_time() - began
    finally:
        if collects:
            gc.enable()


def assert_linear(make: Callable[[int], T], work: Callable[[T], object], size: int) -> None:
    """Fail where the cost of `work(make(n))` grows much faster than n, between size / 10 and size.

    The best of several tries counts, and no further one is made once it is good enough.
    """
    few, many = make(max(1, size // STEP)), make(size)
    work(make(1))  # what is loaded at the first call is no part of the cost
    small = large = float("inf")
    for _ in range(TRIES):
        small = min(small, _cost(lambda: work(few)))
        large = min(large, _cost(lambda: work(many)))
        if large <= LIMIT * max(small, FLOOR):
            return
    raise AssertionError(f"{STEP} times the text costs {large / max(small, FLOOR):.0f} times the work")


def repeated(unit: str) -> Callable[[int], str]:
    """Makes a text of about so many characters out of one piece."""
    return lambda size: unit * (size // len(unit) + 1)
