"""Waiting by condition."""

from __future__ import annotations

import time
from collections.abc import Callable

NEVER = 90  # seconds after which a condition counts as never met; no claim about how fast anything is


def wait_until(met: Callable[[], object], pause: float = 0.05) -> bool:
    """Whether the condition was met before it counted as never met."""
    limit = time.monotonic() + NEVER
    while not met():
        if time.monotonic() > limit:
            return False
        time.sleep(pause)
    return True
