"""Sessions that a browser left without a word are let go when their time is over, and not only when the next one ends."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from streamlit.runtime import Runtime

EVERY = 5.0  # seconds between two looks


async def watch(every: float = EVERY) -> None:
    """Look for sessions whose time is over, for as long as the server runs."""
    while True:
        await asyncio.sleep(every)
        expire()


def expire() -> bool:
    """Let go of sessions whose time is over; False where this version of Streamlit keeps them elsewhere.

    Streamlit forgets a disconnected session after two minutes, but looks at the clock only when another one is
    disconnected: until then the last visitors' datasets stay in memory.
    """
    storage: Any = getattr(getattr(Runtime.instance(), "_session_mgr", None), "_session_storage", None)
    forget = getattr(getattr(storage, "_cache", None), "expire", None)
    if forget is None:
        return False
    try:
        forget()
    except (AttributeError, TypeError, RuntimeError, KeyError):
        logging.getLogger(__name__).warning("Sessions that were left cannot be let go", exc_info=True)
        return False
    return True
